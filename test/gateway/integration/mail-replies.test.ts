import { createAwayAnswers } from '../../../gateway/src/conversations/away-answers.ts';
import { createMailTokens } from '../../../gateway/src/conversations/mail-tokens.ts';
import { createReturnTokens } from '../../../gateway/src/conversations/return-tokens.ts';
import { createMailer } from '../../../gateway/src/net/mail.ts';
import { QUIET_MS } from '../../../gateway/src/store/away-answers.ts';
import { MAIL_SECRET, PUBLIC_URL, type TestApi, startApi } from '../support/api.ts';
import { type TestSmtpServer, decoded, startSmtpServer } from '../support/smtp-server.ts';
import { type AwayVisitor, awayVisitor } from '../support/visitors.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.from('%PDF-1.4\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n', 'latin1');
const FROM = 'Harbour Books <desk@harbour.example>';
let api: TestApi;
let smtp: TestSmtpServer;
let visitor: AwayVisitor;
beforeAll(async () => {
  smtp = await startSmtpServer();
  api = await startApi('sqlite', {}, { mailer: createMailer(smtp.url, FROM) });
});
afterAll(async () => {
  await api.close();
  await smtp.close();
});
beforeEach(async () => {
  smtp.arrived.splice(0);
  visitor = await awayVisitor(api, { email: 'noor@example.com' });
});

/** The team answers somebody who is away: gives the mail as it arrived. */
async function mailed(text: string): Promise<string> {
  await visitor.answer(text);
  api.clock.now += QUIET_MS;
  const away = createAwayAnswers({
    ...{ store: api.store, run: api.deps.commands, mails: api.deps.mailing, tokens: createMailTokens(api.secretKey) },
    ...{ returns: createReturnTokens(api.secretKey), signMedia: api.deps.signMedia },
    ...{ publicUrl: PUBLIC_URL, from: FROM, replyTo: 'reply@harbour.example', now: () => api.clock.now, log: api.deps.log },
  });
  await away.tick();
  await api.deps.mailing.tick();
  return decoded(smtp.arrived.at(-1)?.raw ?? '');
}

