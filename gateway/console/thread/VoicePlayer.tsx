import { useRef, useState } from 'react';
import { ownAddress } from '../api/own-address.ts';
import type { Attachment } from '../api/wire.ts';
import { IconButton } from '../parts/Button.tsx';
import { useStrings } from '../strings/strings.ts';
import { FileView } from './MediaView.tsx';
import { lengthText } from './sizes.ts';

/** A voice message: play, pause, and where one is in it. */
export function VoicePlayer({ attachment, label }: { readonly attachment: Attachment; readonly label: string }) {
  const s = useStrings();
  const sound = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState((attachment.durationMs ?? 0) / 1000);
  const [isBroken, setBroken] = useState(false);
  // Some platforms' voices (AMR) are played by no browser: they are files to keep.
  if (attachment.state !== 'stored' || isBroken) return <FileView attachment={attachment} kind={label} />;
  const toggle = () => {
    if (isPlaying) sound.current?.pause();
    else sound.current?.play().catch(() => setBroken(true));
  };
  return (
    <div className="voice" role="group" aria-label={label}>
      <audio
        ref={sound}
        src={ownAddress(attachment.url)}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={({ currentTarget: { duration } }) => Number.isFinite(duration) && setLength(duration)}
        onError={() => setBroken(true)}
      />
      <IconButton icon={isPlaying ? 'pause' : 'play'} label={isPlaying ? s.thread.pause : s.thread.play} onClick={toggle} />
      <input
        type="range"
        min={0}
        max={Math.max(length, 0.1)}
        step={0.1}
        value={Math.min(at, length)}
        aria-label={label}
        onChange={(event) => {
          const next = Number(event.currentTarget.value);
          if (sound.current !== null) sound.current.currentTime = next;
          setAt(next);
        }}
      />
      <span className="voice-time">{lengthText(isPlaying || at > 0 ? at : length)}</span>
    </div>
  );
}
