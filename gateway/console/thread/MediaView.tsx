import * as Radix from 'radix-ui/dialog';
import { useState } from 'react';
import { ownAddress } from '../api/own-address.ts';
import type { Attachment } from '../api/wire.ts';
import { IconButton } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { sizeText } from './sizes.ts';
import { useStrings } from '../strings/strings.ts';

const MOST_WIDE = 320;
const MOST_HIGH = 320;

/** Room for a picture before it is there, so that the thread does not jump. */
function roomFor({ width, height }: Attachment): { readonly width: number; readonly height: number } | undefined {
  if (width === undefined || height === undefined || width <= 0 || height <= 0) return undefined;
  const scale = Math.min(1, MOST_WIDE / width, MOST_HIGH / height);
  return { width: Math.max(80, Math.round(width * scale)), height: Math.max(60, Math.round(height * scale)) };
}

/** A picture that opens large. */
export function PictureView({ attachment, alt }: { readonly attachment: Attachment; readonly alt: string }) {
  const s = useStrings();
  const [isOpen, setOpen] = useState(false);
  if (attachment.state !== 'stored') return <FileView attachment={attachment} />;
  const address = ownAddress(attachment.url);
  return (
    <>
      <button type="button" className="picture" style={roomFor(attachment)} aria-label={alt} onClick={() => setOpen(true)}>
        <img src={address} alt="" loading="lazy" />
      </button>
      <Radix.Root open={isOpen} onOpenChange={setOpen}>
        <Radix.Portal>
          <Radix.Overlay className="viewer-shade" />
          <Radix.Content className="viewer" aria-describedby={undefined}>
            <Radix.Title className="hidden">{alt}</Radix.Title>
            <div className="viewer-bar">
              <a className="icon-button" href={address} download={attachment.name ?? true} aria-label={s.thread.download}>
                <Icon name="down" />
              </a>
              <IconButton icon="close" label={s.app.close} onClick={() => setOpen(false)} />
            </div>
            <img src={address} alt={alt} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </>
  );
}

/** A film with the browser's own controls, which know full screen in both orientations. */
export function VideoView({ attachment }: { readonly attachment: Attachment }) {
  const s = useStrings();
  if (attachment.state !== 'stored') return <FileView attachment={attachment} />;
  return (
    <video
      className="film"
      controls
      preload="metadata"
      playsInline
      aria-label={s.thread.video}
      src={ownAddress(attachment.url)}
      style={roomFor(attachment)}
    />
  );
}

export function StickerView({ attachment, label }: { readonly attachment: Attachment | undefined; readonly label: string }) {
  const s = useStrings();
  if (attachment === undefined || attachment.state !== 'stored') return <p className="kind">{`${s.thread.sticker}: ${label}`}</p>;
  return <img className="sticker" src={ownAddress(attachment.url)} alt={label} loading="lazy" />;
}

/** A document to download; also a file that is not there yet, or never will be. */
export function FileView({ attachment, kind }: { readonly attachment: Attachment; readonly kind?: string }) {
  const s = useStrings();
  const name = attachment.name ?? kind ?? s.thread.file;
  if (attachment.state !== 'stored') {
    return (
      <p className="file">
        <Icon name={attachment.state === 'pending' ? 'clock' : 'alert'} size={20} />
        <span className="file-text">
          <strong>{name}</strong>
          <span>{attachment.state === 'pending' ? s.thread.pendingFile : s.thread.failedFile}</span>
        </span>
      </p>
    );
  }
  return (
    <a className="file" href={ownAddress(attachment.url)} download={attachment.name ?? true}>
      <Icon name="file" size={20} />
      <span className="file-text">
        <strong>{name}</strong>
        <span>{attachment.bytes === null ? attachment.mimeType : `${sizeText(attachment.bytes)} · ${attachment.mimeType}`}</span>
      </span>
    </a>
  );
}
