/** A kind of recording that this browser makes and the channel takes, and as what. */
export interface Recordable {
  readonly kind: 'audio' | 'video';
  /** As `MediaRecorder` wants it named, with the codec where it matters. */
  readonly type: string;
}

/** What browsers record, best first: the ones that everybody can play come before those of one family. */
const TYPES: readonly Recordable[] = [
  { kind: 'audio', type: 'audio/mp4' },
  { kind: 'audio', type: 'audio/ogg;codecs=opus' },
  { kind: 'audio', type: 'audio/webm;codecs=opus' },
  { kind: 'video', type: 'video/mp4' },
  { kind: 'video', type: 'video/webm' },
];

/**
 * What can be recorded here: of each kind the best type that the browser makes and the channel takes.
 *
 * @param allowed MIME types without parameters, as the channel's settings name them
 */
export function recordableOf(allowed: readonly string[], canRecord: (type: string) => boolean = browserCan): readonly Recordable[] {
  const possible = TYPES.filter(({ type }) => allowed.includes(type.replace(/;.*$/, '')) && canRecord(type));
  return (['audio', 'video'] as const).flatMap((kind) => possible.find((one) => one.kind === kind) ?? []);
}

function browserCan(type: string): boolean {
  return typeof MediaRecorder !== 'undefined' && 'mediaDevices' in navigator && MediaRecorder.isTypeSupported(type);
}
