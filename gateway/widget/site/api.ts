import type { Facts, Identity, WidgetMessage } from '../net/wire.ts';

/** What happens in the widget, for the site's own scripts. */
export interface Happenings {
  ready: undefined;
  open: undefined;
  close: undefined;
  /** Somebody of the team wrote. */
  message: { readonly id: string; readonly text: string | null; readonly author: string | null };
  /** The gateway has taken what the visitor said. */
  sent: { readonly id: string; readonly text: string | null };
  unread: number;
  /** The visitor agrees to the privacy text, in the chat or by `agree`. */
  agreed: undefined;
  identified: { readonly ok: boolean; readonly code: string | null };
}

export type Happening = keyof Happenings;

/** `window.parley`. Each may be called before the script is here, as `parley.push(['open'])`. */
export interface ParleyApi {
  open(): void;
  close(): void;
  identify(identity: Identity): void;
  /** `name`, `email` and `phone` are the contact's own; everything else becomes an attribute. */
  setAttributes(facts: Readonly<Record<string, string | number | boolean | null>>): void;
  signOut(): void;
  /** The visitor has agreed to the privacy text, in a banner of the site's own. */
  agree(): void;
  /** @returns stops listening */
  on(happening: string, listener: (about: unknown) => void): () => void;
  /** One call as a list: its name and what it gets. */
  push(...calls: readonly (readonly unknown[])[]): void;
}

export interface Bell {
  ring<K extends Happening>(happening: K, about: Happenings[K]): void;
  on(happening: string, listener: (about: unknown) => void): () => void;
}

/** A listener of the site that fails harms nobody but itself. */
export function createBell(): Bell {
  const listeners = new Map<string, Set<(about: unknown) => void>>();
  return {
    ring(happening, about) {
      for (const listener of listeners.get(happening) ?? []) {
        try {
          listener(about);
        } catch (error) {
          reportError(error);
        }
      }
    },
    on(happening, listener) {
      const all = listeners.get(happening) ?? new Set();
      listeners.set(happening, all.add(listener));
      return () => void all.delete(listener);
    },
  };
}

/** The contact's own fields apart from the rest. */
export function factsOf(all: Readonly<Record<string, string | number | boolean | null>>): Facts {
  const { name, email, phone, ...attributes } = all;
  const own = Object.fromEntries(Object.entries({ name, email, phone }).filter(([, value]) => typeof value === 'string' && value !== ''));
  return { ...own, ...(Object.keys(attributes).length > 0 ? { attributes } : {}) };
}

/** What a site's scripts are told of a message. */
export function told({ id, content, author }: WidgetMessage): Happenings['message'] {
  return { id, text: content.type === 'text' ? content.text : null, author: author.name };
}

/** Runs a call that was put into the list; what is none is left aside. */
export function runCall(api: ParleyApi, call: unknown): void {
  if (!Array.isArray(call)) return;
  const [name, ...given]: unknown[] = call;
  const method: unknown = typeof name === 'string' && Object.hasOwn(api, name) ? Reflect.get(api, name) : undefined;
  if (typeof method === 'function' && name !== 'push') Reflect.apply(method, api, given);
}
