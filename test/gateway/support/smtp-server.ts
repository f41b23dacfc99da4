import { SMTPServer } from 'smtp-server';

/** A mail that arrived, as its bytes were. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface TestSmtpServer {
  /** For `SMTP_URL`. */
  readonly url: string;
  readonly port: number;
  readonly arrived: Arrived[];
  /** Set: every mail is answered with this. */
  refuseWith: { readonly code: number; readonly text: string } | undefined;
  close(): Promise<void>;
}

/** A real SMTP server on loopback that takes mails for anybody, from whoever knows the password. */
export async function startSmtpServer(port = 0): Promise<TestSmtpServer> {
  const arrived: Arrived[] = [];
  const smtp = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === 'parley' && auth.password === 'canary-of-smtp' ? done(null, { user: 'parley' }) : done(new Error('wrong password')),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (server.refuseWith !== undefined) {
          done(Object.assign(new Error(server.refuseWith.text), { responseCode: server.refuseWith.code }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        arrived.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((one) => one.address),
          raw: Buffer.concat(parts).toString('utf8'),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(port, '127.0.0.1', resolve));
  const address = smtp.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : 0;
  const server: TestSmtpServer = {
    url: `smtp://parley:canary-of-smtp@127.0.0.1:${bound}`,
    port: bound,
    arrived,
    refuseWith: undefined,
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
  return server;
}

/** The first link in a mail's plain text, with the encoding of the way taken off (RFC 2045 section 6.7). */
export function linkIn({ raw }: Arrived): string {
  return /https?:\/\/\S+/.exec(decoded(raw))?.[0] ?? '';
}

/** A mail's text with quoted-printable undone. */
export function decoded(raw: string): string {
  const bytes = raw
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString());
  return bytes;
}
