import type { Contact, Conversation, Message } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { nameOf, shownName } from '../parts/name.ts';
import { hourOf, momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { BubbleActions } from './BubbleActions.tsx';
import { ContentView } from './ContentView.tsx';
import { Failure } from './Failure.tsx';
import { Receipt } from './Receipt.tsx';
import { summaryOf } from './summary.ts';

/** One message: the customer's on the left, the team's on the right, a note across. */
export function Bubble({
  message,
  conversation,
  contact,
  channel,
  quoted,
  isFirst,
  isLast,
  onQuote,
}: {
  readonly message: Message;
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  /** Null: there is one, but it is not loaded. */
  readonly quoted: Message | null | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onQuote: (message: Message) => void;
}) {
  const s = useStrings();
  const language = useLanguage();
  const isNote = message.visibility === 'internal';
  const isTheirs = message.direction === 'inbound';
  const side = isNote ? 'note' : isTheirs ? 'theirs' : 'ours';
  const name = isTheirs
    ? message.author.name === null
      ? nameOf(contact, s, conversation)
      : shownName(message.author.name, s)
    : authorName(message, s);
  const isBare = message.content.type === 'sticker' && message.deletedAt === null;
  return (
    <article className={`bubble-line bubble-${side} ${isFirst ? 'bubble-first' : ''} ${isLast ? 'bubble-last' : ''}`} aria-label={name}>
      {isTheirs && !isNote && (
        <span className="bubble-face">
          {isLast && <Avatar name={name} id={conversation.contactId} url={contact?.avatarUrl ?? null} size={28} />}
        </span>
      )}
      <div className="bubble-column">
        {isFirst && (!isTheirs || isNote || name !== nameOf(contact, s, conversation)) && (
          <p className="bubble-author">
            {isNote && `${s.thread.note} · `}
            {name}
            {message.author.origin === 'native_app' && ` · ${s.thread.nativeApp}`}
          </p>
        )}
        <div
          tabIndex={-1}
          className={`bubble ${isBare ? 'bubble-bare' : ''} ${message.delivery?.state === 'failed' ? 'bubble-failed' : ''}`}
        >
          {quoted !== undefined && (
            <blockquote className="quote">
              {quoted === null
                ? s.thread.unknownMessage
                : `${shownName(quoted.author.name ?? '', s)} ${summaryOf(quoted.content, s)}`.trim()}
            </blockquote>
          )}
          {message.deletedAt === null ? <ContentView content={message.content} /> : <p className="deleted">{s.thread.deleted}</p>}
          <p className="bubble-foot">
            {message.editedAt !== null && <span>{s.thread.edited}</span>}
            <time dateTime={message.createdAt} title={momentOf(message.createdAt, language)}>
              {hourOf(message.createdAt, language)}
            </time>
            {message.delivery !== null && <Receipt delivery={message.delivery} />}
          </p>
        </div>
        {message.reactions.length > 0 && (
          <ul className="reactions">
            {message.reactions.map((reaction) => (
              <li key={`${reaction.by} ${reaction.emoji}`}>{reaction.emoji}</li>
            ))}
          </ul>
        )}
        {message.delivery !== null && <Failure message={message} />}
      </div>
      {message.deletedAt === null && !isNote && (
        <BubbleActions message={message} canReact={channel?.capabilities.reactions === true && isTheirs} onQuote={onQuote} />
      )}
    </article>
  );
}

function authorName({ author }: Message, s: ReturnType<typeof useStrings>): string {
  if (author.name !== null && author.name !== '') return author.name;
  return author.type === 'bot' ? s.thread.bot : s.thread.system;
}
