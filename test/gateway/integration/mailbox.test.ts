import { createMailTokens } from '../../../gateway/src/conversations/mail-tokens.ts';
import { createMailboxReading } from '../../../gateway/src/ingest/read-mailbox.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { type TestImapServer, startImapServer } from '../support/imap-server.ts';
import { type AwayVisitor, awayVisitor } from '../support/visitors.ts';

let api: TestApi;
let imap: TestImapServer;
let visitor: AwayVisitor;
let reading: Worker;
beforeEach(async () => {
  api = await startApi();
  visitor = await awayVisitor(api, { email: 'noor@example.com' });
});
afterEach(async () => {
  await reading.stop();
  await imap.close();
  await api.close();
});

const readFrom = ({ url }: Pick<TestImapServer, 'url'>): Worker =>
  createMailboxReading({ url, store: api.store, replies: api.deps.mailIn, now: () => api.clock.now, log: api.deps.log });
const answer = (text: string) => {
  const to = `reply+${createMailTokens(api.secretKey).replyToken(visitor.conversationId)}@harbour.example`;
  return `From: noor@example.com\r\nTo: ${to}\r\nMessage-ID: <${text}@example.com>\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`;
};
/** What the customer said, oldest first. */
const said = async () => (await visitor.messages()).map(({ content }) => content.text).reverse().slice(1); // prettier-ignore
const look = () => {
  api.clock.now += 60_000;
  return reading.tick();
};

it('mails are taken in order and once, over a new start and over new numbers; what was there before is left alone', async () => {
  imap = await startImapServer([answer('before')]);
  reading = readFrom(imap);
  await reading.tick();
  for (const text of ['one', 'two', 'three']) imap.deliver(answer(text));
  await look();
  expect(await said()).toEqual(['one', 'two', 'three']);
  await reading.stop();
  imap.deliver('Subject: nothing to do with us\r\n\r\nhello');
  imap.deliver(answer('four'));
  reading = readFrom(imap);
  await look();
  await look();
  expect(await said()).toEqual(['one', 'two', 'three', 'four']);
  await reading.stop();
  await imap.close();
  imap = await startImapServer(['three', 'four', 'five'].map(answer), { uidvalidity: 7 });
  reading = readFrom(imap);
  await look();
  expect(await said()).toEqual(['one', 'two', 'three', 'four', 'five']);
});

it('a server that tells of a mail is read at once, and one that was gone when it is back', async () => {
  imap = await startImapServer();
  reading = readFrom(imap);
  await reading.tick();
  const { port } = imap;
  reading.start();
  imap.deliver(answer('told'));
  while ((await said()).length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
  await imap.close();
  await look();
  await look();
  expect(api.logged.join('')).toContain('the mailbox could not be read');
  expect(api.logged.join('')).not.toContain('testpass');
  imap = await startImapServer(['told', 'back'].map(answer), { port });
  await look();
  await look();
  expect(await said()).toEqual(['told', 'back']);
});