const replyTo = (mail: string) => /Reply-To: (\S+)/.exec(mail)?.[1] ?? 'nobody';
const idOf = (mail: string) => /Message-ID: (\S+)/.exec(mail)?.[1] ?? 'none';
let mails = 0;
const written = (to: string, text: string, headers: Readonly<Record<string, string>> = {}) =>
  [
    ...Object.entries({
      From: 'Noor <Noor@example.com>',
      To: to,
      Subject: 'Re: An answer from Harbour Books',
      'Message-ID': `<noor-${++mails}@example.com>`,
      'Content-Type': 'text/plain; charset=utf-8',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    '',
    text,
  ].join('\r\n');
const post = (raw: string, authorization = `Bearer ${MAIL_SECRET}`, type = 'message/rfc822') =>
  api.request('POST', '//webhooks/mail', undefined, { raw, key: null, headers: { authorization, 'content-type': type } });

it('an answer by mail comes into the conversation once, without what it quotes, and the next mail answers it', async () => {
  const mail = await mailed('It is here. Shall we keep it?');
  const answer = written(replyTo(mail), 'Yes, until Monday.\r\n\r\nOn Friday Harbour Books wrote:\r\n> It is here.');
  expect(await post(answer)).toMatchObject({ status: 200, body: { result: 'stored' } });
  await Promise.all([post(answer), post(answer)]);
  const said = await visitor.messages();
  expect(said.map(({ direction, content }) => [direction, content.text])).toEqual([
    ['inbound', 'Yes, until Monday.'],
    ['outbound', 'It is here. Shall we keep it?'],
    ['inbound', 'Is the atlas there?'],
  ]);
  expect((await api.get(`/conversations/${visitor.conversationId}`)).body.waiting).not.toBeNull();
  const next = await mailed('Good.');
  expect(next).toContain(`In-Reply-To: <noor-${mails}@example.com>`);
  expect(next.replaceAll(/\s+/g, ' ')).toContain(`References: ${idOf(mail)} <noor-${mails}@example.com>`);
});

/** A part of a mail that is a file. */
const filePart = (type: string, name: string, bytes: Buffer, more = '') =>
  `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"${more}\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}`;
const MIXED = { 'Content-Type': 'multipart/mixed; boundary=b' };
const words = (text: string) => `--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>${text}</p>`;

it('files of a mail come as messages, by what their bytes are and once, and what is not taken is told to the team', async () => {
  const mail = await mailed('Could you send the receipt?');
  const body = [
    words('Here &amp; there'),
    filePart('text/plain', 'receipt.pdf', PDF),
    filePart('application/pdf', '..\\..\\C:/evil/\u202egnp.photo.png', PNG),
    filePart('image/png', 'page.html', Buffer.from('<!doctype html><script>alert(1)</script>')),
    filePart('application/pgp-signature', 'signature.asc', Buffer.from('-----BEGIN PGP SIGNATURE-----')),
    `--b\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n${PNG.toString('base64')}`,
    '--b--',
  ].join('\r\n');
  const raw = written(replyTo(mail), body, { ...MIXED, From: 'noor@work.example', 'Content-Type': 'multipart/related; boundary=b' });
  expect((await post(raw)).body).toEqual({ result: 'stored' });
  await Promise.all([post(raw), post(raw)]);
  const said = (await visitor.messages()).toReversed().slice(2);
  expect(said.map(({ content }) => [content.type, content.attachment?.name ?? content.text])).toEqual([
    ['text', 'Here & there'],
    ['file', 'receipt.pdf'],
    ['image', 'gnp.photo.png'],
    ['text', expect.stringContaining('noor@work.example')],
    ['text', expect.stringMatching(/^The e-mail has files that were not taken over: page\.html \(.*\)$/)],
  ]);
  expect(said[1]?.content.attachment).toMatchObject({ mimeType: 'application/pdf', bytes: PDF.length, state: 'stored' });
  const unused = await api.store.reader.selectFrom('attachments').select(['state', 'messageId']).where('messageId', 'is', null).execute();
  expect(unused.filter(({ state }) => state === 'stored')).toEqual([]);
});

it('a mail of nothing but files is an answer too, and of too many only the first are taken', async () => {
  const mail = await mailed('Which of them?');
  const parts = Array.from({ length: 12 }, (_, i) => filePart('image/png', `${i}.png`, PNG));
  expect((await post(written(replyTo(mail), [...parts, '--b--'].join('\r\n'), MIXED))).body).toEqual({ result: 'stored' });
  const said = (await visitor.messages()).filter(({ direction }) => direction === 'inbound');
  expect(said.filter(({ content }) => content.type === 'image')).toHaveLength(10);
  expect(said.some(({ content }) => content.text?.includes('11.png (There are more than 10 files.)') === true)).toBe(true);
});

it('what nobody wrote is not stored', async () => {
  const mail = await mailed('It is here.');
  const to = replyTo(mail);
  const why = async (raw: string) => (await post(raw)).body.why;
  expect(await why(written(to, 'I am away.', { 'Auto-Submitted': 'auto-replied' }))).toBe('automatic');
  expect(await why(written(to, 'I am away.', { Precedence: 'bulk' }))).toBe('automatic');
  expect(await why(written(to, 'I am away.', { 'X-Autoreply': 'yes' }))).toBe('automatic');
  expect(await why(mail.replace(/^To: .*$/m, `To: ${to}`))).toBe('automatic');
  expect(await why(written(to, 'hi', { From: to }))).toBe('our_own');
  expect(await why(written(to, '> It is here.'))).toBe('nothing_said');
  expect(await visitor.messages()).toHaveLength(2);
});

it('an address that is not ours, or another’s, leads nowhere', async () => {
  const to = replyTo(await mailed('It is here.'));
  const forged = to.replace(/.(?=@)/, (last) => (last === '0' ? '1' : '0'));
  const foreign = `reply+${createMailTokens(Buffer.alloc(32, 1)).replyToken(visitor.conversationId)}@harbour.example`;
  for (const address of [forged, foreign, 'reply@harbour.example', `reply+${'0'.repeat(42)}@harbour.example`]) {
    expect([address, (await post(written(address, 'let me in'))).body]).toEqual([address, { result: 'ignored', why: 'no_conversation' }]);
  }
  expect(await visitor.messages()).toHaveLength(2);
});

it('a mail that comes back marks what it was to bring as failed, a delay does not', async () => {
  const to = replyTo(await mailed('It is here.'));
  const report = (action: string) =>
    written(
      to,
      [
        `--r\r\nContent-Type: text/plain\r\n\r\nYour mail.`,
        `--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; noor@example.com\r\nAction: ${action}\r\nStatus: 5.1.1`,
        '--r--',
      ].join('\r\n'),
      { From: 'MAILER-DAEMON@mx.example', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r' },
    );
  expect((await post(report('delayed'))).body).toEqual({ result: 'ignored', why: 'automatic' });
  expect((await visitor.messages())[0]?.delivery).toMatchObject({ state: 'sent', sentAs: 'email' });
  expect((await post(report('failed'))).body).toEqual({ result: 'failed_delivery' });
  expect((await visitor.messages())[0]?.delivery).toMatchObject({ state: 'failed', error: { code: 'recipient_unreachable' } });
  expect(await visitor.messages()).toHaveLength(2);
});

it('only who knows the secret may bring mails, and only mails', async () => {
  const raw = written(replyTo(await mailed('It is here.')), 'Yes.');
  for (const authorization of ['Bearer wrong', `Basic ${Buffer.from('x:wrong').toString('base64')}`, '', MAIL_SECRET]) {
    expect((await post(raw, authorization)).status).toBe(401);
  }
  expect((await post('')).status).toBe(400);
  expect((await post('{"RawEmail": 1}', undefined, 'application/json')).status).toBe(400);
  const basic = `Basic ${Buffer.from(`parley:${MAIL_SECRET}`).toString('base64')}`;
  expect((await post(JSON.stringify({ RawEmail: raw }), basic, 'application/json')).body).toEqual({ result: 'stored' });
  expect(api.logged.join('') + api.answers.join('')).not.toContain(MAIL_SECRET);
});

it('who wants no more mails gets none, and a look at the address changes nothing', async () => {
  const mail = await mailed('It is here.');
  const path = `/${/https:\/\/parley\.example(\/mail\/stop\/[0-9a-z]{42})/.exec(mail)?.[1] ?? ''}`;
  expect((await api.get(path, { key: null })).text).toContain('<form method="post">');
  await mailed('Still?');
  expect(smtp.arrived).toHaveLength(2);
  expect((await api.request('POST', path, undefined, { key: null })).status).toBe(200);
  await mailed('Nobody reads this.');
  expect(smtp.arrived).toHaveLength(2);
  expect((await api.request('POST', '//mail/stop/nonsense', undefined, { key: null })).status).toBe(404);
});
