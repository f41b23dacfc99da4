import { createHash } from 'node:crypto';
import type { CallIo, Obtained } from '../channel.ts';
import { callTwilio, type Failed, failureOf, isFailed, isGood } from './call.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { field, listField, textField, type Fields } from './wire.ts';

/** How the contents begin that are made here; they are not for people, and no templates. */
export const OWN_CONTENT = 'parley_choice_';

/** A content of Twilio's, and the name it is kept under. */
export type ObtainedContent = { readonly is: 'obtained'; readonly sid: string; readonly key: string } | Failed;

/**
 * The SID of the content of this shape: the one that is kept, else the one that Twilio has under its name, else a new one
 * (https://www.twilio.com/docs/content/content-api-resources). The name is made of the shape, so restarts and other
 * gateways find it again. Whatever goes wrong here, no message was sent.
 */
export async function obtainContent(draft: Fields, settings: TwilioSettings, io: CallIo): Promise<ObtainedContent> {
  const name = OWN_CONTENT + createHash('sha256').update(JSON.stringify(draft['types'])).digest('hex').slice(0, 24);
  const key = `content:${name}`;
  const obtained = await io.memory.obtain(key, () => findOrCreate(name, draft, settings, io));
  return obtained.is === 'obtained' ? { is: 'obtained', sid: obtained.value, key } : obtained.outcome;
}

async function findOrCreate(name: string, draft: Fields, settings: TwilioSettings, io: CallIo): Promise<Obtained> {
  const found = await find(name, settings, io);
  if (typeof found === 'string') return kept(found);
  if (found !== undefined) return { is: 'failed', outcome: notSent(found) };
  const answer = await callTwilio({ url: twilioUrl(settings, 'content', ['v1', 'Content']), json: { friendly_name: name, ...draft } }, settings, io); // prettier-ignore
  if (isFailed(answer)) return { is: 'failed', outcome: notSent(answer) };
  const sid = isGood(answer) ? textField(answer.json, 'sid') : undefined;
  return sid === undefined ? { is: 'failed', outcome: notSent(failureOf(answer, settings, io.now())) } : kept(sid);
}

/** Only the second version of the list can be searched; where it does not answer as expected the content is made anew. */
async function find(name: string, settings: TwilioSettings, io: CallIo): Promise<string | Failed | undefined> {
  const url = twilioUrl(settings, 'content', ['v2', 'Content'], { ContentName: `^${name}$`, PageSize: '20' });
  const answer = await callTwilio({ url }, settings, io);
  if (isFailed(answer)) return answer;
  const same = listField(answer.json, 'contents').find((content) => field(content, 'friendly_name') === name);
  return textField(same, 'sid');
}

/** A content is there until somebody deletes it, which the send then notices. */
function kept(sid: string): Obtained {
  return { is: 'obtained', value: sid, until: Number.MAX_SAFE_INTEGER };
}

/** An answer that never came leaves no doubt about the message itself. */
function notSent(failed: Failed): Failed {
  return failed.is === 'unknown' ? { is: 'deferred', reason: 'down', detail: failed.detail } : failed;
}
