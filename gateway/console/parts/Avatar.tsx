import { useState } from 'react';
import { ownAddress } from '../api/own-address.ts';
import { initialsOf, toneOf } from './initials.ts';

/** A face, or the first letters of a name on one of six calm colours. For the eyes only: the name stands beside it. */
export function Avatar({
  name,
  id,
  url,
  size = 40,
}: {
  readonly name: string;
  readonly id: string;
  readonly url?: string | null;
  readonly size?: 24 | 28 | 32 | 40 | 56;
}) {
  const [isBroken, setBroken] = useState(false);
  const own = url === undefined || url === null ? null : ownFile(url);
  return (
    <span className={`avatar avatar-${size} tone-${toneOf(id)}`} aria-hidden="true">
      {own !== null && !isBroken ? <img src={own} alt="" loading="lazy" onError={() => setBroken(true)} /> : initialsOf(name)}
    </span>
  );
}

/** Only files of our own: a platform's server is not to learn who looks at whom. */
function ownFile(url: string): string | null {
  const address = ownAddress(url);
  return address.startsWith('/media/') ? address : null;
}
