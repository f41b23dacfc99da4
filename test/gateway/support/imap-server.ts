import hoodiecrow from 'hoodiecrow-imap';

/** A real IMAP server on loopback with one mailbox, which only `testuser` with `testpass` may read. */
export interface TestImapServer {
  /** For `IMAP_URL`. */
  readonly url: string;
  readonly port: number;
  /** A mail arrives. Whoever idles is told. */
  deliver(raw: string): void;
  close(): Promise<void>;
}

/** @param mails that are there already. @param uidvalidity another one says that all numbers are new */
export async function startImapServer(mails: readonly string[] = [], { port = 0, uidvalidity = 1 } = {}): Promise<TestImapServer> {
  const server = hoodiecrow({
    plugins: ['IDLE', 'ID'],
    storage: { INBOX: { uidvalidity, messages: mails.map((raw) => ({ raw })) } },
  });
  const sockets = new Set<{ destroy(): void }>();
  server.server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(port, resolve));
  const address = server.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `imap://testuser:testpass@127.0.0.1:${bound}`,
    port: bound,
    deliver: (raw) => server.appendMessage('INBOX', [], '', raw),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
