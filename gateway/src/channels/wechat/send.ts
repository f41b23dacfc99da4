import { randomBytes, randomInt } from 'node:crypto';
import type { Outcome, SentAs } from '../../model/outcome.ts';
import type { Address, ChannelIo, Obtained, Part } from '../channel.ts';
import { call, endOf, jsonBody } from './call.ts';
import { answeredBy, passiveReply, type PassiveMessage } from './passive.ts';
import type { WechatSettings } from './settings.ts';
import { uploadKey, uploadOf } from './upload.ts';
import { bodyOf, textAt, type WechatBody } from './wire.ts';

/** A media id that WeChat does not know (any more). */
const UNKNOWN_MEDIA = '40007';

type FileBody = Extract<WechatBody, { media: unknown }>;
type TemplateMessage = Extract<WechatBody, { template: unknown }>;

/**
 * Sends one part: a file is uploaded first, then a text or file answers inside WeChat's own request where that still waits, which costs
 * nothing of the quota; everything else is a customer service message or a template. Never throws.
 *
 * WeChat answers 200 to errors, names a message's id only for templates, and drops no doubles.
 */
export async function send(part: Part, to: Address, settings: WechatSettings, io: ChannelIo): Promise<Outcome> {
  const body = bodyOf(part.body);
  if (body === undefined) return refused('message_invalid', 'The part holds no message of WeChat’s.');
  const openid = to.keys.find((key) => key.kind === 'openid')?.value;
  if (openid === undefined) return refused('recipient_unreachable', 'No openid is known for this customer.');
  if ('template' in body) return sendTemplate(body, openid, settings, io);
  if ('media' in body) return sendFile(body, { part, to, openid }, settings, io);
  if (body.msgtype === 'text') {
    const message = { msgtype: 'text', content: body.text.content } as const;
    if (answeredPassively(message, part, to, settings, io)) return { is: 'accepted', externalIds: [], sentAs: 'reply' };
  }
  return post('/cgi-bin/message/custom/send', { touser: openid, ...body }, 'message', settings, io);
}

interface Sending {
  readonly part: Part;
  readonly to: Address;
  readonly openid: string;
}

async function sendFile(body: FileBody, sending: Sending, settings: WechatSettings, io: ChannelIo): Promise<Outcome> {
  const upload = await uploadOf(body.msgtype, body.media, settings, io);
  const outcome = await sendUpload(body, upload, sending, settings, io);
  if (upload.is === 'failed' || outcome.is !== 'refused' || outcome.platformCode !== UNKNOWN_MEDIA) return outcome;
  // WeChat has thrown it away before its time: once more with a fresh one.
  io.memory.forget(uploadKey(body.msgtype, body.media), upload.value);
  return sendUpload(body, await uploadOf(body.msgtype, body.media, settings, io), sending, settings, io);
}

async function sendUpload(
  { msgtype }: FileBody,
  upload: Obtained,
  { part, to, openid }: Sending,
  settings: WechatSettings,
  io: ChannelIo,
): Promise<Outcome> {
  if (upload.is === 'failed') return upload.outcome;
  if (answeredPassively({ msgtype, mediaId: upload.value }, part, to, settings, io)) {
    return { is: 'accepted', externalIds: [], sentAs: 'reply' };
  }
  // A thumbnail for a video is documented, but we have none, and WeChat takes videos without.
  const message = { touser: openid, msgtype, [msgtype]: { media_id: upload.value } };
  return post('/cgi-bin/message/custom/send', message, 'message', settings, io);
}

/** `client_msg_id`, at most 32 characters, makes WeChat drop a second try within ten minutes. */
function sendTemplate({ msgtype, template }: TemplateMessage, openid: string, settings: WechatSettings, io: ChannelIo): Promise<Outcome> {
  const path = msgtype === 'subscribe' ? '/cgi-bin/message/subscribe/bizsend' : '/cgi-bin/message/template/send';
  const message = { touser: openid, ...template, client_msg_id: io.idempotencyKey.replaceAll('-', '').slice(0, 32) };
  return post(path, message, 'template', settings, io);
}

/** Whether the message went out in the answer to the request that brought the customer's own, for the first part only: there is one. */
function answeredPassively(message: PassiveMessage, part: Part, to: Address, settings: WechatSettings, io: ChannelIo): boolean {
  const free = part.index === 0 && settings.passiveReplies === true ? to.freeReply : null;
  if (free === null || io.now() >= free.until) return false;
  const answered = answeredBy(free.token);
  if (answered === undefined) return false;
  const chance = { random: randomBytes(16), nonce: String(randomInt(2 ** 31)) };
  return io.answerInResponse(free.token, passiveReply(answered, message, settings, io.now(), chance));
}

async function post(path: string, message: unknown, sentAs: SentAs, settings: WechatSettings, io: ChannelIo): Promise<Outcome> {
  const called = await call({ method: 'POST', path, ...jsonBody(message) }, settings, io);
  if (called.is !== 'called') return called;
  if (called.code !== 0 || called.answer.status >= 300) return endOf(called, io.now());
  const id = textAt(called.json, 'msgid');
  return { is: 'accepted', externalIds: id === undefined ? [] : [id], sentAs };
}

function refused(reason: 'message_invalid' | 'recipient_unreachable', detail: string): Outcome {
  return { is: 'refused', reason, detail };
}
