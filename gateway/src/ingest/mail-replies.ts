import type { MailTokens } from '../conversations/mail-tokens.ts';
import type { InboundEvent, InboundMessage } from '../model/inbound.ts';
import { findMailThread, mailedSinceCustomer, saveMailThread } from '../store/away-answers.ts';
import { loadConversations, loadMessages } from '../store/load.ts';
import { type CallTarget, readCallTarget } from '../store/read/call-target.ts';
import { messageByExternalId } from '../store/read/visitors.ts';
import { readContactEmail } from '../store/read/away-answers.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { foldReport } from './apply-change.ts';
import { type MailFilesOptions, type TakenFiles, takeMailFiles } from './mail-files.ts';
import { type ReadMail, readMail } from './read-mail.ts';
import type { Received } from './store-events.ts';

/** What became of a mail that came in. What was ignored says why. */
export type MailTaken =
  | { readonly is: 'stored' }
  | { readonly is: 'failed_delivery' }
  | { readonly is: 'ignored'; readonly why: 'unreadable' | 'no_conversation' | 'automatic' | 'our_own' | 'nothing_said' };

/** Mails that customers answer with, and those that say that ours did not arrive. */
export interface MailReplies {
  /** Resolves when it is on a disk. The same mail again changes nothing. */
  take(raw: Buffer): Promise<MailTaken>;
  /** No more answers by e-mail. False: the token is none of ours. */
  stop(token: string): Promise<boolean>;
}

const MOST_REFERENCES = 20;

export interface MailRepliesOptions extends MailFilesOptions {
  readonly store: Store;
  /** The way of verified webhooks into the store. */
  readonly keep: (received: Received) => Promise<unknown>;
  readonly tokens: MailTokens;
}

export function createMailReplies(options: MailRepliesOptions): MailReplies {
  const { store, run, keep, tokens } = options;

  async function take(raw: Buffer): Promise<MailTaken> {
    const mail = await readMail(raw);
    if (mail === undefined) return ignored('unreadable');
    const conversationId = mail.recipients.map(tokenIn).flatMap((token) => tokens.conversationOf(token) ?? [])[0];
    const target = conversationId === undefined ? undefined : await readCallTarget(store, conversationId);
    if (target === undefined) return ignored('no_conversation');
    const { id } = target.conversation;
    if (mail.kind === 'bounce') {
      await run({ locks: [id], run: (unit) => failMailed(unit, id) });
      return { is: 'failed_delivery' };
    }
    if (mail.kind !== 'person') return ignored('automatic');
    // Our own mail, sent on to the address that its answers go to.
    if (mail.from !== null && tokenIn(mail.from) !== '') return ignored('our_own');
    if (mail.text === '' && mail.files.length === 0) return ignored('nothing_said');
    const { channelId, contactId } = target.conversation;
    // Its files would be stored once more before the same mail is known for what it is.
    if (mail.files.length > 0 && (await isKnown(channelId, mail))) return { is: 'stored' };
    const email = await readContactEmail(store, contactId);
    const files = await takeMailFiles(mail.files, { channelId, key: mail.key }, options);
    await keep({ channelId, events: eventsOf(mail, files, target, email), body: keptOf(raw) });
    await files.settle();
    if (mail.messageId !== null) await continueThread(id, mail.messageId);
    return { is: 'stored' };
  }

  async function isKnown(channelId: string, mail: ReadMail): Promise<boolean> {
    const ids = [externalIdOf(mail), externalIdOf(mail, 1)];
    const known = await Promise.all(ids.map((externalId) => messageByExternalId(store, channelId, externalId)));
    return known.some((message) => message !== undefined);
  }

  /** The next mail of ours answers this one. */
  async function continueThread(conversationId: string, messageId: string): Promise<void> {
    await run({
      locks: [conversationId],
      async run({ tx }) {
        const thread = await findMailThread(tx, conversationId);
        const known: readonly string[] = thread === undefined ? [] : JSON.parse(thread.referencesJson);
        if (known.includes(messageId)) return;
        const referencesJson = JSON.stringify([...known, messageId].slice(-MOST_REFERENCES));
        await saveMailThread(tx, { conversationId, referencesJson, stoppedAt: thread?.stoppedAt ?? null });
      },
    });
  }

  return {
    take,
    async stop(token) {
      const conversationId = tokens.stoppedConversation(token);
      if (conversationId === undefined) return false;
      await run({
        locks: [conversationId],
        async run({ tx }) {
          const thread = await findMailThread(tx, conversationId);
          await saveMailThread(tx, { conversationId, referencesJson: thread?.referencesJson ?? '[]', stoppedAt: tx.now });
        },
      });
      return true;
    },
  };
}

function ignored(why: Extract<MailTaken, { is: 'ignored' }>['why']): MailTaken {
  return { is: 'ignored', why };
}

/** What stands behind the plus sign of an address; empty: nothing. */
function tokenIn(address: string): string {
  return /\+([0-9a-z]{42})@/i.exec(address)?.[1] ?? '';
}

/** So much of a mail is kept as it came: its head and words. The files in it are kept as files. */
const MOST_KEPT_BYTES = 256 * 1024;

function keptOf(raw: Buffer): string {
  const rest = raw.length - MOST_KEPT_BYTES;
  return rest <= 0 ? raw.toString('utf8') : `${raw.toString('utf8', 0, MOST_KEPT_BYTES)}\n[${rest} more bytes]`;
}

/** What a mail's message goes by; its files have messages of their own. */
function externalIdOf(mail: ReadMail, file = 0): string {
  return file === 0 ? `mail:${mail.key}` : `mail:${mail.key}:${file}`;
}

/** The customer's message, as if they had written it on the page, and lines for the team on what they must know of it. */
function eventsOf(mail: ReadMail, files: TakenFiles, { identity }: CallTarget, email: string | null): readonly InboundEvent[] {
  const from = { keys: identity.keys.filter((key) => key.retiredAt === null).map(({ kind, value }) => ({ kind, value })) };
  const common = { sentAt: null, account: null, raw: null } as const;
  const message = (content: InboundMessage['content'], externalId: string): InboundEvent => ({
    ...{ ...common, is: 'message', key: externalId, from, externalId, content },
  });
  const line = (name: string, text: string): InboundEvent => ({
    ...common,
    is: 'notice',
    key: `${externalIdOf(mail)}:${name}`,
    from,
    notice: 'other',
    text,
  });
  const isAnother = mail.from !== null && mail.from !== email?.toLowerCase();
  return [
    ...(mail.text === '' ? [] : [message({ type: 'text', text: mail.text }, externalIdOf(mail))]),
    ...files.contents.map((content, index) => message(content, externalIdOf(mail, index + 1))),
    ...(isAnother ? [line('sender', `This came by e-mail from ${mail.from ?? ''}, which is not the contact’s address.`)] : []),
    ...(files.refused.length === 0 ? [] : [line('files', `The e-mail has files that were not taken over: ${files.refused.join(', ')}`)]),
  ];
}

/** What was mailed since the customer wrote last did not arrive. */
async function failMailed(unit: Unit, conversationId: string): Promise<void> {
  await loadConversations(unit, [conversationId]);
  const ids = await mailedSinceCustomer(unit.tx, conversationId);
  await loadMessages(unit, ids);
  for (const id of ids) {
    const message = unit.messages.get(id);
    if (message?.delivery?.sentAs !== 'email') continue;
    foldReport(unit, message, {
      state: 'failed',
      error: { code: 'recipient_unreachable', detail: 'The e-mail with this answer could not be delivered.' },
    });
  }
}
