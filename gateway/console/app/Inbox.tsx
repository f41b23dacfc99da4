import { useState } from 'react';
import { Categories } from '../categories/Categories.tsx';
import { ConversationList } from '../conversations/ConversationList.tsx';
import { Empty } from '../parts/Empty.tsx';
import { useStrings } from '../strings/strings.ts';
import { Interaction } from '../thread/Interaction.tsx';
import { usePlace } from './location.ts';

/** The three blocks: categories, conversations, interaction. */
export function Inbox() {
  const s = useStrings();
  const { view, conversationId, details } = usePlace();
  const [showsCategories, setShowsCategories] = useState(false);
  return (
    <div className={`inbox ${showsCategories ? 'inbox-categories' : ''} ${details && conversationId !== null ? 'inbox-details' : ''}`}>
      <Categories view={view} onClose={() => setShowsCategories(false)} />
      {showsCategories && (
        <button type="button" className="inbox-shade" aria-label={s.app.close} onClick={() => setShowsCategories(false)} />
      )}
      <ConversationList view={view} openId={conversationId} onCategories={() => setShowsCategories(true)} />
      <main className="interaction" aria-label={s.thread.label}>
        {conversationId === null ? (
          <Empty icon="inbox" title={s.thread.choose} lead={s.thread.chooseLead} />
        ) : (
          <Interaction key={conversationId} id={conversationId} details={details} />
        )}
      </main>
    </div>
  );
}
