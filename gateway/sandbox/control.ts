import express from 'express';
import type { Request, Response, Router } from 'express';
import { numberAt, textAt } from './json.ts';
import { describeAll, describePlatform, liveStream } from './live.ts';
import { isLoopbackUrl } from './loopback.ts';
import type { StandIn } from './stand-in.ts';
import { readTrouble } from './trouble.ts';

/**
 * The sandbox's own API, for its page and for tests: `/sandbox/api/…`. `{platform}` is `whatsapp`, `line`,
 * `facebook`, `instagram`, `wechat` or `twilio`; what is switched on for `instagram` is on for `facebook`, too, and the other way round.
 *
 * - `GET /state`, `GET /live` (server-sent events)
 * - `POST /{platform}/connect {callbackUrl}`; with `?verify=1` the platform checks the address at once
 * - `GET|POST /{platform}/trouble {kind, status?, retryAfterSeconds?, delayMs?, calls?}`, see `trouble.ts`
 * - `POST /{platform}/clock {aheadMs}`, `GET|POST /{platform}/behaviour`
 * - `GET|DELETE /{platform}/calls`: what the gateway called, oldest first; `?path=/messages` keeps paths with that end
 * - `GET|POST /{platform}/customers/{id}/messages`: the chat; what the customer says, see the
 *   `says.ts` of each platform. With `?wait=1` the answer comes when the webhook has ended and says how.
 * - `GET /{platform}/files/{id}`
 */
export function controlApi(standIns: readonly StandIn[], gateway: unknown): Router {
  const router = express.Router();
  router.use(express.json({ limit: '32mb' }));
  router.get('/state', (_request, response) => void response.json(describeAll(standIns, gateway)));
  router.get('/live', liveStream(standIns, gateway));

  const on = (
    method: 'get' | 'post' | 'delete',
    path: string,
    handle: (standIn: StandIn, request: Request, response: Response) => unknown,
  ): void => {
    router[method](`/:platform/${path}`, async (request, response) => {
      const standIn = standIns.find((candidate) => candidate.platform === request.params['platform']);
      if (standIn === undefined) problem(response, 404, `There is no platform ${request.params['platform'] ?? ''}.`);
      else await handle(standIn, request, response);
    });
  };
  on('post', 'connect', connect);
  on('get', 'trouble', (standIn, _request, response) => response.json(standIn.trouble.current()));
  on('post', 'trouble', (standIn, request, response) => {
    const trouble = readTrouble(request.body);
    if (typeof trouble === 'string') return problem(response, 400, trouble);
    standIn.trouble.set(trouble);
    return response.json(standIn.trouble.current());
  });
  on('post', 'clock', (standIn, request, response) => {
    standIn.clock.moveTo(numberAt(request.body, 'aheadMs') ?? 0);
    return response.json(describePlatform(standIn));
  });
  on('get', 'behaviour', (standIn, _request, response) => response.json(standIn.behaviour()));
  on('post', 'behaviour', (standIn, request, response) => {
    const why = standIn.behaveJson(request.body);
    return why === undefined ? response.json(standIn.behaviour()) : problem(response, 400, why);
  });
  on('get', 'calls', (standIn, request, response) => {
    const path = typeof request.query['path'] === 'string' ? request.query['path'] : '';
    return response.json({ data: standIn.calls.all().filter((call) => call.path.endsWith(path)) });
  });
  on('delete', 'calls', (standIn, _request, response) => {
    standIn.calls.forget();
    return response.status(204).end();
  });
  on('get', 'customers/:customer/messages', (standIn, request, response) => response.json({ data: standIn.chats.of(customerOf(request)) }));
  on('post', 'customers/:customer/messages', say);
  on('get', 'files/:file', sendFile);
  return router;
}

function problem(response: Response, status: number, detail: string): void {
  response.status(status).json({ title: status === 404 ? 'Not found' : 'Bad request', detail });
}

function customerOf(request: Request): string {
  const customer = request.params['customer'];
  return typeof customer === 'string' ? customer : '';
}

async function connect(standIn: StandIn, request: Request, response: Response): Promise<void> {
  const callbackUrl = textAt(request.body, 'callbackUrl') ?? '';
  if (!isLoopbackUrl(callbackUrl)) return problem(response, 400, 'callbackUrl must be an address on this machine.');
  standIn.connect(callbackUrl);
  const check = textAt(request.query, 'verify') === '1' ? await standIn.verifyCallback() : undefined;
  response.json({ callbackUrl, ...(check === undefined ? {} : { verified: check.ok, status: check.status }) });
}

async function say(standIn: StandIn, request: Request, response: Response): Promise<void> {
  const said = standIn.saysJson(customerOf(request), request.body);
  if (typeof said === 'string') return problem(response, 400, said);
  if (request.query['wait'] === '1') response.json({ id: said.id, webhook: await said.webhook });
  else response.status(202).json({ id: said.id });
}

async function sendFile(standIn: StandIn, request: Request, response: Response): Promise<void> {
  const id = request.params['file'];
  const file = typeof id === 'string' ? await standIn.file(id) : undefined;
  if (file === undefined) return problem(response, 404, 'There is no such file, or the business’s server did not hand it over.');
  // Whatever the file is, it must not run as a page of the sandbox.
  response.set({ 'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff' });
  if (!/^(image|audio|video)\//.test(file.mimeType)) response.attachment(file.name ?? 'file');
  response.type(file.mimeType).send(file.bytes);
}
