import type { Transporter } from 'nodemailer';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `refused`: the server will not take this mail, now or later. `failed`: it may yet. */
export type MailEnd =
  { readonly is: 'sent' } | { readonly is: 'refused'; readonly detail: string } | { readonly is: 'failed'; readonly detail: string };

/** The way out for mail. No method throws. */
export interface Mailer {
  readonly isConfigured: boolean;
  send(mail: Mail): Promise<MailEnd>;
  close(): void;
}

export interface MailerOptions {
  /** `smtp://` or `smtps://`, with user and password where the server wants them; null: no mail is sent. */
  readonly url: string | null;
  /** The sender's address, maybe with a name. */
  readonly from: string;
}

const CONNECT_MS = 10_000;
const SILENT_MS = 30_000;

/** Mails through one SMTP server. Nothing is loaded or opened before the first mail. */
export function createMailer({ url, from }: MailerOptions): Mailer {
  let transporter: Promise<Transporter> | undefined;
  const open = async (address: string): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url: address,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      // Nothing that a mail names is ever read from the disk or fetched.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
  return {
    isConfigured: url !== null,
    async send(mail) {
      if (url === null) return { is: 'failed', detail: 'SMTP_URL is not set.' };
      transporter ??= open(url);
      try {
        await (await transporter).sendMail({ from, ...mail });
        return { is: 'sent' };
      } catch (error) {
        return endOf(error);
      }
    },
    close() {
      void transporter?.then((one) => one.close());
      transporter = undefined;
    },
  };
}

/** What the server's reply makes of a mail: 5xx is for good (RFC 5321 section 4.2.1), except where it is about us rather than the mail. */
function endOf(error: unknown): Exclude<MailEnd, { is: 'sent' }> {
  const detail = error instanceof Error ? error.message : String(error);
  const isOurs = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EAUTH';
  const status = typeof error === 'object' && error !== null && 'responseCode' in error ? Number(error.responseCode) : 0;
  return { is: status >= 500 && !isOurs ? 'refused' : 'failed', detail };
}
