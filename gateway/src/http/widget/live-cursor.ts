/** Where a live stream goes on: the conversation that was shown, and up to which message. */
export interface LivePlace {
  readonly conversationId: string | null;
  readonly seq: number;
}

export function cursorOf(conversationId: string | null, seq: number): string {
  return conversationId === null ? '0' : `${conversationId}.${seq}`;
}

/** Undefined where the text is no cursor. */
export function placeOfCursor(text: string): LivePlace | undefined {
  if (text === '' || text === '0') return { conversationId: null, seq: 0 };
  const [, conversationId, seq] = /^(cnv_[0-9A-Za-z]{1,40})\.(\d{1,10})$/.exec(text) ?? [];
  return conversationId === undefined ? undefined : { conversationId, seq: Number(seq) };
}
