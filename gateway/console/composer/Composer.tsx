import { useState } from 'react';
import { usePlace } from '../app/location.ts';
import { useMe } from '../app/me.ts';
import { useMembers, useTeams } from '../api/queries.ts';
import type { Contact, Conversation, Message } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { nameOf } from '../parts/name.ts';
import { useNow } from '../parts/now.ts';
import { useStrings } from '../strings/strings.ts';
import { standingIn } from '../thread/standing.ts';
import { useAct, useJoin } from '../thread/use-actions.ts';
import { NoteForm } from './NoteForm.tsx';
import { ReplyForm } from './ReplyForm.tsx';
import { Taken } from './Taken.tsx';
import { TemplateDialog } from './TemplateDialog.tsx';
import { type Mode, modeOf } from './mode.ts';
import { send } from './outgoing.ts';

const LOOK_MS = 5_000;

/** Where one answers, or why one cannot now and what to do about it; and where notes are written. */
export function Composer(props: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  readonly quoted: Message | null;
  readonly onUnquote: () => void;
}) {
  const { conversation, contact, channel } = props;
  const s = useStrings();
  const me = useMe();
  const teams = useTeams().data ?? [];
  const [tab, setTab] = useState<'reply' | 'note'>(usePlace().shows === 'note' ? 'note' : 'reply');
  const now = useNow((at) => at - (at % LOOK_MS));
  const standing = standingIn(conversation, teams, me);
  const mode = modeOf({ conversation, contact, channel, memberId: me.id, standing, now });
  return (
    <section className={`composer composer-${tab}`} aria-label={s.composer.label}>
      <div className="composer-tabs" role="tablist" aria-label={s.composer.label}>
        {(['reply', 'note'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`tab-${one}`}
            aria-selected={tab === one}
            aria-controls="composer-panel"
            tabIndex={tab === one ? 0 : -1}
            onClick={() => setTab(one)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
              const next = one === 'reply' ? 'note' : 'reply';
              setTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {one === 'reply' ? s.composer.reply : s.composer.note}
          </button>
        ))}
      </div>
      <div id="composer-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'note' ? (
          <NoteForm conversation={conversation} onReply={() => setTab('reply')} />
        ) : (
          <Answer mode={mode} {...props} onNote={() => setTab('note')} />
        )}
      </div>
    </section>
  );
}

function Answer({
  mode,
  conversation,
  contact,
  channel,
  quoted,
  onUnquote,
  onNote,
}: Parameters<typeof Composer>[0] & { readonly mode: Mode; readonly onNote: () => void }) {
  const s = useStrings();
  const act = useAct(conversation);
  const join = useJoin(conversation);
  const owner = useMembers().data?.find((one) => mode.is === 'taken' && one.id === mode.ownerId);
  const [picks, setPicks] = useState(false);
  switch (mode.is) {
    case 'write':
      return (
        <ReplyForm
          conversation={conversation}
          contact={contact}
          channel={channel}
          quoted={quoted}
          takes={mode.takes}
          onUnquote={onUnquote}
          onNote={onNote}
        />
      );
    case 'closed':
      return (
        <div className="composer-bar">
          <p>{s.header.closed}</p>
          <Button busy={act.isPending} onClick={() => act.mutate({ path: '/reopen' })}>
            {s.header.reopen}
          </Button>
        </div>
      );
    case 'taken':
      return <Taken conversation={conversation} ownerName={owner?.name ?? '…'} />;
    case 'join':
      return (
        <div className="composer-bar">
          <p>{s.header.preview}</p>
          {join.isPossible && (
            <Button look="accent" busy={join.busy} onClick={join.run}>
              {join.label}
            </Button>
          )}
        </div>
      );
    case 'template':
      return (
        <div className="composer-bar">
          <p>{s.composer.windowClosed}</p>
          <Button look="accent" icon="page" onClick={() => setPicks(true)}>
            {s.composer.chooseTemplate}
          </Button>
          {picks && (
            <TemplateDialog
              channelId={conversation.channelId}
              name={nameOf(contact, s, conversation)}
              onClose={() => setPicks(false)}
              onSend={(content, shown) => send(conversation.id, { content }, { shown })}
            />
          )}
        </div>
      );
    case 'unreachable':
      return <p className="composer-bar">{mode.why === 'blocked' ? s.panel.blocked : s.panel.optedOut}</p>;
    case 'shut':
      return <p className="composer-bar">{s.composer.windowNothing}</p>;
    case 'one_way':
      return <p className="composer-bar">{s.composer.oneWay}</p>;
  }
}
