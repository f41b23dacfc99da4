import { IconButton } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { sizeText } from '../thread/sizes.ts';
import type { PickedFile } from './use-files.ts';

/** What goes along, with a preview; each can be taken out again. */
export function AttachedFiles({ files, onRemove }: { readonly files: readonly PickedFile[]; readonly onRemove: (key: string) => void }) {
  const s = useStrings();
  if (files.length === 0) return null;
  return (
    <ul className="attached">
      {files.map(({ key, file, address, mediaId }) => (
        <li key={key} aria-busy={mediaId === undefined}>
          <Preview type={file.type} address={address} />
          <span className="attached-text">
            <strong>{file.name}</strong>
            <span className="faint">{mediaId === undefined ? s.composer.uploading : sizeText(file.size)}</span>
          </span>
          <IconButton icon="close" label={s.composer.removeFile(file.name)} onClick={() => onRemove(key)} />
        </li>
      ))}
    </ul>
  );
}

function Preview({ type, address }: { readonly type: string; readonly address: string }) {
  if (type.startsWith('image/')) return <img src={address} alt="" />;
  if (type.startsWith('video/')) return <video src={address} muted playsInline preload="metadata" aria-hidden="true" tabIndex={-1} />;
  return <Icon name="file" size={24} />;
}
