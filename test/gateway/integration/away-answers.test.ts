import { createAwayAnswers } from '../../../gateway/src/conversations/away-answers.ts';
import { createMailTokens } from '../../../gateway/src/conversations/mail-tokens.ts';
import { createReturnTokens } from '../../../gateway/src/conversations/return-tokens.ts';
import { createMailer } from '../../../gateway/src/net/mail.ts';
import { MOST_MS, QUIET_MS } from '../../../gateway/src/store/away-answers.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { PUBLIC_URL, type TestApi, startApi } from '../support/api.ts';
import { STORES } from '../support/people.ts';
import { type TestSmtpServer, decoded, startSmtpServer } from '../support/smtp-server.ts';
import { awayVisitor } from '../support/visitors.ts';
import { openPage } from '../support/widget.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const FROM = 'Harbour Books <desk@harbour.example>';
const tokens = createMailTokens(Buffer.alloc(32, 7));

describe.each(STORES)('answers to visitors who are away, on %s', (store) => {
  let api: TestApi;
  let smtp: TestSmtpServer;
  beforeAll(async () => {
    smtp = await startSmtpServer();
    api = await startApi(store, {}, { mailer: createMailer(smtp.url, FROM) });
  });
  afterAll(async () => {
    await api.close();
    await smtp.close();
  });
  beforeEach(() => smtp.arrived.splice(0));

  const worker = (): Worker =>
    createAwayAnswers({
      ...{ returns: createReturnTokens(api.secretKey), signMedia: api.deps.signMedia },
      ...{ store: api.store, run: api.deps.commands, mails: api.deps.mailing, tokens, publicUrl: PUBLIC_URL },
      ...{ from: FROM, replyTo: 'reply@harbour.example', now: () => api.clock.now, log: api.deps.log },
    });
  /** Time passes, and two gateways look at what it has made due. */
  const after = async (ms: number) => {
    api.clock.now += ms;
    await Promise.all([worker().tick(), worker().tick()]);
    await api.deps.mailing.tick();
  };

  it('come in one mail when it has been quiet, are marked as mailed, and go out once', async () => {
    const visitor = await awayVisitor(api, { email: 'noor@example.com' });
    const first = await visitor.answer('It is <here>.');
    await after(QUIET_MS - 1000);
    const second = await visitor.answer('Shall we keep it?');
    await after(QUIET_MS - 1000);
    expect(smtp.arrived).toEqual([]);
    await after(1000);
    expect(smtp.arrived).toHaveLength(1);
    const raw = decoded(smtp.arrived[0]?.raw ?? '');
    const reply = `reply+${tokens.replyToken(visitor.conversationId)}@harbour.example`;
    expect(smtp.arrived[0]).toMatchObject({ to: ['noor@example.com'], from: reply });
    expect(raw).toContain(`Reply-To: ${reply}`);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toMatch(/List-Unsubscribe:\s+<https:\/\/parley\.example\/mail\/stop\/[0-9a-z]{42}>/);
    expect(raw).toContain('Subject: An answer from Harbour Books');
    expect(raw.indexOf('It is <here>.')).toBeLessThan(raw.indexOf('Shall we keep it?'));
    expect(raw).toContain('It is &lt;here&gt;.');
    expect(raw).toMatch(/Continue the conversation: https:\/\/shop\.example\/maps#parley=vis_\w+\.\w+\.[0-9a-f]{32}\s/);
    const said = await visitor.messages();
    expect(said.map(({ id, delivery }) => [id, delivery?.sentAs])).toEqual([
      [second, 'email'],
      [first, 'email'],
      [expect.any(String), undefined],
    ]);
    await after(24 * 3_600_000);
    expect(smtp.arrived).toHaveLength(1);
    await visitor.answer('One more thing.');
    await after(QUIET_MS);
    const messageId = /Message-ID: (<mal_\w+@harbour\.example>)/.exec(raw)?.[1] ?? 'none';
    const next = decoded(smtp.arrived[1]?.raw ?? '');
    expect(next).toContain(`In-Reply-To: ${messageId}`);
    expect(next).toContain(`References: ${messageId}`);
    expect(next).not.toContain('Shall we keep it?');
  });

  /** What stands behind `#parley=` in the mail that came last. */
  const linkOf = () => /#parley=(\S+)/.exec(decoded(smtp.arrived.at(-1)?.raw ?? ''))?.[1] ?? 'none';

  it('bring a link that leads into the conversation for a week, from the visitor’s site alone, and a file’s address', async () => {
    const visitor = await awayVisitor(api, { email: 'noor@example.com' });
    const file = await api.request('POST', '/media?name=shelf.png', undefined, { raw: PNG, headers: { 'content-type': 'image/png' } });
    await visitor.answer('On this shelf.', String(file.body.id));
    await after(QUIET_MS);
    expect(decoded(smtp.arrived[0]?.raw ?? '')).toContain(`shelf.png: https://parley.example/media/${String(file.body.id)}?signed`);
    const link = linkOf();
    const page = openPage(api, visitor.channelId);
    const session = await page.begin({ link });
    expect(session.body).toMatchObject({ conversation: { id: visitor.conversationId }, unread: 1, visitor: { isKnown: false } });
    const told = (await page.call('GET', 'messages')).body.messages.map(
      (one: { content: { text?: string; caption?: string } }) => one.content,
    );
    expect(told).toMatchObject([{ text: 'Is the atlas there?' }, { caption: 'On this shelf.' }]);
    const again = await page.begin({ token: page.token, link });
    expect(again.body.token).toBe(session.body.token);
    const somebodyElse = openPage(api, visitor.channelId);
    const other = await somebodyElse.begin();
    const elsewhere = openPage(api, (await awayVisitor(api, { email: null })).channelId);
    const flipped = link.slice(0, -1) + (link.endsWith('0') ? '1' : '0');
    expect((await elsewhere.begin({ link })).body.conversation).toBeNull();
    expect((await somebodyElse.begin({ token: other.body.token, link: flipped })).body).toMatchObject({
      token: other.body.token,
      conversation: null,
    });
    api.clock.now += 7 * 24 * 3_600_000;
    expect((await openPage(api, visitor.channelId).begin({ link })).body.conversation).toBeNull();
  });

  it('only open the chat for a user of the site, whom the site must vouch for', async () => {
    const visitor = await awayVisitor(api, { email: 'noor@example.com' });
    await visitor.answer('Here.');
    await after(QUIET_MS);
    const before = linkOf();
    await visitor.isKnownAs('noor');
    await visitor.answer('And here.');
    await after(QUIET_MS);
    expect(linkOf()).toBe('open');
    expect((await openPage(api, visitor.channelId).begin({ link: before })).body.conversation).toBeNull();
  });

  it('wait for five minutes at the most while the team goes on writing', async () => {
    const visitor = await awayVisitor(api, { email: 'noor@example.com' });
    for (let i = 0; i * 50_000 < MOST_MS; i++) {
      await visitor.answer(`line ${i}`);
      await after(50_000);
    }
    expect(smtp.arrived).toHaveLength(1);
  });

  it('are not mailed to who reads them, is on the page, has no address, or wants none', async () => {
    const reader = await awayVisitor(api, { email: 'reader@example.com' });
    await reader.reads(await reader.answer('read at once'));
    const online = await awayVisitor(api, { email: 'online@example.com' });
    await online.answer('seen, not read');
    await online.isOnlineUntil(api.clock.now + QUIET_MS + 30_000);
    const nameless = await awayVisitor(api, { email: null });
    await nameless.answer('to nobody');
    await after(QUIET_MS);
    expect(smtp.arrived).toEqual([]);
    await after(30_000);
    expect(smtp.arrived.map(({ to }) => to)).toEqual([['online@example.com']]);
    expect((await nameless.messages())[0]?.delivery?.sentAs).toBe('message');
  });
});

describe('tokens', () => {
  it('name a conversation whatever the case, and cannot be made by others or used elsewhere', () => {
    const id = 'cnv_01JCXW3T5M8ZP4Q7RSV2N6K9AD';
    const token = tokens.replyToken(id);
    expect(token).toMatch(/^[0-9a-z]{42}$/);
    expect(tokens.conversationOf(token.toUpperCase())).toBe(id);
    expect(tokens.stoppedConversation(tokens.stopToken(id))).toBe(id);
    const others = createMailTokens(Buffer.alloc(32, 8)).replyToken(id);
    const flipped = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
    for (const bad of [others, tokens.stopToken(id), flipped, token.slice(0, -1), `${token}0`, '', 'é'.repeat(42), token.slice(26)]) {
      expect([bad, tokens.conversationOf(bad)]).toEqual([bad, undefined]);
    }
  });
});
