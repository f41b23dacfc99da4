// What the widget makes of what it gets, without a browser.
import fc from 'fast-check';
import { createFormats } from '../../gateway/widget/look/formats.ts';
import { contrastOf, paletteOf } from '../../gateway/widget/look/palette.ts';
import { recordableOf } from '../../gateway/widget/look/recordable.ts';
import { createEventReader, type StreamEvent } from '../../gateway/widget/net/sse.ts';
import type { WidgetMessage } from '../../gateway/widget/net/wire.ts';
import { readEvent, readJson } from '../../gateway/widget/net/wire.ts';
import { originOf } from '../../gateway/widget/site/page.ts';
import ar from '../../gateway/widget/strings/ar.ts';
import { en } from '../../gateway/widget/strings/en.ts';
import { chooseLocale, directionOf, languageOf } from '../../gateway/widget/strings/language.ts';
import { launcherWords } from '../../gateway/widget/strings/launcher.ts';
import { createSay } from '../../gateway/widget/strings/say.ts';
import zhHans from '../../gateway/widget/strings/zh-hans.ts';
import zhHant from '../../gateway/widget/strings/zh-hant.ts';
import { hear } from '../../gateway/widget/talk/hearing.ts';
import { piecesOf, webAddress } from '../../gateway/widget/talk/links.ts';
import { createLine } from '../../gateway/widget/talk/line.ts';
import { type State, createHolder } from '../../gateway/widget/talk/state.ts';
import {
  answeredNow,
  asMessage,
  belongsTogether,
  isOpenChoice,
  lastHeardSeq,
  shown,
  wasRead,
  withAnnouncements,
  withMessages,
} from '../../gateway/widget/talk/thread.ts';

function message(seq: number, more: Partial<WidgetMessage> = {}): WidgetMessage {
  return {
    id: `msg_${seq}`,
    clientId: null,
    seq,
    direction: 'out',
    author: { kind: 'member', name: 'Mia', avatarUrl: null },
    content: { type: 'text', text: `number ${seq}` },
    sentAt: '2026-03-02T10:00:00.000Z',
    status: 'sent',
    quoted: null,
    reactions: [],
    editedAt: null,
    deletedAt: null,
    ...more,
  };
}

const state = (more: Partial<State> = {}): State => ({
  settings: {
    name: 'Shop',
    locale: 'auto',
    appearance: { colour: '#2563eb', position: 'right', title: 'Shop' },
    hours: { open: true },
    files: { maxBytes: 0, types: [] },
    conference: false,
    version: '1',
    requireIdentity: false,
    announcements: [],
  },
  visitor: null,
  conversation: { id: 'cnv_1', status: 'open', assignee: null, readUpTo: 0 },
  readUpTo: 0,
  messages: [],
  hasMore: false,
  waiting: [],
  typing: null,
  unread: 0,
  announcements: [],
  news: 0,
  line: 'live',
  isOpen: false,
  refused: null,
  ...more,
});

describe('a stream', () => {
  const read = (pieces: readonly string[]) => {
    const events: StreamEvent[] = [];
    const take = createEventReader((event) => events.push(event));
    pieces.forEach(take);
    return events;
  };

  test('is read the same wherever it is cut', () => {
    const text = ': hello\nid: 7\nevent: message\ndata: {"a":1}\n\n:\n\nid: 8\r\ndata: one\r\ndata: two\r\n\r\nevent: typing\ndata:x\n\n';
    const whole = read([text]);
    expect(whole).toEqual([
      { id: '7', name: 'message', data: '{"a":1}' },
      { id: '8', name: 'message', data: 'one\ntwo' },
      { id: '8', name: 'typing', data: 'x' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        expect(read(places.slice(1).map((to, i) => text.slice(places[i], to)))).toEqual(whole);
      }),
    );
  });

  test('that says what is not known, or no JSON, says nothing', () => {
    expect(readEvent('whatever', '{}')).toBeUndefined();
    expect(readEvent('message', '{')).toBeUndefined();
    expect(readEvent('read', '{"seq":4}')).toMatchObject({ is: 'read', data: { seq: 4 } });
  });
});

test('what a page has put into Object.prototype is nothing that the gateway said', () => {
  const read = readJson<{ readonly caption?: string; readonly list: readonly { readonly quoted?: string }[] }>('{"list":[{}]}');
  expect(Object.getPrototypeOf(read)).toBeNull();
  expect(Object.getPrototypeOf(read.list[0])).toBeNull();
  expect('toString' in read).toBe(false);
});

