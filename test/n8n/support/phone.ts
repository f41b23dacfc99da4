import type { ChatEntry } from '../../../gateway/sandbox/chats.ts';
import type { WhatsAppSays } from '../../../gateway/sandbox/graph/says.ts';
import type { StoredFile } from '../../../gateway/sandbox/stand-in.ts';
import type { Gateway } from './gateway.ts';
import type { Platforms } from './platforms.ts';
import { until } from './processes.ts';

/** A message of the business as WhatsApp's wire has it, as far as a phone shows it. */
interface WireMessage {
  readonly type?: string;
  readonly text?: { readonly body?: string };
  readonly interactive?: {
    readonly body?: { readonly text?: string };
    readonly action?: {
      readonly buttons?: readonly { readonly reply: Option }[];
      readonly sections?: readonly { readonly rows: readonly Option[] }[];
    };
  };
}

interface Option {
  readonly id: string;
  readonly title: string;
}

/** What came to a phone. `options` are what can be tapped. */
export interface Shown {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly options: readonly Option[];
}

interface Conversation {
  readonly id: string;
  readonly contactId: string;
}

/** Somebody on WhatsApp with a number of their own. */
export class Phone {
  readonly number: string;
  readonly name: string;
  readonly #platforms: Platforms;
  readonly #gateway: Gateway;

  constructor(world: { readonly platforms: Platforms; readonly gateway: Gateway }, number: number, name: string) {
    this.#platforms = world.platforms;
    this.#gateway = world.gateway;
    this.number = String(15_550_300_000 + number);
    this.name = name;
  }

  /** Ends when the gateway has taken it. */
  async says(says: WhatsAppSays | string): Promise<void> {
    const said = typeof says === 'string' ? ({ type: 'text', text: says } as const) : says;
    const outcome = await this.#platforms.whatsapp.customerSays({ id: this.number, name: this.name }, said).webhook;
    if (outcome.is !== 'delivered') throw new Error(`The gateway did not take the webhook: ${JSON.stringify(outcome)}`);
  }

  /** Taps a button or a row of a list; a template's quick reply is tapped by its words. */
  async taps(shown: Shown, title: string): Promise<void> {
    const option = shown.options.find((one) => one.title === title);
    if (option === undefined) throw new Error(`There is no "${title}" to tap in "${shown.text}"`);
    if (shown.type === 'template') await this.says({ type: 'template_button', text: title, payload: option.id, quotes: shown.id });
    else await this.says({ type: shown.type === 'list' ? 'list_reply' : 'button_reply', id: option.id, title, quotes: shown.id });
  }

  /** What the business has sent, oldest first. */
  shown(): Shown[] {
    const entries = this.#platforms.whatsapp.chats.of(this.number);
    return entries.filter(({ from }) => from === 'business').map(shownOf);
  }

  /** Waits for a message of the business with these words. */
  async shows(words: string | RegExp, timeoutMs = 20_000): Promise<Shown> {
    const fits = ({ text }: Shown): boolean => (typeof words === 'string' ? text === words : words.test(text));
    return await until(async () => this.shown().find(fits), { timeoutMs, what: `${this.name} is shown ${String(words)}` });
  }

  /** The file of a message of the business. */
  async fileOf(shown: Shown): Promise<StoredFile | undefined> {
    return await this.#platforms.whatsapp.file(shown.id);
  }

  /** Their conversation at the gateway. */
  async conversation<T>(): Promise<Conversation & T> {
    const route = `/conversations?q=${encodeURIComponent(this.name)}`;
    const { data } = await this.#gateway.call<{ data: (Conversation & T)[] }>('GET', route);
    const [found] = data;
    if (found === undefined) throw new Error(`${this.name} has no conversation`);
    return found;
  }

  /** Waits until their conversation fits. */
  async conversationThat<T>(what: string, fits: (conversation: Conversation & T) => boolean): Promise<Conversation & T> {
    const ask = async (): Promise<(Conversation & T) | undefined> => {
      const conversation = await this.conversation<T>().catch(() => undefined);
      return conversation !== undefined && fits(conversation) ? conversation : undefined;
    };
    return await until(ask, { timeoutMs: 20_000, what: `the conversation of ${this.name} ${what}` });
  }

  /** Waits until a note with these words lies in their conversation. */
  async hasNote(words: RegExp): Promise<void> {
    const { id } = await this.conversation();
    await until(
      async () => {
        const { data } = await this.#gateway.call<{ data: { visibility: string; content: { text?: string } }[] }>(
          'GET',
          `/conversations/${id}/messages`,
        );
        return data.some(({ visibility, content }) => visibility === 'internal' && words.test(content.text ?? ''));
      },
      { timeoutMs: 20_000, what: `a note ${String(words)} with ${this.name}` },
    );
  }
}

/** The id of the suite's WhatsApp account at the gateway. */
export async function whatsAppChannel(gateway: Gateway): Promise<string> {
  const { data } = await gateway.call<{ data: { id: string }[] }>('GET', '/channels?type=whatsapp');
  const [channel] = data;
  if (channel === undefined) throw new Error('WhatsApp is not connected');
  return channel.id;
}

function shownOf({ id, message, shown }: ChatEntry): Shown {
  const { type = '', text, interactive } = message as WireMessage;
  if (type === 'template') {
    return { id, type, text: shown?.text ?? '', options: (shown?.buttons ?? []).map((title) => ({ id: title, title })) };
  }
  const action = interactive?.action;
  const rows = action?.sections?.flatMap((section) => section.rows);
  const options = rows ?? action?.buttons?.map(({ reply }) => reply) ?? [];
  return { id, type: rows === undefined ? type : 'list', text: text?.body ?? interactive?.body?.text ?? '', options };
}
