import type { PreChatField } from '../net/wire.ts';
import type { Say, Strings } from '../strings/en.ts';
import type { focusedIn, h } from './element.ts';
import type { Formats } from './formats.ts';
import type { Chat, ChatParts } from './chat.ts';
import type { Recordable } from './recordable.ts';

/** What the parts that come with use get handed in: they bring nothing of their own but what they do. */
export interface Kit {
  readonly h: typeof h;
  readonly focusedIn: typeof focusedIn;
  readonly say: Say;
  /** What a question before the chat is called: as the business says, else in the visitor's language. */
  readonly labelOf: (question: PreChatField) => string;
  readonly formats: Formats;
  readonly root: ShadowRoot;
  /** Everything the widget shows is in here. */
  readonly frame: HTMLElement;
  /** Adds a part's own styles. */
  adopt(css: string): void;
}

/** What is loaded when it is needed. The page pays for `widget.js` alone. */
export interface Parts {
  /** The chat itself: on the way as soon as somebody comes near the launcher. */
  readonly chat: (parts: ChatParts) => Chat;
  /** @returns the panel with the emoji; `onPick` is called with each one that is pressed */
  readonly emoji: (kit: Kit, onPick: (emoji: string) => void, onClose: () => void) => HTMLElement;
  /** Shows a picture as large as it goes, until it is closed. */
  readonly viewer: (kit: Kit, picture: { readonly url: string; readonly name: string }) => void;
  /** Records sound, or sound and picture; `onDone` gets undefined where nothing is to be sent. */
  readonly recorder: (kit: Kit, kinds: readonly Recordable[], onDone: (recorded: File | undefined) => void) => HTMLElement;
  /** Asks what is asked before the first word. */
  readonly form: (
    kit: Kit,
    asked: { readonly consent: { readonly text: string; readonly url?: string } | undefined; readonly fields: readonly PreChatField[] },
    onDone: (answers: Readonly<Record<string, string>>) => void,
  ) => HTMLElement;
  readonly chime: () => void;
  readonly 'strings-zh-hans': Strings;
  readonly 'strings-zh-hant': Strings;
  readonly 'strings-ar': Strings;
}

export type LoadPart = <K extends keyof Parts>(name: K) => Promise<Parts[K]>;
