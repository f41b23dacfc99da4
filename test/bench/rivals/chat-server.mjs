// Vercel's Chat SDK behind a bare `node:http`, set up as its documentation tells: its WhatsApp adapter, its state in PostgreSQL, its own
// removal of duplicates. Started by `chat-sdk.ts`; tells its port, and how many messages its handler has had when asked.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { createPostgresState } from '@chat-adapter/state-pg';
import { createWhatsAppAdapter } from '@chat-adapter/whatsapp';
import { Chat } from 'chat';

const { url, account, apiUrl, answers } = JSON.parse(process.argv[2] ?? '{}');
let handled = 0;

const bot = new Chat({
  userName: 'bench',
  adapters: {
    whatsapp: createWhatsAppAdapter({
      accessToken: 'made-up-access-token',
      appSecret: account.appSecret,
      phoneNumberId: account.phoneNumberId,
      verifyToken: 'made-up-verify-token',
      apiUrl,
    }),
  },
  state: createPostgresState({ url }),
  logger: 'warn',
  // By itself it drops what comes while a message of the same customer is handled. This handles every one, and takes no lock for it.
  concurrency: 'concurrent',
});
bot.onDirectMessage(async () => {
  handled += 1;
});
await bot.initialize();

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => void answer(request, Buffer.concat(chunks), response));
});

async function answer(request, body, response) {
  const tasks = [];
  const asked = new globalThis.Request(`http://127.0.0.1${request.url}`, { method: request.method, headers: request.headers, body });
  const answered = await bot.webhooks.whatsapp(asked, { waitUntil: (task) => tasks.push(task), propagateHandlerErrors: true });
  // https://chat-sdk.dev/docs/error-handling#propagating-webhook-handler-errors
  const results = answers === 'last' ? await Promise.allSettled(tasks) : [];
  if (answers === 'first') for (const task of tasks) task.catch((error) => console.error(error));
  const status = results.some((result) => result.status === 'rejected') ? 500 : answered.status;
  const text = await answered.text();
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) }).end(text);
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }));
process.on('message', () => process.send?.({ handled }));
process.on('disconnect', () => process.exit());
