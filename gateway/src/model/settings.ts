import type { BusinessHours } from './business-hours.ts';
import { DEFAULT_THRESHOLDS, type Handler, type Thresholds } from './status.ts';

/** Which files are taken, in and out. */
export interface MediaRules {
  /** As they are told from a file's bytes. */
  readonly mimeTypes: readonly string[];
  /** Largest file of any kind. */
  readonly maxBytes: number;
  /** Largest document: everything that is no image, sound or film. */
  readonly maxDocumentBytes: number;
}

/** What an organisation sets, and teams and channels where they differ. Times in seconds, so that people can write them. */
export interface OrganisationSettings extends Thresholds {
  /** How long before its end a window is told to be closing. */
  readonly windowClosingSeconds: number;
  /** After how much waiting a bot loses the conversation to people; null: when the customer is overdue. */
  readonly botTimeoutSeconds: number | null;
  /** How often it is told again that a wait is overdue; null: once. */
  readonly overdueAgainSeconds: number | null;
  readonly attachments: MediaRules;
  /** When people work: waiting runs only then; null: always. */
  readonly businessHours: BusinessHours | null;
  /** Whether the silence after which a conversation closes counts only while people work. */
  readonly autoCloseInBusinessTime: boolean;
  /** Who has a customer first. */
  readonly startsWith: Handler;
  /** So long after people last answered what a bot handed them, and it is the bot's again; null: it stays theirs. */
  readonly giveBackAfterSeconds: number | null;
  /** In which customers are answered, BCP 47, the best first. */
  readonly languages: readonly string[];
  /** Where calls are held; `{conversationId}` in it is replaced. */
  readonly conferenceUrl: string | null;
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
  businessHours: null,
  autoCloseInBusinessTime: false,
  startsWith: 'people',
  giveBackAfterSeconds: null,
  languages: ['en'],
  conferenceUrl: null,
};

/** Settings as they are stored and written: what is absent is as it comes. */
export type SettingsChange = Partial<Omit<OrganisationSettings, 'attachments'>> & { readonly attachments?: Partial<MediaRules> };

/** Settings with a change laid over them. */
export function withSettings(settings: OrganisationSettings, change: SettingsChange): OrganisationSettings {
  return { ...settings, ...change, attachments: { ...settings.attachments, ...change.attachments } };
}

/** What a team or a channel sets: only what differs from what holds above it. */
export type SettingsOverrides = { readonly [Key in keyof SettingsChange]: NonNullable<SettingsChange[Key]> };

/** A change of overrides; null takes one away. */
export type OverridesChange = { readonly [Key in keyof SettingsOverrides]?: SettingsOverrides[Key] | null };

/** Overrides with a change laid over them; null where nothing is left. */
export function withOverrides(overrides: SettingsOverrides, change: OverridesChange): SettingsOverrides | null {
  const kept = Object.entries({ ...overrides, ...change }).filter(([, value]) => value !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/**
 * What holds for a channel's conversations that a team has: the channel's word over the team's over the organisation's. What a customer
 * may expect is promised by the channel on which they write; they know nothing of teams, and it must not change with the team that a
 * conversation is passed to. A team's word is about its people, and holds wherever no channel promises otherwise.
 */
export function settingsFor(
  organisation: OrganisationSettings,
  team: SettingsOverrides | undefined,
  channel: SettingsOverrides | undefined,
): OrganisationSettings {
  return withSettings(withSettings(organisation, team ?? {}), channel ?? {});
}

export const SETTING_ORIGINS = ['default', 'organisation', 'team', 'channel'] as const;
export type SettingOrigin = (typeof SETTING_ORIGINS)[number];

/** Who says what holds, by setting. */
export function originsOf(
  organisation: SettingsChange,
  team: SettingsOverrides | undefined,
  channel: SettingsOverrides | undefined,
): Readonly<Record<keyof OrganisationSettings, SettingOrigin>> {
  const of = (key: keyof OrganisationSettings): SettingOrigin => {
    if (channel?.[key] !== undefined) return 'channel';
    if (team?.[key] !== undefined) return 'team';
    // What is switched off is as it comes.
    return (organisation[key] ?? null) === null ? 'default' : 'organisation';
  };
  return {
    soonAfterSeconds: of('soonAfterSeconds'),
    overdueAfterSeconds: of('overdueAfterSeconds'),
    autoCloseAfterSeconds: of('autoCloseAfterSeconds'),
    windowClosingSeconds: of('windowClosingSeconds'),
    botTimeoutSeconds: of('botTimeoutSeconds'),
    overdueAgainSeconds: of('overdueAgainSeconds'),
    attachments: of('attachments'),
    businessHours: of('businessHours'),
    autoCloseInBusinessTime: of('autoCloseInBusinessTime'),
    startsWith: of('startsWith'),
    giveBackAfterSeconds: of('giveBackAfterSeconds'),
    languages: of('languages'),
    conferenceUrl: of('conferenceUrl'),
  };
}

/** What of the settings the clock goes by, with nothing left open. */
export interface Timing {
  readonly thresholds: Thresholds;
  /** Null: people work always. */
  readonly hours: BusinessHours | null;
  readonly autoCloseInBusinessTime: boolean;
  /** How long before its end a window is told to be closing. */
  readonly windowClosingMs: number;
  readonly botTimeoutSeconds: number;
  readonly overdueAgainSeconds: number | null;
  readonly giveBackAfterSeconds: number | null;
}

export function timingOf(settings: OrganisationSettings): Timing {
  const { soonAfterSeconds, autoCloseAfterSeconds, businessHours, autoCloseInBusinessTime } = settings;
  // A team's and a channel's word, each right by itself, may not fit together.
  const overdueAfterSeconds = Math.max(soonAfterSeconds, settings.overdueAfterSeconds);
  return {
    thresholds: { soonAfterSeconds, overdueAfterSeconds, autoCloseAfterSeconds },
    hours: businessHours,
    autoCloseInBusinessTime,
    windowClosingMs: settings.windowClosingSeconds * 1000,
    botTimeoutSeconds: settings.botTimeoutSeconds ?? overdueAfterSeconds,
    overdueAgainSeconds: settings.overdueAgainSeconds,
    giveBackAfterSeconds: settings.giveBackAfterSeconds,
  };
}
