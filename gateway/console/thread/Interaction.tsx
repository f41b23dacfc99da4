import { useState } from 'react';
import { goTo } from '../app/location.ts';
import { useContact } from '../api/contacts.ts';
import { useChannels, useConversation } from '../api/queries.ts';
import type { Id, Message } from '../api/wire.ts';
import { Composer } from '../composer/Composer.tsx';
import { DetailsPanel } from '../panel/DetailsPanel.tsx';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { useStrings } from '../strings/strings.ts';
import { Header } from './Header.tsx';
import { Thread } from './Thread.tsx';
import { useReading } from './use-reading.ts';

/** The third block: one conversation, from its header to the composer, and its details beside it. */
export function Interaction({ id, details }: { readonly id: Id; readonly details: boolean }) {
  const s = useStrings();
  const conversation = useConversation(id);
  const contact = useContact(conversation.data?.contactId);
  const channel = useChannels().data?.find((one) => one.id === conversation.data?.channelId);
  const [quoted, setQuoted] = useState<Message | null>(null);
  useReading(conversation.data);
  if (conversation.isError) {
    return (
      <div className="talk">
        <Failed error={conversation.error} onRetry={() => void conversation.refetch()} />
        <Button className="talk-back" onClick={() => goTo({ conversationId: null })}>
          {s.app.back}
        </Button>
      </div>
    );
  }
  if (conversation.data === undefined) {
    return (
      <div className="talk">
        <Waiting rows={5} />
      </div>
    );
  }
  return (
    <>
      <div className="talk">
        <Header conversation={conversation.data} contact={contact} channel={channel} details={details} />
        <Thread conversation={conversation.data} contact={contact} channel={channel} onQuote={setQuoted} />
        <Composer
          key={id}
          conversation={conversation.data}
          contact={contact}
          channel={channel}
          quoted={quoted}
          onUnquote={() => setQuoted(null)}
        />
      </div>
      {details && <DetailsPanel conversation={conversation.data} contact={contact} channel={channel} />}
    </>
  );
}
