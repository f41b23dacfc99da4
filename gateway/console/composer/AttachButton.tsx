import { useRef } from 'react';
import { IconButton } from '../parts/Button.tsx';
import { Menu } from '../parts/Menu.tsx';
import { useStrings } from '../strings/strings.ts';

/** What is operated by a finger has a camera at hand, most of the time. */
const hasCamera = matchMedia('(pointer: coarse)').matches;

/** Files to go along: from the device, and on a phone from its camera. */
export function AttachButton({ onPick }: { readonly onPick: (files: readonly File[]) => void }) {
  const s = useStrings();
  const files = useRef<HTMLInputElement>(null);
  const photo = useRef<HTMLInputElement>(null);
  const video = useRef<HTMLInputElement>(null);
  const common = {
    type: 'file',
    hidden: true,
    onChange: (event: { readonly currentTarget: HTMLInputElement }) => {
      onPick([...(event.currentTarget.files ?? [])]);
      event.currentTarget.value = '';
    },
  };
  return (
    <>
      <input {...common} ref={files} multiple />
      <input {...common} ref={photo} accept="image/*" capture="environment" />
      <input {...common} ref={video} accept="video/*" capture="environment" />
      {hasCamera ? (
        <Menu
          align="start"
          trigger={<IconButton icon="clip" label={s.composer.attach} />}
          entries={[
            { icon: 'image', label: s.composer.takePhoto, onSelect: () => photo.current?.click() },
            { icon: 'camera', label: s.composer.takeVideo, onSelect: () => video.current?.click() },
            { icon: 'file', label: s.composer.chooseFiles, onSelect: () => files.current?.click() },
          ]}
        />
      ) : (
        <IconButton icon="clip" label={s.composer.attach} onClick={() => files.current?.click()} />
      )}
    </>
  );
}
