import { createRequire } from 'node:module';
import path from 'node:path';

import { ROOT } from '../paths.ts';
import { freePort } from '../processes.ts';

/** As much of hoodiecrow-imap as is used here. It has no types. */
interface ImapServer {
  listen(port: number, host: string, ready: () => void): void;
  close(ended: () => void): void;
  appendMessage(mailbox: string, flags: readonly string[], internalDate: string | false, raw: string): void;
}

/** An IMAP server on loopback with one inbox. It keeps everything in memory. */
export class Mailbox {
  readonly credential: Readonly<Record<string, string | number | boolean>>;
  readonly #server: ImapServer;

  private constructor(server: ImapServer, port: number) {
    this.#server = server;
    this.credential = { user: 'testuser', password: 'testpass', host: '127.0.0.1', port, secure: false, allowUnauthorizedCerts: false };
  }

  static async start(): Promise<Mailbox> {
    const hoodiecrow = createRequire(path.join(ROOT, 'package.json'))('hoodiecrow-imap') as (options: object) => ImapServer;
    const server = hoodiecrow({ plugins: ['IDLE', 'UNSELECT', 'ENABLE', 'LITERALPLUS'], storage: { INBOX: { messages: [] } } });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new Mailbox(server, port);
  }

  /** A mail comes in; whoever looks at the inbox is told. */
  receive(mail: { readonly from: string; readonly subject: string; readonly text: string }): void {
    const lines = [
      `From: ${mail.from}`,
      'To: Shop <shop@example.com>',
      `Subject: ${mail.subject}`,
      `Date: ${new Date().toUTCString()}`,
      `Message-Id: <${Date.now()}@example.com>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      mail.text,
      '',
    ];
    this.#server.appendMessage('INBOX', [], false, lines.join('\r\n'));
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}
