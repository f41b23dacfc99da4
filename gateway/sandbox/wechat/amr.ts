/** The header of a narrow-band AMR file: RFC 4867, section 5. */
export const AMR_HEADER = '#!AMR\n';
/** A frame that says "nothing was said": one byte for 20 ms (RFC 4867, frame type 15). */
const NO_DATA = 0x7c;
const FRAME_MS = 20;
/** Bytes after a frame's first, by frame type (RFC 4867, table 3). */
const FRAME_BYTES = [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0] as const;

/**
 * A voice message as WeChat keeps it: AMR, here of silence.
 *
 * @param seconds its length
 */
export function sampleVoiceAmr(seconds: number): Buffer {
  return Buffer.concat([Buffer.from(AMR_HEADER), Buffer.alloc(Math.round((seconds * 1000) / FRAME_MS), NO_DATA)]);
}

/** How long an AMR file plays, in milliseconds. */
export function amrDurationMs(file: Buffer): number {
  let frames = 0;
  for (let at = AMR_HEADER.length; at < file.length; frames++) at += 1 + (FRAME_BYTES[((file[at] ?? 0) >> 3) & 15] ?? 0);
  return frames * FRAME_MS;
}
