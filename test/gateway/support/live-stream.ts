/** One message of a live stream. */
export interface StreamMessage {
  readonly id: string;
  /** `event` for what happened, `notification` for what a member is told. */
  readonly name: string;
  // Tests look into messages of many shapes; what they find is what they assert.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

/** An open live stream, read message by message as a browser does. */
export interface LiveStream {
  /** The next message that fits; what comes before it is passed over. */
  next(fits?: (message: StreamMessage) => boolean): Promise<StreamMessage>;
  close(): void;
}

/** @param lastEventId what a browser sends when it comes back */
export async function openStream(url: string, key: string, lastEventId?: string): Promise<LiveStream> {
  const ending = new AbortController();
  const headers = { authorization: `Bearer ${key}`, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
  const response = await fetch(url, { headers, signal: ending.signal });
  if (response.status !== 200 || response.body === null) throw new Error(await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function block(): Promise<string> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended');
      text += value;
    }
  }
  return {
    async next(fits = () => true) {
      for (;;) {
        const message = messageOf(await block());
        if (message !== undefined && fits(message)) return message;
      }
    },
    close: () => ending.abort(),
  };
}

function messageOf(block: string): StreamMessage | undefined {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  const data = fields.get('data');
  return data === undefined ? undefined : { id: fields.get('id') ?? '', name: fields.get('event') ?? 'event', data: JSON.parse(data) };
}
