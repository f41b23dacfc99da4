import { el, icon, ICONS } from './dom.js';
import { business } from './server.js';
import { isKnown, say, timeOfDay } from './strings.js';

const EVERY_MS = 2_500;

/** "What the business sees": conversations and messages through the gateway's public API. */
export function createPanel() {
  const names = new Map();
  /** Identities that are of Instagram, which comes through the Page's channel. */
  const onInstagram = new Set();
  let channels = new Map();
  let conversations = null;
  let open = null;
  let messages = null;
  let isUp = false;
  let looks = 0;
  let timer;
  let drawnList = '';
  let drawnThread = '';

  const list = el('ul', { class: 'talks', 'aria-label': say('conversations') });
  const thread = el('ol', { class: 'thread', role: 'log', 'aria-live': 'polite', tabIndex: 0, 'aria-label': say('thread') });
  const note = el('div', { class: 'panel__note', role: 'status' });
  const input = el('textarea', { rows: 1, 'aria-label': say('answer'), placeholder: say('answer') });
  const send = el('button', { type: 'submit', class: 'send', 'aria-label': say('send') }, icon(ICONS.send));
  const ask = el('button', { type: 'button', class: 'plain', onclick: () => answer(sampleChoice()) }, say('answerButtons'));
  const form = el('form', { class: 'composer', onsubmit: submit, hidden: true }, input, send);
  const tools = el('div', { class: 'panel__tools', hidden: true }, ask);
  const element = el(
    'section',
    { class: 'panel', id: 'business', 'aria-labelledby': 'panel-title' },
    el('h2', { id: 'panel-title' }, say('business')),
    el('div', { class: 'panel__card' }, list, note, thread, tools, form),
  );

  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  function sampleChoice() {
    const options = ['order', 'hours', 'person'].map((id) => ({ id, label: say(`sample.${id}`) }));
    return { type: 'choice', style: 'buttons', text: say('sample.question'), options };
  }

  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    void answer({ type: 'text', text });
  }

  async function answer(content) {
    try {
      await business.send(open, content);
      await look();
    } catch (error) {
      if (content.type === 'text') input.value = content.text;
      tell(say('businessError', { why: error.message }));
    }
  }

  function tell(words, retry) {
    note.replaceChildren(
      ...(words ? [el('p', {}, words), retry ? el('button', { type: 'button', class: 'plain', onclick: look }, say('again')) : ''] : []),
    );
  }

  async function look() {
    clearTimeout(timer);
    const mine = ++looks;
    try {
      conversations = (await business.conversations()).data ?? [];
      if (conversations.some(({ channelId }) => !channels.has(channelId))) {
        channels = new Map(((await business.channels()).data ?? []).map((channel) => [channel.id, channel]));
      }
      await learnNames(conversations);
      open ??= conversations[0]?.id ?? null;
      const found = open === null ? [] : ((await business.messages(open)).data ?? []);
      // Another look has begun meanwhile, perhaps at another conversation: it will draw.
      if (mine !== looks) return;
      messages = found.toSorted((a, b) => a.seq - b.seq);
      tell(conversations.length === 0 ? say('businessEmpty') : messages.length === 0 ? say('noMessages') : '');
    } catch (error) {
      if (mine !== looks) return;
      tell(conversations === null ? say('businessDown') : say('businessError', { why: error.message }), true);
    }
    draw();
    if (isUp && !document.hidden) timer = setTimeout(look, EVERY_MS);
  }

  async function learnNames(found) {
    const unknown = [...new Set(found.map((conversation) => conversation.contactId))].filter((id) => !names.has(id));
    for (const id of unknown.slice(0, 20)) {
      const { name, identities = [] } = await business.contact(id);
      names.set(id, name);
      for (const { id: identityId, keys } of identities) if (keys.some(({ value }) => value.startsWith('ig:'))) onInstagram.add(identityId);
    }
  }

  /** Some platforms do not say a customer's name. */
  function nameOf(conversation) {
    const platform = platformOf(conversation);
    return (
      names.get(conversation?.contactId) ??
      say('unnamed', { platform: isKnown(`platform.${platform}`) ? say(`platform.${platform}`) : platform })
    );
  }

  /** WhatsApp is reached in two ways, and a Page has two apps, with a phone each. */
  function platformOf(conversation) {
    const channel = channels.get(conversation?.channelId);
    if (onInstagram.has(conversation?.identityId)) return 'instagram';
    return channel?.provider === 'twilio' ? 'twilio' : (channel?.type ?? '');
  }

  function draw() {
    const listKey = JSON.stringify([conversations, open, [...names]]);
    if (conversations !== null && listKey !== drawnList) {
      const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
      list.replaceChildren(...conversations.map(talk));
      list.querySelector(`[data-id="${focused}"]`)?.focus();
      drawnList = listKey;
    }
    form.hidden = open === null;
    tools.hidden = open === null;
    const threadKey = JSON.stringify([messages, open]);
    if (threadKey === drawnThread) return;
    thread.replaceChildren(...(messages ?? []).map(line));
    thread.scrollTop = thread.scrollHeight;
    drawnThread = threadKey;
  }

  function talk(conversation) {
    const platform = platformOf(conversation);
    const isWaiting = conversation.waiting !== null && conversation.waiting !== undefined;
    const pick = () => {
      open = conversation.id;
      messages = null;
      void look();
    };
    return el(
      'li',
      {},
      el(
        'button',
        { type: 'button', class: 'talk', onclick: pick, 'aria-pressed': String(open === conversation.id), 'data-id': conversation.id },
        el('span', { class: `dot dot--${platform}`, title: say(`platform.${platform}`) }),
        el('span', { class: 'talk__who' }, nameOf(conversation)),
        el('span', { class: `talk__status ${isWaiting ? 'talk__status--waits' : ''}` }, say(`status.${conversation.status}`)),
        el('span', { class: 'talk__last' }, conversation.lastMessage?.summary ?? ''),
      ),
    );
  }

  function line(message) {
    const isOurs = message.direction === 'outbound';
    const delivery = message.delivery === null ? '' : say(`delivery.${message.delivery.state}`);
    const why = message.delivery?.error?.detail;
    const losses = message.delivery?.losses ?? [];
    return el(
      'li',
      { class: `entry ${isOurs ? 'entry--ours' : ''}` },
      el(
        'p',
        { class: 'entry__head' },
        el(
          'strong',
          {},
          isOurs ? say('you') : (message.author?.name ?? nameOf(conversations.find((conversation) => conversation.id === open))),
        ),
        ' ',
        el('time', {}, timeOfDay(message.createdAt)),
        delivery ? el('span', { class: `state state--${message.delivery.state}` }, delivery) : null,
      ),
      el('div', { class: 'entry__body' }, body(message)),
      why ? el('p', { class: 'wrong' }, why) : null,
      losses.map((loss) => el('p', { class: 'fine' }, loss)),
      message.reactions.length > 0 ? el('p', { class: 'fine' }, message.reactions.map((reaction) => reaction.emoji).join(' ')) : null,
    );
  }

  return {
    element,
    start(isConnected) {
      isUp = isConnected;
      if (!isConnected) return tell(say('businessNone'));
      if (conversations === null) tell(say('loading'));
      void look();
      return undefined;
    },
    stop() {
      isUp = false;
      looks += 1;
      clearTimeout(timer);
    },
    /** Something happened on a phone: look sooner. */
    nudge() {
      if (!isUp) return;
      clearTimeout(timer);
      timer = setTimeout(look, 350);
    },
  };
}

