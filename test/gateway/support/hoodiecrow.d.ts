declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  interface HoodiecrowServer {
    listen(port: number, done: () => void): void;
    close(done: () => void): void;
    readonly server: Server;
    /** Puts a mail into a folder and tells those who look at it. */
    appendMessage(folder: string, flags: readonly string[], internaldate: string, raw: string): void;
  }
  export default function hoodiecrow(options: {
    readonly plugins: readonly string[];
    readonly storage: Readonly<Record<string, unknown>>;
  }): HoodiecrowServer;
}
