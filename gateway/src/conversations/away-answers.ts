import type { Logger } from '../log/logger.ts';
import { MEDIA_SCHEME } from '../media/signing.ts';
import { type MailedAnswer, awayMail } from '../model/away-mail.ts';
import { attachmentsOf } from '../model/content.ts';
import type { Actor } from '../model/events.ts';
import { noticeLocale } from '../model/notification-texts.ts';
import { wordsOf } from '../model/transcript.ts';
import { messageIdOf } from '../net/mail.ts';
import {
  type LastSeen,
  dueAwayAnswers,
  findMailThread,
  putOffAwayAnswers,
  saveMailThread,
  takeAwayAnswers,
  unreadAnswers,
  visitorsOnlineUntil,
} from '../store/away-answers.ts';
import { loadConversations, loadMessages } from '../store/load.ts';
import type { ConversationRecord, MessageRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { RunCommand } from './commands.ts';
import type { MailTokens } from './mail-tokens.ts';
import type { Mailing } from './mailing.ts';
import type { ReturnTokens } from './return-tokens.ts';

export interface AwayAnswersOptions {
  readonly store: Store;
  readonly run: RunCommand;
  readonly mails: Pick<Mailing, 'isOn' | 'queue'>;
  readonly tokens: MailTokens;
  readonly returns: ReturnTokens;
  /** A stored file's address, good for a week. */
  readonly signMedia: (attachmentId: string) => string;
  readonly publicUrl: string;
  /** `PARLEY_MAIL_FROM` */
  readonly from: string;
  /** `PARLEY_MAIL_REPLY_TO` */
  readonly replyTo: string | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

const POLL_MS = 5_000;
const AT_ONCE = 50;
/** More answers than anybody writes to somebody who is away. */
const MOST_ANSWERS = 50;
/** Who is on the site for so long without reading has it open and forgotten: the answer is old news by then. */
const GIVE_UP_MS = 24 * 3_600_000;
/** So long the link in a mail leads into the conversation; the files in it are there as long. */
const LINK_MS = 7 * 24 * 3_600_000;
const MOST_REFERENCES = 20;
const SYSTEM: Actor = { type: 'system', id: null, name: null };

/**
 * Mails a widget's visitor what they were answered while they were away, several answers in one mail. Who is on the site is waited for,
 * and what they read there is not mailed. The messages count as mailed in the transaction that puts the mail into the outbox, so that
 * none is lost or doubled whoever ends in between.
 */
export function createAwayAnswers(options: AwayAnswersOptions): Worker {
  const { store, run, log, now } = options;

  async function tick(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const due = await dueAwayAnswers(store, now(), AT_ONCE);
      for (const id of due) await run({ locks: [id], run: (unit) => mailAnswers(unit, id, options) });
      if (due.length < AT_ONCE) return;
    }
  }

  return createWorker({ what: 'mailing answers to visitors who are away', everyMs: POLL_MS, log, tick });
}

async function mailAnswers(unit: Unit, conversationId: string, options: AwayAnswersOptions): Promise<void> {
  const { tx, now } = unit;
  const row = await takeAwayAnswers(tx, conversationId);
  if (row === undefined || !options.mails.isOn) return;
  const answers = await answersOf(unit, conversationId, row.fromSeq);
  const conversation = unit.conversations.get(conversationId);
  if (answers.length === 0 || conversation === undefined) return;
  const presence = await visitorsOnlineUntil(tx, conversationId);
  if (presence !== null && presence.until > now) {
    if (now - row.firstAt < GIVE_UP_MS) await putOffAwayAnswers(tx, { ...row, dueAt: presence.until });
    return;
  }
  const contact = unit.contactOf(conversation);
  const thread = await findMailThread(tx, conversationId);
  const mayBeMailed = contact.blockedAt === null && contact.erasedAt === null && (thread?.stoppedAt ?? null) === null;
  if (contact.email === null || !mayBeMailed) return;
  const known: readonly string[] = thread === undefined ? [] : JSON.parse(thread.referencesJson);
  const stopUrl = `${options.publicUrl}/mail/stop/${options.tokens.stopToken(conversationId)}`;
  const mail = awayMail(noticeLocale(contact.locale), {
    answers: answers.map((message) => mailedAnswer(message, options)),
    site: unit.factsOf(conversation.channelId).ref.name,
    pageUrl: presence === null ? null : addressBack(presence.visitor, now + LINK_MS, options),
    canReply: options.replyTo !== undefined,
    stopUrl,
  });
  const latest = known.at(-1);
  const id = await options.mails.queue(tx, contact.email, mail, {
    about: conversationId,
    thread: {
      stopUrl,
      ...(options.replyTo === undefined ? {} : { replyTo: replyAddress(options.replyTo, options.tokens.replyToken(conversationId)) }),
      ...(latest === undefined ? {} : { inReplyTo: latest, references: known }),
    },
  });
  if (id === undefined) return;
  const references = [...known, messageIdOf(id, options.from)].slice(-MOST_REFERENCES);
  await saveMailThread(tx, { conversationId, referencesJson: JSON.stringify(references), stoppedAt: null });
  for (const message of answers) countAsMailed(unit, conversation, message);
}

function mailedAnswer({ author, content }: MessageRecord, { signMedia }: Pick<AwayAnswersOptions, 'signMedia'>): MailedAnswer {
  const files = attachmentsOf(content).map(({ id, name, url }) => ({
    name: name ?? content.type,
    url: url.startsWith(MEDIA_SCHEME) ? signMedia(id) : url,
  }));
  return { author: author.type === 'member' ? author.name : null, text: wordsOf(content), files };
}

/**
 * The page on which the visitor was last, told to open the chat, and whose it is. A user of the site's own has to be signed in there: for
 * them it only opens. The words behind `#` are not sent to the site's server. A page of another site is what only the visitor's browser
 * has said, and is not mailed to anybody.
 */
function addressBack(
  { id, userId, origin, pageUrl }: LastSeen['visitor'],
  until: number,
  { returns }: Pick<AwayAnswersOptions, 'returns'>,
): string {
  const page = URL.parse(pageUrl ?? origin);
  const url = new URL(page?.origin === origin ? page : origin);
  url.hash = `parley=${userId === null ? returns.make(id, until) : 'open'}`;
  return url.href;
}

/** What the team said from a number on, as far as it was neither read nor mailed nor taken back. */
async function answersOf(unit: Unit, conversationId: string, fromSeq: number): Promise<readonly MessageRecord[]> {
  await loadConversations(unit, [conversationId]);
  const ids = await unreadAnswers(unit.tx, conversationId, fromSeq, MOST_ANSWERS);
  await loadMessages(unit, ids);
  return ids
    .flatMap((id) => unit.messages.get(id) ?? [])
    .filter(({ author, delivery, deletedAt }) => {
      const isOfTeam = author.type === 'member' || author.type === 'bot';
      return isOfTeam && deletedAt === null && delivery?.sentAs !== 'email';
    });
}

function countAsMailed(unit: Unit, conversation: ConversationRecord, message: MessageRecord): void {
  if (message.delivery === null) return;
  message.delivery = { ...message.delivery, sentAs: 'email' };
  unit.touchMessage(message);
  unit.emit({ type: 'message.updated', actor: SYSTEM, conversation, message });
}

/** `reply@example.com` with the token behind a plus sign, which most mail servers deliver to the same mailbox (RFC 5233). */
function replyAddress(replyTo: string, token: string): string {
  return replyTo.replace('@', `+${token}@`);
}
