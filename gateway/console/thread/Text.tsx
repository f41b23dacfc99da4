import { piecesOf } from './links.ts';

/** A text as it was written, its line ends kept; http addresses can be followed. Nothing in it is ever HTML. */
export function Text({ text }: { readonly text: string }) {
  return (
    <p className="bubble-text" dir="auto">
      {piecesOf(text).map((piece, i) =>
        piece.is === 'text' ? (
          <span key={i}>{piece.text}</span>
        ) : (
          <a key={i} href={piece.url} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}
