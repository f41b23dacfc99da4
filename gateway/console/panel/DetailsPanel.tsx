import * as Tabs from 'radix-ui/tabs';
import { goTo, usePlace } from '../app/location.ts';
import type { Contact, Conversation } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { IconButton } from '../parts/Button.tsx';
import { useStrings } from '../strings/strings.ts';
import { useAct } from '../thread/use-actions.ts';
import { ContactCard } from './ContactCard.tsx';
import { ConversationFacts } from './ConversationFacts.tsx';
import { Duplicates } from './Duplicates.tsx';
import { EarlierSessions } from './EarlierSessions.tsx';
import { Notes } from './Notes.tsx';
import { TagList } from './TagList.tsx';
import { Timeline } from './Timeline.tsx';

/** Beside a conversation: who this is, where they came from, and what was before. */
export function DetailsPanel({
  conversation,
  contact,
  channel,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
}) {
  const s = useStrings();
  const { shows } = usePlace();
  const act = useAct(conversation);
  return (
    <aside className="panel" aria-label={s.panel.title}>
      <header className="block-head">
        <h2>{s.panel.title}</h2>
        <IconButton icon="close" label={s.app.close} onClick={() => goTo({ details: false })} />
      </header>
      <Tabs.Root key={shows} defaultValue={shows === 'history' ? 'history' : 'contact'} className="panel-tabs">
        <Tabs.List className="segments panel-segments" aria-label={s.panel.title}>
          <Tabs.Trigger value="contact">{s.panel.contact}</Tabs.Trigger>
          <Tabs.Trigger value="conversation">{s.panel.conversation}</Tabs.Trigger>
          <Tabs.Trigger value="history">{s.panel.timeline}</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="contact" className="panel-body">
          {contact !== undefined && <ContactCard contact={contact} />}
          {contact !== undefined && <Duplicates contact={contact} />}
        </Tabs.Content>
        <Tabs.Content value="conversation" className="panel-body">
          <ConversationFacts conversation={conversation} contact={contact} channel={channel} />
          <TagList
            tags={conversation.tags}
            onAdd={(tag) => act.mutate({ path: '/tags', body: { add: [tag] } })}
            onRemove={(tag) => act.mutate({ path: '/tags', body: { remove: [tag] } })}
          />
          <Notes conversationId={conversation.id} />
          <EarlierSessions conversation={conversation} />
        </Tabs.Content>
        <Tabs.Content value="history" className="panel-body">
          <Timeline contactId={conversation.contactId} />
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}
