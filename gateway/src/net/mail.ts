import type { Transporter } from 'nodemailer';

/** One mail to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Constant for every try, so that receivers can tell a repeated one. */
  readonly id: string;
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
  const domain = /@([^@>\s]+)/.exec(from)?.[1] ?? 'localhost';
  // No vacation notice answers it (RFC 3834); its words stay readable on their way.
  const always = { from, headers: { 'Auto-Submitted': 'auto-generated' }, textEncoding: 'quoted-printable' } as const;
  return {
    async send({ id, ...mail }) {
      try {
        const server = await transport();
        await server.sendMail({ ...always, ...mail, messageId: `<${id}@${domain}>` });
        return { is: 'sent' };
      } catch (error) {
        return endOf(error);
      }
    },
    close: () => void opening?.then((one) => one.close()),
  };
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