describe('colours', () => {
  test('of any business can be read in both themes', () => {
    const colour = fc.integer({ min: 0, max: 0xffffff }).map((one) => `#${one.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(colour, fc.constantFrom('light' as const, 'dark' as const), (wanted, theme) => {
        const { accent, accentText, ink } = paletteOf(wanted, theme);
        expect(contrastOf(accentText, accent)).toBeGreaterThanOrEqual(4.5);
        for (const surface of theme === 'light' ? ['#ffffff', '#f1f4f5'] : ['#161c1f', '#252e32'])
          expect(contrastOf(ink, surface)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  test('that are none become our own', () => {
    for (const wrong of ['red', '#12', 'url(x)', undefined]) expect(paletteOf(wrong, 'light').accent).toBe('#0d6b78');
  });
});

describe('words', () => {
  test('come in the language that is asked for first, and what is none is passed over', () => {
    expect(chooseLocale(undefined, 'auto', 'not a locale!', 'zh-hant-TW', 'de')).toBe('zh-Hant-TW');
    const read = ['en-GB en', 'zh-CN zh-hans', 'zh-TW zh-hant', 'zh-Hant zh-hant', 'zh zh-hans', 'ar-LB ar', 'arn en', 'fr en'];
    expect(read.map((one) => `${one.split(' ')[0]} ${languageOf(one.split(' ')[0] ?? '')}`)).toEqual(read);
    expect(['ar', 'he-IL', 'fa', 'en', 'arn'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'ltr', 'ltr']);
  });

  test('are there in every language, with the same places to fill', () => {
    const places = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(([one]) => one).sort();
    for (const strings of [zhHans, zhHant, ar]) {
      expect(Object.keys(strings).sort()).toEqual(Object.keys(en).sort());
      for (const [name, words] of Object.entries(en)) expect([name, places(Reflect.get(strings, name))]).toEqual([name, places(words)]);
    }
  });

  test('may be the business’s own, and fill in only what is given', () => {
    const say = createSay(en, { hello: 'Ahoy, {name} {who}', toString: 'x' });
    expect(say('hello', { name: 'Ana' })).toBe('Ahoy, Ana {who}');
    expect(say('send')).toBe('Send');
    expect(createSay(en)('writes', {})).toBe('{name} is writing');
    expect(createSay(ar, {}, true)('with', { name: 'Mia' })).toBe('\u2068Mia\u2069 معك الآن');
    expect(launcherWords('en', { open: 'פתיחה', unread: '{n} חדשות' })).toEqual({
      open: 'פתיחה',
      unread: '{n} חדשות',
      closeChat: 'Close chat',
    });
  });

  test('for days and sizes are those of the locale', () => {
    const now = Date.parse('2026-03-02T12:00:00');
    const formats = createFormats('en', { today: 'Today', yesterday: 'Yesterday' }, () => now);
    expect(formats.day('2026-03-02T08:00:00')).toBe('Today');
    expect(formats.day('2026-03-01T08:00:00')).toBe('Yesterday');
    expect(formats.day('2026-02-20T08:00:00')).toBe('Friday, February 20');
    expect(formats.moment('2026-03-03T09:00:00')).toMatch(/^Tuesday.* 9:00/);
    expect([900, 20_000, 2_400_000].map(formats.bytes)).toEqual(['900 byte', '20 kB', '2.4 MB']);
  });
});

test('what is recorded is of a type that the browser makes and the channel takes, the best known one first', () => {
  const can = (type: string) => !type.startsWith('video/mp4');
  expect(recordableOf(['audio/ogg', 'audio/mp4', 'video/mp4', 'video/webm'], can)).toEqual([
    { kind: 'audio', type: 'audio/mp4' },
    { kind: 'video', type: 'video/webm' },
  ]);
  expect(recordableOf(['audio/ogg'], can)).toEqual([{ kind: 'audio', type: 'audio/ogg;codecs=opus' }]);
  expect(recordableOf(['video/mp4', 'image/png'], can)).toEqual([]);
});

describe('links', () => {
  test('are made of addresses of the web alone', () => {
    expect(piecesOf('See https://example.com/a?x=1. javascript:alert(1) http://[broken')).toEqual([
      { text: 'See ' },
      { text: 'https://example.com/a?x=1', url: 'https://example.com/a?x=1' },
      { text: '. javascript:alert(1) http://[broken' },
    ]);
    for (const wrong of ['javascript:alert(1)', 'data:text/html,x', 'blob:x', '/path', '', null]) expect(webAddress(wrong)).toBeUndefined();
  });

  test('lose nothing of any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('https://example.com/a?b=c.', '(http://x.example)', ' https://'))),
        (parts) => {
          const text = parts.join(' ');
          expect(
            piecesOf(text)
              .map((piece) => piece.text)
              .join(''),
          ).toBe(text);
        },
      ),
    );
  });
});

test('where somebody came from is read from ref and the UTM fields, and nothing else of the address', () => {
  expect(originOf('?ref=poster&utm_source=mail&utm_campaign=spring&token=secret')).toEqual({
    ref: 'poster',
    utm: { source: 'mail', campaign: 'spring' },
  });
  expect(originOf('?q=1')).toEqual({});
});

describe('messages', () => {
  test('stand in their order, each once, in whatever order they come', () => {
    const all = [1, 2, 3, 4, 5].map((seq) => message(seq));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 20 }), (heard) => {
        const known = heard.reduce<readonly WidgetMessage[]>((before, one) => withMessages(before, [one]), []);
        expect(known.map((one) => one.seq)).toEqual([...new Set(heard.map((one) => one.seq))].sort((a, b) => a - b));
      }),
    );
    expect(lastHeardSeq([message(1), message(2), message(3, { direction: 'in' })])).toBe(2);
  });

  test('are not there twice, as said and as waiting', () => {
    const waiting = (clientId: string) =>
      ({ clientId, content: { type: 'text', text: 'hello' }, writtenAt: '2026-03-02T10:00:00.000Z' }) as const;
    const said = message(1, { direction: 'in', clientId: 'one' });
    expect(shown([said, message(2)], [waiting('one'), waiting('two')])).toEqual({
      messages: [said, message(2)],
      waiting: [waiting('two')],
    });
  });

  test('that were taken although nobody heard so wait no more from the moment in which they are read', async () => {
    const said = message(1, { direction: 'in', clientId: 'one' });
    const screen = createHolder(state({ waiting: [{ clientId: 'one', content: { type: 'text', text: 'hello' }, writtenAt: '' }] }));
    const seen: number[] = [];
    const line = createLine({
      gateway: {
        call: async <T>() => ({ is: 'ok', value: { messages: [said], hasMore: false } as T }),
        stream: () => Promise.reject(new Error('not here')),
      },
      tabs: { tell: () => undefined, listen: () => undefined, alone: () => Promise.resolve(undefined), close: () => undefined },
      sessions: { token: () => 'token' },
      state: { ...screen, set: (change) => (screen.set(change), seen.push(screen.get().messages.length + screen.get().waiting.length)) },
      announcements: { take: () => undefined, sawAll: () => undefined },
      onFresh: () => undefined,
      onOver: () => undefined,
      onForgotten: () => undefined,
    });
    line.take({ is: 'conversation', data: { id: 'cnv_2', status: 'open', assignee: null, readUpTo: 0 } });
    await new Promise(setImmediate);
    expect(screen.get()).toMatchObject({ messages: [said], waiting: [] });
    expect(seen).toEqual(seen.map(() => 1));
  });

  test('stand together when the same person wrote them within five minutes', () => {
    expect(belongsTogether(message(1), message(2, { sentAt: '2026-03-02T10:04:59.000Z' }))).toBe(true);
    expect(belongsTogether(message(1), message(2, { sentAt: '2026-03-02T10:05:00.000Z' }))).toBe(false);
    expect(belongsTogether(message(1), message(2, { direction: 'in' }))).toBe(false);
    expect(belongsTogether(undefined, message(1))).toBe(false);
  });

  test('are read when the team says so or has answered, and not because a bot has', () => {
    const own = message(1, { direction: 'in', author: { kind: 'visitor', name: null, avatarUrl: null } });
    const bot = message(2, { author: { kind: 'bot', name: null, avatarUrl: null } });
    expect([wasRead(own, [own, bot], 0), wasRead(own, [own, bot], 1), wasRead(own, [own, bot, message(3)], 0)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('that ask can be answered until they were: quick replies by anything, buttons by one of theirs', () => {
    const asked = (style: 'quick_replies' | 'buttons') =>
      message(1, { content: { type: 'choice', text: 'Which?', style, options: [{ id: 'a', label: 'A' }] } });
    const word = message(2, { direction: 'in' });
    const choice = message(3, { direction: 'in', content: { type: 'choice_reply', optionId: 'a', label: 'A', repliesTo: 'msg_1' } });
    expect(isOpenChoice(asked('quick_replies'), [asked('quick_replies')], [])).toBe(true);
    expect(isOpenChoice(asked('quick_replies'), [asked('quick_replies'), word], [])).toBe(false);
    expect(isOpenChoice(asked('buttons'), [asked('buttons'), word], [])).toBe(true);
    expect(isOpenChoice(asked('buttons'), [asked('buttons'), word, choice], [])).toBe(false);
    expect(
      isOpenChoice(
        asked('buttons'),
        [asked('buttons')],
        [{ content: { type: 'choice_reply', optionId: 'a', label: 'A', repliesTo: 'msg_1' } }],
      ),
    ).toBe(false);
  });
});

describe('what is heard', () => {
  test('counts as unread once, however often it comes, and never what the visitor wrote', () => {
    const first = hear(state(), { is: 'message', data: message(1) });
    expect(first.change.unread).toBe(1);
    expect(first.fresh?.id).toBe('msg_1');
    const again = hear(state({ ...first.change }), { is: 'message', data: message(1) });
    expect(again.fresh).toBeUndefined();
    expect(again.change.unread).toBeUndefined();
    expect(hear(state(), { is: 'message', data: message(1, { direction: 'in' }) }).fresh).toBeUndefined();
  });

  test('takes what waited to be sent away when the gateway has it', () => {
    const waiting = { clientId: 'one', content: { type: 'text' as const, text: 'x' }, writtenAt: '2026-03-02T10:00:00.000Z' };
    const { change } = hear(state({ waiting: [waiting] }), { is: 'message', data: message(1, { direction: 'in', clientId: 'one' }) });
    expect(change.waiting).toEqual([]);
  });

  test('never lowers how far the team has read, and reads anew when conversations were merged', () => {
    const read = state({ readUpTo: 5 });
    expect(hear(read, { is: 'read', data: { seq: 3 } }).change.readUpTo).toBe(5);
    expect(hear(state({ conversation: null }), { is: 'read', data: { seq: 3 } }).change.readUpTo).toBe(3);
    const other = { id: 'cnv_2', status: 'open' as const, assignee: null, readUpTo: 0 };
    expect(hear(read, { is: 'conversation', data: other }).todo).toBe('reload');
    expect(hear(read, { is: 'conversation', data: { ...other, id: 'cnv_1' } }).todo).toBeUndefined();
  });
});

describe('what everybody is told', () => {
  const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const told = (id: string, hour: number) => ({ id, content: { type: 'text' as const, text: id }, startsAt: at(hour) });
  const messages = [message(1, { sentAt: at(11) }), message(2, { sentAt: at(10) }), message(3, { sentAt: at(14) })];

  test('stands where it was said, and changes nothing in the messages’ own order', () => {
    const announcements = [told('ann_1', 9), told('ann_2', 12), told('ann_3', 12), told('ann_4', 15)];
    const ids = withAnnouncements(state({ messages, announcements })).map(({ id }) => id);
    expect(ids).toEqual(['ann_1', 'msg_1', 'msg_2', 'ann_2', 'ann_3', 'msg_3', 'ann_4']);
    expect(withAnnouncements(state({ messages }))).toBe(messages);
  });

  test('is what the next words answer, until the visitor has said something since', () => {
    const announcements = [told('ann_1', 9), told('ann_2', 12)];
    const own = (hour: number) => [message(1, { direction: 'in', sentAt: at(hour) })];
    const waiting = [{ clientId: 'c', content: { type: 'text' as const, text: 'x' }, writtenAt: at(13) }];
    expect(answeredNow(state())).toBeUndefined();
    expect(answeredNow(state({ announcements, messages }))).toBe('ann_2');
    expect(answeredNow(state({ announcements, messages: own(11) }))).toBe('ann_2');
    expect(answeredNow(state({ announcements, messages: own(13) }))).toBeUndefined();
    expect(answeredNow(state({ announcements, waiting }))).toBeUndefined();
  });

  test('can be pressed until one of its own buttons was, whatever else is said', () => {
    const options = [{ id: 'yes', label: 'Yes' }];
    for (const style of ['buttons', 'quick_replies'] as const) {
      const asked = asMessage({ ...told('ann_1', 9), content: { type: 'choice', text: 'Well?', style, options } }, 'Shop');
      const pressed = (repliesTo: string) =>
        message(4, { direction: 'in', content: { type: 'choice_reply', optionId: 'yes', label: 'Yes', repliesTo } });
      expect(isOpenChoice(asked, [...messages, pressed('msg_1')], [])).toBe(true);
      expect(isOpenChoice(asked, [...messages, pressed('ann_1')], [])).toBe(false);
    }
  });
});
