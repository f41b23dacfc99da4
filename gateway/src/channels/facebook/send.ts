import type { Outcome, SentAs } from '../../model/outcome.ts';
import type { Address, ChannelIo, Part } from '../channel.ts';
import { asObject, field, textField, type Fields } from '../meta/wire.ts';
import { metadataOf } from './correlation.ts';
import { FILE_NOT_FETCHED } from './errors.ts';
import { askGraph, type Failed, unreadable } from './graph.ts';
import { midOf } from './message-id.ts';
import { type Network, recipientOf } from './person.ts';
import type { FacebookSettings } from './settings.ts';
import { byUpload, prepare } from './upload.ts';
import { type ReadPart, readPart } from './wire.ts';

/** Meta has no idempotency key: a send that may have arrived is never repeated by itself. */
const REPEAT = { safeToRepeat: false } as const;
/** Meta fetches the file of an address within the call, a film for at most 75 s (…/send-messages/saving-assets). */
const FETCHING_TIMEOUT_MS = 90_000;

/** One message to one person, as Meta takes it but for its content. */
interface Sending {
  readonly network: Network;
  readonly settings: FacebookSettings;
  readonly io: ChannelIo;
  readonly around: Fields;
}

/**
 * Sends one part (POST /{version}/{page id}/messages,
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages), to a person of the Page or of
 * its Instagram account. Never throws.
 */
export async function send(part: Part, to: Address, settings: FacebookSettings, io: ChannelIo): Promise<Outcome> {
  const recipient = recipientOf(to);
  if (recipient === undefined) {
    return { is: 'refused', reason: 'recipient_unreachable', detail: 'Messenger knows this customer by no id.' };
  }
  const { network, id } = recipient;
  const read = readPart(part.body);
  const around = { recipient: { id }, ...messagingType(read, to), ...quoteOf(part, read, to) };
  return sendOne(read, { network, settings, io, around });
}

/** What Messenger's policy calls the message: a template, a person's late answer, or an answer in the 24 hours (…/send-messages#messaging_types). */
function messagingType({ message }: ReadPart, to: Address): Fields {
  if (field(message, 'template') !== undefined) return { messaging_type: 'UTILITY' };
  return to.window === 'members_only' ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' };
}

/** Only the first part quotes, and only what Meta has an id for; a template shows no quote. */
function quoteOf(part: Part, { message }: ReadPart, to: Address): Fields {
  if (to.quoted === null || part.index > 0 || field(message, 'template') !== undefined) return {};
  const mid = midOf(to.quoted.externalId);
  return mid === undefined ? {} : { reply_to: { mid } };
}

/** One message. A file that Meta could not use is sent once more in another form: Meta refused the message, so nothing went out. */
async function sendOne(part: ReadPart, sending: Sending): Promise<Outcome> {
  const { network, settings, io } = sending;
  const first = await prepare(part, network, settings, io);
  if (first.is !== 'prepared') return first;
  const outcome = await post(first.message, first.by === 'link', sending);
  if (outcome.is !== 'refused' || outcome.reason !== 'media_rejected' || part.shown === undefined) return outcome;
  const isUnreached = first.by === 'link' && FILE_NOT_FETCHED.includes(outcome.platformCode ?? '');
  if (!isUnreached && first.by !== 'kept') return outcome;
  first.forget();
  const second = await byUpload(part.shown, network, settings, io);
  return second.is === 'prepared' ? post(second.message, false, sending) : outcome;
}

async function post(message: Fields, isFetching: boolean, { network, settings, io, around }: Sending): Promise<Outcome> {
  const marked = network === 'messenger' ? { ...message, metadata: metadataOf(io.correlation) } : message;
  const answer = await askGraph(
    {
      method: 'POST',
      path: [settings.pageId, 'messages'],
      contentType: 'application/json',
      body: JSON.stringify({ ...around, message: marked }),
      ...(isFetching ? { timeoutMs: FETCHING_TIMEOUT_MS } : {}),
      ...REPEAT,
    },
    settings,
    io,
  );
  if (answer.is !== 'answered') return answer;
  // Instagram shows a template's wording, which is a message like any other.
  const sentAs = field(message, 'template') === undefined ? 'message' : 'template';
  return acceptedIn(answer.json, sentAs);
}

function acceptedIn(json: unknown, sentAs: SentAs): Outcome | Failed {
  const externalId = textField(asObject(json), 'message_id');
  return externalId === undefined ? unreadable(REPEAT) : { is: 'accepted', externalIds: [externalId], sentAs };
}
