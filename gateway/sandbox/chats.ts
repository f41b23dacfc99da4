/** How far a message has come, as a phone shows it with ticks. */
export type Receipt = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** One bubble on a phone. `message` is as it went over the wire: the page draws what the platform would draw. */
export interface ChatEntry {
  readonly id: string;
  readonly customer: string;
  readonly from: 'customer' | 'business';
  /** Milliseconds since 1970, by the platform's clock. */
  readonly at: number;
  readonly message: unknown;
  /** What the customer sees where the wire does not say so: a template filled in, and its quick replies. */
  readonly shown?: { readonly text: string; readonly buttons: readonly string[] };
  readonly quotes: string | null;
  readonly reactions: readonly { readonly from: 'customer' | 'business'; readonly emoji: string }[];
  readonly receipt: Receipt;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** An address of the sandbox with the picture, sound or file of this message. */
  readonly file?: string;
}

export type NewEntry = Pick<ChatEntry, 'id' | 'customer' | 'from' | 'at' | 'message' | 'receipt'> &
  Partial<Pick<ChatEntry, 'shown' | 'quotes' | 'file'>>;

const MOST_KEPT = 500;

/** All chats of one platform. */
export interface ChatBook {
  add(entry: NewEntry): ChatEntry;
  /** Returns the changed entry, or undefined where there is none of this id. */
  change(id: string, change: (entry: ChatEntry) => Partial<ChatEntry>): ChatEntry | undefined;
  find(id: string): ChatEntry | undefined;
  of(customer: string): readonly ChatEntry[];
}

/** An empty book. `onEntry` hears of every new and changed entry. */
export function createChatBook(onEntry: (entry: ChatEntry) => void): ChatBook {
  const byId = new Map<string, ChatEntry>();
  const byCustomer = new Map<string, string[]>();
  const put = (entry: ChatEntry): ChatEntry => {
    byId.set(entry.id, entry);
    onEntry(entry);
    return entry;
  };
  return {
    add(entry) {
      const order = byCustomer.get(entry.customer) ?? [];
      order.push(entry.id);
      const oldest = order.length > MOST_KEPT ? order.shift() : undefined;
      if (oldest !== undefined) byId.delete(oldest);
      byCustomer.set(entry.customer, order);
      return put({ quotes: null, reactions: [], edited: false, deleted: false, ...entry });
    },
    change(id, change) {
      const entry = byId.get(id);
      return entry === undefined ? undefined : put({ ...entry, ...change(entry) });
    },
    find: (id) => byId.get(id),
    of: (customer) => (byCustomer.get(customer) ?? []).flatMap((id) => byId.get(id) ?? []),
  };
}

/** The reactions after `from` reacted with `emoji`; an empty one takes theirs away. */
export function react(entry: ChatEntry, from: 'customer' | 'business', emoji: string): Partial<ChatEntry> {
  const others = entry.reactions.filter((reaction) => reaction.from !== from);
  return { reactions: emoji === '' ? others : [...others, { from, emoji }] };
}