const FILE_WORDS = { image: 'photo', video: 'video', audio: 'voiceMessage', file: 'fileMessage' };

/** What a message says, in the gateway's own model: the same for every platform. */
function body({ content, deletedAt }) {
  if (deletedAt) return el('em', {}, say('deleted'));
  const file = content.attachment;
  switch (content.type) {
    case 'text':
      return content.text;
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return [
        el(
          'a',
          { href: file?.url ?? '#', target: '_blank', rel: 'noreferrer' },
          `${file?.name ?? say(content.voice ? 'voiceMessage' : FILE_WORDS[content.type])} · ${file?.mimeType ?? ''}`,
        ),
        content.caption ? el('p', {}, content.caption) : null,
      ];
    case 'location':
      return [content.name, content.address, `${content.latitude}, ${content.longitude}`].filter(Boolean).join(' · ');
    case 'choice':
      return [
        content.text,
        el(
          'p',
          { class: 'options' },
          content.options.map((option) => el('span', { class: 'option' }, option.label)),
        ),
      ];
    case 'choice_reply':
      return el('span', { class: 'option' }, content.label);
    case 'contacts':
      return content.contacts.map((card) => card.name).join(', ');
    case 'template':
      return content.rendered ?? content.name ?? content.type;
    case 'sticker':
      return el('em', {}, say('sticker'));
    default:
      return el('em', {}, content.summary ?? say('unknownKind', { kind: content.type }));
  }
}
