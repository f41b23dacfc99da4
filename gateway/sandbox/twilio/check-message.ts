import { parseJson } from '../json.ts';
import { isTexts } from './check-content.ts';
import type { ContentShelf, FilledContent } from './content.ts';
import { fillContent } from './content.ts';
import type { TwilioAccount } from './state.ts';

/** Why a call is refused: Twilio's code, and its sentence where that names what was wrong. */
export interface Refused {
  readonly code: number;
  readonly message?: string;
}

/** A message that Twilio takes; what WhatsApp says of it comes later. */
export interface NewMessage {
  readonly to: string;
  /** Null where the Messaging Service is to choose a sender. */
  readonly from: string | null;
  readonly serviceSid: string | null;
  readonly body: string;
  readonly mediaUrl: string | null;
  readonly place: { readonly latitude: number; readonly longitude: number; readonly label: string | null } | null;
  readonly content: { readonly sid: string; readonly filled: FilledContent | 63021 | 63028 } | null;
  readonly statusCallback: string | null;
}

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
const MAX_BODY = 1600;
/** WhatsApp takes one file a message: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
const MAX_MEDIA = 1;
const NUMBER = /^whatsapp:\+[1-9]\d{6,14}$/;
const USER_ID = /^whatsapp:[A-Z]{2}\.[A-Za-z0-9.]+$/;

/** Reads the form of `POST …/Messages.json` and checks it as Twilio does before it takes a message. */
export function readNewMessage(form: URLSearchParams, account: TwilioAccount, contents: ContentShelf): NewMessage | Refused {
  const address = readAddresses(form, account);
  if ('code' in address) return address;
  const [body, media] = [form.get('Body') ?? '', form.getAll('MediaUrl')];
  if ([...body].length > MAX_BODY) return { code: 21617 };
  if (media.length > MAX_MEDIA) return { code: 21623 };
  if (media.some((url) => !isWebUrl(url))) return { code: 21620 };
  const content = readContent(form, contents);
  if (content !== null && 'code' in content) return content;
  const place = readPlace(form.get('PersistentAction'));
  if (place !== null && 'code' in place) return place;
  if (body === '' && media.length === 0 && content === null) return { code: 21602 };
  const statusCallback = form.get('StatusCallback');
  if (statusCallback !== null && !isWebUrl(statusCallback))
    return { code: 21609, message: `The 'StatusCallback' URL ${statusCallback} is not a valid URL.` };
  return { ...address, body, mediaUrl: media[0] ?? null, place, content, statusCallback };
}

function readAddresses(form: URLSearchParams, account: TwilioAccount): Pick<NewMessage, 'to' | 'from' | 'serviceSid'> | Refused {
  const [to, from, serviceSid] = [form.get('To') ?? '', form.get('From') ?? '', form.get('MessagingServiceSid')];
  if (to === '') return { code: 21604 };
  if (from === '' && serviceSid === null) return { code: 21603 };
  if (serviceSid !== null && serviceSid !== account.messagingServiceSid) return { code: 21701 };
  if (from !== '' && from.startsWith('whatsapp:') !== to.startsWith('whatsapp:')) return { code: 21910 };
  if (from !== '' && from !== account.from) return { code: 63007 };
  if (!NUMBER.test(to) && !USER_ID.test(to)) return { code: 21211, message: `The 'To' number ${to} is not a valid phone number.` };
  return { to, from: from === '' ? null : from, serviceSid };
}

function readContent(form: URLSearchParams, contents: ContentShelf): NewMessage['content'] | Refused {
  const sid = form.get('ContentSid');
  if (sid === null || sid === '') return null;
  const content = contents.find(sid);
  if (content === undefined) return { code: 21655, message: `The ContentSid ${sid} is Invalid` };
  const given = form.get('ContentVariables');
  const variables = given === null ? {} : parseJson(Buffer.from(given));
  return isTexts(variables) ? { sid, filled: fillContent(content, variables) } : { code: 21656 };
}

/** `geo:latitude,longitude|label`: https://www.twilio.com/docs/whatsapp/api#location-messages-with-whatsapp */
function readPlace(action: string | null): NewMessage['place'] | Refused {
  if (action === null) return null;
  const found = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:\|(.+))?$/s.exec(action);
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])];
  if (found === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    return { code: 63021, message: `The PersistentAction ${action} is not valid` };
  return { latitude, longitude, label: found[3] ?? null };
}

function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
