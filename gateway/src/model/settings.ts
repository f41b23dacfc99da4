import { DEFAULT_THRESHOLDS, type Thresholds } from './status.ts';

/** Which files are taken, in and out. */
export interface MediaRules {
  /** As they are told from a file's bytes. */
  readonly mimeTypes: readonly string[];
  /** Largest file of any kind. */
  readonly maxBytes: number;
  /** Largest document: everything that is no image, sound or film. */
  readonly maxDocumentBytes: number;
}

/** What an organisation sets for all of its channels. Times in seconds, so that people can write them. */
export interface OrganisationSettings extends Thresholds {
  /** How long before its end a window is told to be closing. */
  readonly windowClosingSeconds: number;
  /** After how much waiting a bot loses the conversation to people; null: when the customer is overdue. */
  readonly botTimeoutSeconds: number | null;
  /** How often it is told again that a wait is overdue; null: once. */
  readonly overdueAgainSeconds: number | null;
  readonly attachments: MediaRules;
}

const MIB = 1024 * 1024;

/**
 * What is taken unless an organisation says otherwise: png jpg gif heic webp; mov m4v mp4 3gp; odt ppt pptx txt doc docx xls
 * xlsx pdf up to 10 MiB; mp3 m4a aac amr ogg wav; nothing over 100 MiB.
 */
export const DEFAULT_MEDIA_RULES: MediaRules = {
  mimeTypes: [
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/heic',
    'image/heif',
    'image/webp',
    'video/quicktime',
    'video/x-m4v',
    'video/mp4',
    'video/3gpp',
    'application/vnd.oasis.opendocument.text',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'text/plain',
    // How Twilio hands on a contact that a customer shares.
    'text/vcard',
    'application/msword',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.ms-excel',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/pdf',
    'audio/mpeg',
    'audio/mp4',
    'audio/aac',
    'audio/amr',
    'audio/3gpp',
    'audio/ogg',
    'audio/wav',
  ],
  maxBytes: 100 * MIB,
  maxDocumentBytes: 10 * MIB,
};

/** DESIGN section 6, and an hour's notice of a window's end. */
export const DEFAULT_SETTINGS: OrganisationSettings = {
  ...DEFAULT_THRESHOLDS,
  windowClosingSeconds: 3600,
  botTimeoutSeconds: null,
  overdueAgainSeconds: null,
  attachments: DEFAULT_MEDIA_RULES,
};

/** Settings as they are stored and written: what is absent is as it comes. */
export type SettingsChange = Partial<Omit<OrganisationSettings, 'attachments'>> & { readonly attachments?: Partial<MediaRules> };

/** Settings with a change laid over them. */
export function withSettings(settings: OrganisationSettings, change: SettingsChange): OrganisationSettings {
  return { ...settings, ...change, attachments: { ...settings.attachments, ...change.attachments } };
}
