import { PHONES, PNG, api, channelIds, conversationOf, eventually, latest, messagesOf, sandbox, says, sends } from './phones-bench.ts';

describe.each(PHONES.map((phone) => [phone.platform, phone] as const))('the same conversation on %s', (_name, phone) => {
  test('a customer asks, the business answers, and the answer comes as far as the platform tells', async () => {
    await says(phone, { type: 'text', text: 'Is it open on Sunday?' });
    const conversation = await conversationOf(phone);
    expect(conversation).toMatchObject({ status: 'rep_needed', lastMessage: { summary: 'Is it open on Sunday?' } });
    await sends(phone, { type: 'text', text: 'Yes, ten to four.' }, [phone.receipt], { answers: true });
    expect(JSON.stringify(latest(phone)?.message)).toContain('Yes, ten to four.');
    expect((await conversationOf(phone)).status).toBe('active');
  });

  test('the customer is known by a name', async () => {
    const conversation = await conversationOf(phone);
    const contact = await eventually('the name', async () => {
      const found = await api('GET', `/contacts/${conversation.contactId}`);
      return found.name === null ? undefined : found;
    });
    expect(contact.name).toEqual(expect.stringMatching(/\S/));
  });

  test('a picture comes in and is kept, and one goes out', async () => {
    await says(phone, { type: 'image' });
    const { id } = await conversationOf(phone);
    const { content } = await eventually('the picture', async () => {
      const last = (await messagesOf(id)).at(-1);
      return last.content.attachment?.state === 'stored' ? last : undefined;
    });
    expect(content).toMatchObject({
      type: 'image',
      attachment: { mimeType: expect.stringMatching(/^image\//), bytes: expect.any(Number) },
    });
    const file = await fetch(content.attachment.url);
    expect([file.status, (await file.arrayBuffer()).byteLength]).toEqual([200, content.attachment.bytes]);
    const { id: mediaId } = await api('POST', '/media?name=map.png', PNG);
    const before = latest(phone)?.id;
    await sends(phone, { type: 'image', attachment: { mediaId } });
    const entry = await eventually('the picture on the phone', () => {
      const shown = latest(phone);
      return shown?.id === before ? undefined : shown;
    });
    expect(entry.receipt).not.toBe('failed');
    const path = entry.file ?? '';
    const shown = await fetch(path.startsWith('http') ? path : sandbox.url + path);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
  });

  test('a choice is answered by a tap and by a typed number alike', async () => {
    const question = {
      type: 'choice', text: 'What is it about?', style: 'buttons', options: [{ id: 'order', label: 'My order' }, { id: 'hours', label: 'Opening hours' }],
    }; // prettier-ignore
    const { id } = await conversationOf(phone);
    const tapped = await sends(phone, question);
    const entry = latest(phone);
    await says(phone, phone.tap(entry?.message, entry?.id ?? ''));
    expect((await messagesOf(id)).at(-1).content).toEqual({
      type: 'choice_reply',
      optionId: 'order',
      label: 'My order',
      repliesTo: tapped.id,
    });
    const typed = await sends(phone, question);
    await says(phone, { type: 'text', text: '2' });
    expect((await messagesOf(id)).at(-1).content).toEqual({
      type: 'choice_reply',
      optionId: 'hours',
      label: 'Opening hours',
      repliesTo: typed.id,
    });
  });

  test('a canned template goes out filled in', async () => {
    const name = `welcome_${phone.platform}`;
    await api('POST', '/templates', { name, language: 'en', text: 'Welcome to {{shop}}.' });
    const message = await sends(phone, { type: 'template', name, language: 'en', params: { shop: 'Harbour Books' } });
    expect(message.content).toMatchObject({ type: 'text', text: 'Welcome to Harbour Books.' });
    expect(JSON.stringify(latest(phone)?.message)).toContain('Welcome to Harbour Books.');
  });

  test('typing, read and reactions reach the customer where the platform has them', async () => {
    await says(phone, { type: 'text', text: 'Thanks!' });
    const { id } = await conversationOf(phone);
    expect((await api('POST', `/conversations/${id}/typing`, {})).done).toBe(phone.can.typing);
    expect((await api('POST', `/conversations/${id}/read`, {})).done).toBe(phone.can.read);
    const asked = (await messagesOf(id)).at(-1);
    const emoji = '❤️';
    const reacting = api('POST', `/messages/${asked.id}/reactions`, { emoji });
    if (!phone.can.reactions) return expect(reacting).rejects.toThrow('not_supported');
    expect((await reacting).reactions).toMatchObject([{ emoji }]);
    const entry = phone.standIn(sandbox).chats.find(asked.externalId);
    expect(entry?.reactions).toEqual([{ from: 'business', emoji }]);
  });

  test('the platform says that the channel is well', async () => {
    const tested = await api('POST', `/channels/${channelIds[phone.platform]}/test`, {});
    expect(tested.health.findings.length).toBeGreaterThan(0);
    expect(tested.health.findings.filter((finding: { level: string }) => finding.level === 'error')).toEqual([]);
  });

  test('a window that the platform has closed is said, and opens with the customer’s next message', async () => {
    const trouble = phone.standIn(sandbox).trouble;
    trouble.set({ kind: 'closed_window' });
    const ending = phone.window === null ? ['sent'] : ['failed'];
    const message = await sends(phone, { type: 'text', text: 'Are you still there?' }, ending);
    if (phone.window !== null) expect(message.delivery.error).toMatchObject({ code: 'window_closed' });
    trouble.set({ kind: 'none' });
    await says(phone, { type: 'text', text: 'Here I am.' });
    await sends(phone, { type: 'text', text: 'Good!' });
  });
});

describe('on Instagram, whose echoes do not say whose they are', () => {
  const phone = PHONES.find((one) => one.platform === 'instagram');
  if (phone === undefined) throw new Error('there is no Instagram phone');
  const saidOnce = async (text: string) => {
    const all = await messagesOf((await conversationOf(phone)).id);
    return all
      .filter((message: { content: { text?: string } }) => message.content.text === text)
      .map((message: { author: { origin: string }; delivery: { state: string } }) => [message.author.origin, message.delivery.state]);
  };
  afterEach(() => phone.standIn(sandbox).trouble.set({ kind: 'none' }));

  test('an echo and a receipt that come before the answer are one message, read', async () => {
    phone.standIn(sandbox).trouble.set({ kind: 'slow', delayMs: 300 });
    await sends(phone, { type: 'text', text: 'Slowly, but once.' }, ['read']);
    expect(await saidOnce('Slowly, but once.')).toEqual([['workflow', 'read']]);
  });

  test('a message whose answer is lost is settled by its echo', async () => {
    phone.standIn(sandbox).trouble.set({ kind: 'reset_after' });
    await sends(phone, { type: 'text', text: 'Did you get this?' }, ['sent', 'read']);
    expect(await saidOnce('Did you get this?')).toEqual([['workflow', expect.stringMatching(/^(sent|read)$/)]]);
  });

  test('what is typed in Instagram’s own app is a member’s answer', async () => {
    await says(phone, { type: 'text', text: 'Anybody there?' });
    phone.standIn(sandbox).saysJson(phone.customer, { type: 'page_inbox', text: 'Me, from my phone.' });
    const found = await eventually('the answer', async () => {
      const last = (await messagesOf((await conversationOf(phone)).id)).at(-1);
      return last.content.text === 'Me, from my phone.' ? last : undefined;
    });
    expect(found).toMatchObject({ direction: 'outbound', author: { type: 'member', origin: 'native_app' } });
    expect((await conversationOf(phone)).status).toBe('active');
  });

  test('a story, a post and a heart arrive, and a message is taken back', async () => {
    await says(phone, { type: 'story_reply', text: 'Is this one for sale?' });
    await says(phone, { type: 'story_mention' });
    await says(phone, { type: 'share', title: 'Sea charts' });
    await says(phone, { type: 'heart' });
    const asked = (await messagesOf((await conversationOf(phone)).id)).slice(-4);
    expect(asked.map((message: { content: { type: string } }) => message.content.type)).toEqual(['text', 'file', 'text', 'sticker']);
    await says(phone, { type: 'unsend', messageId: asked[0].externalId });
    const gone = (await messagesOf((await conversationOf(phone)).id)).find((one: { id: string }) => one.id === asked[0].id);
    expect(gone).toMatchObject({ deletedAt: expect.any(String), content: { type: 'unsupported' } });
  });

  test('a file goes as a link, and the message says so', async () => {
    const { id: mediaId } = await api('POST', '/media?name=map.png', PNG);
    const message = await sends(phone, { type: 'file', attachment: { mediaId } });
    expect(message.delivery.losses).toEqual(['The file was sent as a link, because Instagram takes no files.']);
  });
});

test('on WeChat an answer that is ready in time goes out in the response to the customer’s own webhook, for free', async () => {
  const phone = PHONES.find((one) => one.platform === 'wechat');
  if (phone === undefined) throw new Error('there is no WeChat phone');
  await api('PATCH', `/channels/${channelIds.wechat}`, { settings: { passiveReplies: true } });
  const said = phone.standIn(sandbox).saysJson(phone.customer, { type: 'text', text: 'Quick question!' });
  if (typeof said === 'string') throw new Error(said);
  const { id } = await conversationOf(phone);
  await eventually('the question', async () => {
    const last = (await messagesOf(id)).at(-1);
    return last.content.text === 'Quick question!' ? last : undefined;
  });
  const left = (await conversationOf(phone)).window.messagesLeft;
  const sent = await sends(phone, { type: 'text', text: 'Quick answer.' });
  expect(sent.delivery).toMatchObject({ state: 'sent', sentAs: 'reply' });
  expect(await said.webhook).toMatchObject({ is: 'delivered', tries: 1 });
  expect(latest(phone)?.message).toMatchObject({ isPassiveReply: true });
  expect(JSON.stringify(latest(phone)?.message)).toContain('Quick answer.');
  expect((await conversationOf(phone)).window.messagesLeft).toBe(left);
  // Too late for the response: it goes out as a message of its own, and counts.
  const late = await sends(phone, { type: 'text', text: 'And one more thing.' });
  expect(late.delivery.sentAs).toBe('message');
  expect((await conversationOf(phone)).window.messagesLeft).toBe(left - 1);
});

test('all six conversations are one and the same, in one form', async () => {
  const told = await Promise.all(
    PHONES.map(async (phone) => {
      const messages = await messagesOf((await conversationOf(phone)).id);
      return messages
        .filter((message: { visibility: string }) => message.visibility === 'public')
        .map((message: { direction: string; content: { type: string; text?: string; label?: string; optionId?: string } }) => {
          const { type, text, label, optionId } = message.content;
          return [message.direction, type, text ?? label ?? null, optionId ?? null];
        })
        .slice(0, 13);
    }),
  );
  const [one, ...others] = told;
  expect(one).toHaveLength(13);
  for (const other of others) expect(other).toEqual(one);
});
