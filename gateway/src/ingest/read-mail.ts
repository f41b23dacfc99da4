import { createHash } from 'node:crypto';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { readableName } from '../media/disposition.ts';
import { ownWords, wordsOfHtml } from '../model/mail-reply.ts';

/** What a mail is, as far as a conversation is concerned. */
export interface ReadMail {
  /** `person`: somebody wrote it; `auto`: a program answered by itself; `bounce`: ours will never arrive; `delay`: it may. */
  readonly kind: 'person' | 'auto' | 'bounce' | 'delay';
  /** Every address it says it is for. */
  readonly recipients: readonly string[];
  readonly from: string | null;
  /** With its angle brackets; null where it has none. */
  readonly messageId: string | null;
  /** The same for the same mail, however often it comes. */
  readonly key: string;
  /** Their own words, without what they quote and their signature. */
  readonly text: string;
  readonly files: readonly MailedFile[];
}

/** A file of a mail. */
export interface MailedFile {
  /** As people may read it; null where it has none. */
  readonly name: string | null;
  /** What the mail says. */
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** Deeper or longer than any mail that people write. */
const LIMITS = { maxNestingDepth: 30, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 0, forceRfc822Attachments: true };
const MOST_TEXT = 10_000;

/** Takes a mail apart. @returns undefined for what is none */
export async function readMail(raw: Buffer): Promise<ReadMail | undefined> {
  const mail = await PostalMime.parse(raw, LIMITS).catch(() => undefined);
  if (mail === undefined || mail.headers.length === 0) return undefined;
  const messageId = mail.messageId ?? null;
  return {
    kind: kindOf(mail),
    recipients: recipientsOf(mail),
    from: mail.from?.address?.toLowerCase() ?? null,
    messageId: messageId !== null && /^<[^<>\s]{1,250}>$/.test(messageId) ? messageId : null,
    key: createHash('sha256')
      .update(messageId ?? raw)
      .digest('hex')
      .slice(0, 40),
    text: ownWords(mail.text ?? wordsOfHtml(mail.html ?? '')).slice(0, MOST_TEXT),
    files: mail.attachments.map(fileOf).filter((file, index) => isSent(file, mail.attachments[index]?.related === true)),
  };
}

function fileOf({ filename, mimeType, content }: Attachment): MailedFile {
  const name = readableName(filename ?? '');
  return {
    name: name === '' ? null : name,
    mimeType,
    bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  };
}

/** Smaller ones are logos, lines and eyes of whoever wants to know that a mail was opened. */
const LEAST_SHOWN_BYTES = 20 * 1024;

/** Whether somebody meant to send it. Mail programs put pictures that are pasted into the text beside the logos of signatures. */
function isSent({ mimeType, bytes }: MailedFile, isWithinText: boolean): boolean {
  if (/^application\/(pgp|(x-)?pkcs7)-signature$/i.test(mimeType)) return false;
  return !isWithinText || (/^image\//i.test(mimeType) && bytes.length >= LEAST_SHOWN_BYTES);
}

/**
 * A report (RFC 3462, RFC 3464) tells of a mail of ours. Programs that answer by themselves say so (RFC 3834 section 5), or in ways that
 * are older than that.
 */
function kindOf(mail: Email): ReadMail['kind'] {
  const header = (name: string) =>
    mail.headers
      .find((one) => one.key === name)
      ?.value.trim()
      .toLowerCase() ?? '';
  const type = header('content-type');
  const isReport = type.startsWith('multipart/report') && type.includes('delivery-status');
  const isFromDaemon = /^(mailer-daemon|postmaster)@/.test(mail.from?.address?.toLowerCase() ?? '');
  if (isReport || (isFromDaemon && header('auto-submitted') !== 'no')) return isReport && isDelayed(mail) ? 'delay' : 'bounce';
  const submitted = header('auto-submitted');
  const isAuto =
    (submitted !== '' && submitted !== 'no') ||
    /^(auto_reply|bulk|junk|list)$/.test(header('precedence')) ||
    ['x-autoreply', 'x-autorespond', 'list-id'].some((name) => header(name) !== '') ||
    header('return-path') === '<>';
  return isAuto ? 'auto' : 'person';
}

function isDelayed({ attachments }: Email): boolean {
  const status = attachments.find((file) => file.mimeType === 'message/delivery-status');
  if (status === undefined) return false;
  const text = typeof status.content === 'string' ? status.content : Buffer.from(new Uint8Array(status.content)).toString('utf8');
  const actions = [...text.matchAll(/^action:\s*(\w+)/gim)].map(([, action]) => action?.toLowerCase());
  return actions.length > 0 && !actions.includes('failed');
}

function recipientsOf(mail: Email): readonly string[] {
  const named = [mail.to, mail.cc].flatMap((list) => list ?? []).flatMap(addressesOf);
  const delivered = ['delivered-to', 'x-original-to', 'envelope-to', 'x-forwarded-to'];
  const byServers = mail.headers.filter((one) => delivered.includes(one.key)).map((one) => one.value.replaceAll(/[<>\s]/g, ''));
  return [...named, ...byServers];
}

function addressesOf(address: Address): readonly string[] {
  return address.group === undefined ? [address.address] : address.group.map((one) => one.address);
}
