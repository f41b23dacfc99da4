import { type Socket, connect } from 'node:net';

/** How one request ended. `refused`: nobody listens. `cut`: the connection broke before the answer was whole. */
export type Answer = { readonly is: 'answer'; readonly status: number } | { readonly is: 'refused' | 'cut' };

/** One keep-alive connection that makes one request after the other, and comes back when it was cut. */
export interface HttpLane {
  post(request: Buffer): Promise<Answer>;
  close(): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const CHUNKED_END = Buffer.from('0\r\n\r\n');

/**
 * As small as it can be: it shares two cores with the server it measures, and a client of the size of `node:http` would take as
 * much of them as the server. It knows answers with a length, chunked ones, and nothing else.
 */
export function openLane(port: number): HttpLane {
  let socket: Socket | undefined;
  let buffered: Buffer | undefined;
  let settle: ((answer: Answer) => void) | undefined;

  function end(answer: Answer): void {
    const waiting = settle;
    settle = undefined;
    buffered = undefined;
    waiting?.(answer);
  }

  function read(data: Buffer): void {
    buffered = buffered === undefined ? data : Buffer.concat([buffered, data]);
    const whole = wholeAnswer(buffered);
    if (whole === undefined) return;
    if (whole.closes) drop();
    end({ is: 'answer', status: whole.status });
  }

  function drop(): void {
    const open = socket;
    socket = undefined;
    open?.destroy();
  }

  function open(): Socket {
    const opened = connect({ host: '127.0.0.1', port, noDelay: true });
    let isConnected = false;
    opened.on('connect', () => (isConnected = true));
    opened.on('data', read);
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (socket !== opened) return;
      socket = undefined;
      end({ is: isConnected ? 'cut' : 'refused' });
    });
    return opened;
  }

  return {
    post(request) {
      return new Promise((resolve) => {
        settle = resolve;
        socket ??= open();
        socket.write(request);
      });
    },
    close: drop,
  };
}

/** The status and whether the server wants the connection closed, once the answer is all there. */
function wholeAnswer(data: Buffer): { readonly status: number; readonly closes: boolean } | undefined {
  const headEnd = data.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = data.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const isWhole =
    length === undefined ? data.subarray(-CHUNKED_END.length).equals(CHUNKED_END) : data.length >= headEnd + 4 + Number(length);
  return isWhole ? { status: Number(head.slice(9, 12)), closes: /\r\nconnection: *close/i.test(head) } : undefined;
}
