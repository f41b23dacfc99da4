import { loadConversations, loadMessages } from '../../../gateway/src/store/load.ts';
import { type TestApi } from './api.ts';
import { connect } from './channels.ts';
import { textMessage } from './inbound.ts';

/** What a message came to, as the tests look at it. */
export interface Said {
  readonly id: string;
  readonly direction: string;
  readonly content: {
    readonly type: string;
    readonly text?: string;
    readonly attachment?: {
      readonly name: string | null;
      readonly mimeType: string;
      readonly bytes: number | null;
      readonly state: string;
    };
  };
  readonly delivery: { readonly state: string; readonly sentAs?: string } | null;
}

/** A visitor of a site with a widget who has written. */
export interface AwayVisitor {
  readonly channelId: string;
  readonly conversationId: string;
  /** The team answers, and the widget takes it: gives the message's id. */
  answer(text: string, mediaId?: string): Promise<string>;
  /** The site vouches for who they are. */
  isKnownAs(userId: string): Promise<void>;
  /** The visitor has the page open until then. */
  isOnlineUntil(at: number): Promise<void>;
  /** The visitor has read the answer. */
  reads(messageId: string): Promise<void>;
  /** Newest first. */
  messages(): Promise<readonly Said[]>;
}

/** Makes them. They are on no page now. */
export async function awayVisitor(api: TestApi, { email }: { readonly email: string | null }): Promise<AwayVisitor> {
  const channelId = await connect(api, { type: 'widget', name: 'Harbour Books', settings: { allowedOrigins: ['https://shop.example'] } });
  const visitorId = `vis_${channelId.slice(4)}`;
  const from = { keys: [{ kind: 'visitor_id', value: visitorId }], name: 'Noor' } as const;
  await api.ingest(channelId, textMessage('', `${visitorId}.c-1`, 'Is the atlas there?', { from }));
  const conversation = (await api.get(`/conversations?channelId=${channelId}`)).body.data[0];
  const conversationId = String(conversation.id);
  await api.request('PATCH', `/contacts/${String(conversation.contactId)}`, { email });
  const { now } = api.clock;
  await api.deps.commands({
    locks: [],
    run: async ({ tx }) => {
      const nowhere = { userId: null, factsJson: null, locale: null, sourceJson: null, pageTitle: null, placeJson: null };
      const quiet = { state: 'away', toldOnline: 0, typingUntil: 0, teamReadSeq: 0 };
      const row = { id: visitorId, channelId, conversationId, origin: 'https://shop.example', pageUrl: 'https://shop.example/maps' };
      const times = { lastActiveAt: now, onlineUntil: now, createdAt: now, changedAt: now };
      await tx.db
        .insertInto('visitors')
        .values({ ...nowhere, ...quiet, ...row, ...times })
        .execute();
    },
  });
  return {
    channelId,
    conversationId,
    isKnownAs: (userId) =>
      api.deps.commands({
        locks: [],
        run: async ({ tx }) => void (await tx.db.updateTable('visitors').set({ userId }).where('id', '=', visitorId).execute()),
      }),
    async answer(text, mediaId) {
      const content = mediaId === undefined ? { type: 'text', text } : { type: 'image', attachment: { mediaId }, caption: text };
      const said = await api.post(`/conversations/${conversationId}/messages`, { content, answers: true });
      const id = String(said.body.id);
      await api.deps.commands({
        locks: [conversationId],
        async run(unit) {
          await loadConversations(unit, [conversationId]);
          await loadMessages(unit, [id]);
          const [message, own] = [unit.messages.get(id), unit.conversations.get(conversationId)];
          if (message === undefined || own === undefined) throw new Error(said.text);
          message.delivery = { state: 'sent', sentAs: 'message' };
          unit.touchMessage(message);
          unit.emit({ type: 'message.sent', actor: { type: 'system', id: null, name: null }, conversation: own, message });
        },
      });
      return id;
    },
    isOnlineUntil: (at) =>
      api.deps.commands({
        locks: [],
        run: async ({ tx }) => void (await tx.db.updateTable('visitors').set({ onlineUntil: at }).where('id', '=', visitorId).execute()),
      }),
    reads: (messageId) =>
      api.deps.commands({
        locks: [],
        run: async ({ tx }) =>
          void (await tx.db.updateTable('messages').set({ deliveryState: 'read' }).where('id', '=', messageId).execute()),
      }),
    messages: async () => (await api.get(`/conversations/${conversationId}/messages`)).body.data,
  };
}
