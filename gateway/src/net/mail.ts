import type { SendMailOptions, Transporter } from 'nodemailer';

/** One mail to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Constant for every try, so that receivers can tell a repeated one. */
  readonly id: string;
  readonly thread?: MailThread;
}

/** What makes mails one conversation in the receiver's program, and who hears of it. Ids are whole, with their angle brackets. */
export interface MailThread {
  /** Where an answer goes, and a report that the mail could not be delivered. */
  readonly replyTo?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  /** An address to which one POST ends such mails (RFC 8058). */
  readonly stopUrl?: string;
}

/** `refused`: the server will never take it. `failed`: it may the next time. */
export type MailEnd = { readonly is: 'sent' } | { readonly is: 'refused' | 'failed'; readonly why: string };

/** Sends mails through the operator's SMTP server. No method throws. */
export interface Mailer {
  send(mail: Mail): Promise<MailEnd>;
  close(): void;
}

/** RFC 5321 section 4.5.3.2 allows minutes; a mail that takes longer than this is tried again. */
const CONNECT_MS = 15_000;
const SILENCE_MS = 30_000;

/**
 * @param url `SMTP_URL`: `smtp://` (with STARTTLS where the server offers it) or `smtps://`, with user and password
 * @param from `PARLEY_MAIL_FROM`
 */
export function createMailer(url: string, from: string): Mailer {
  let opening: Promise<Transporter> | undefined;
  const transport = () => (opening ??= open(url));
  // No vacation notice answers it (RFC 3834); its words stay readable on their way.
  const always = { from, headers: { 'Auto-Submitted': 'auto-generated' }, textEncoding: 'quoted-printable' } as const;
  return {
    async send({ id, thread = {}, ...mail }) {
      try {
        const server = await transport();
        const { headers, ...rest } = always;
        await server.sendMail({
          ...rest,
          ...mail,
          ...threadFields(thread, mail.to),
          headers: { ...headers, ...stopHeaders(thread) },
          messageId: messageIdOf(id, from),
        });
        return { is: 'sent' };
      } catch (error) {
        return endOf(error);
      }
    },
    close: () => void opening?.then((one) => one.close()),
  };
}

/** A mail's `Message-ID`. @param from `PARLEY_MAIL_FROM` */
export function messageIdOf(id: string, from: string): string {
  return `<${id}@${/@([^@>\s]+)/.exec(from)?.[1] ?? 'localhost'}>`;
}

function threadFields({ replyTo, inReplyTo, references }: MailThread, to: string): SendMailOptions {
  return {
    ...(replyTo === undefined ? {} : { replyTo, envelope: { from: replyTo, to } }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references === undefined ? {} : { references: [...references] }),
  };
}

function stopHeaders({ stopUrl }: MailThread): Record<string, string> {
  return stopUrl === undefined ? {} : { 'List-Unsubscribe': `<${stopUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** Loaded at the first mail: most starts send none. */
async function open(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** A 5xx answer to the envelope or the message is for good (RFC 5321 section 4.2.1); anything about the connection or the login is not. */
function endOf(error: unknown): MailEnd {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const status = Number(error instanceof Error ? Reflect.get(error, 'responseCode') : 0);
  const isForGood = (code === 'EENVELOPE' || code === 'EMESSAGE') && status >= 500;
  // The server's own words may repeat addresses; its code says enough.
  return { is: isForGood ? 'refused' : 'failed', why: `${String(code ?? 'no code')}${status > 0 ? ` ${status}` : ''}` };
}
