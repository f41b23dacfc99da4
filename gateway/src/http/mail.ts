import express, { type Request, type Router } from 'express';
import type { MailReplies } from '../ingest/mail-replies.ts';
import { MOST_MAIL_BYTES } from '../model/mail-reply.ts';
import { isSameText } from '../model/proof.ts';
import { sendProblem } from './answer.ts';
import { problem } from './problem.ts';

/** What the routes of mails need. */
export interface MailIn extends MailReplies {
  /** `PARLEY_MAIL_SECRET` */
  readonly secret: string | undefined;
}

/**
 * `POST /webhooks/mail`: a mail as its bytes are (`message/rfc822`), or as JSON with them in `RawEmail`, `raw` or `email`. Proven by the
 * shared secret as bearer token or as the password of HTTP basic. What is understood is answered 200, whatever became of it: the sender
 * must not try again.
 */
export function mailWebhook(mail: MailIn): Router {
  const router = express.Router();
  router.post('/', (request, response, next) => {
    if (!isProven(request, mail.secret))
      return sendProblem(response, problem('unauthorized', 'The secret of mails that come in is missing or wrong.'));
    next();
  });
  router.post('/', express.raw({ type: () => true, limit: MOST_MAIL_BYTES, inflate: false }), async (request, response) => {
    const raw = rawMail(request);
    const taken = raw === undefined ? ({ is: 'ignored', why: 'unreadable' } as const) : await mail.take(raw);
    if (taken.is === 'ignored' && taken.why === 'unreadable') return sendProblem(response, problem('bad_request', 'The body is no mail.'));
    response.json({ result: taken.is, ...(taken.is === 'ignored' ? { why: taken.why } : {}) });
  });
  return router;
}

function rawMail(request: Request): Buffer | undefined {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  if (request.is('application/json') !== 'application/json') return body;
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    const found = ['RawEmail', 'raw', 'email'].map((name): unknown =>
      typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined,
    );
    const text = found.find((one) => typeof one === 'string');
    return typeof text === 'string' ? Buffer.from(text, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** In constant time, whatever was sent. */
function isProven(request: Request, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const [scheme = '', value = ''] = (request.get('authorization') ?? '').split(' ');
  const basic = () => Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
  const given = scheme.toLowerCase() === 'basic' ? basic() : scheme.toLowerCase() === 'bearer' ? value : '';
  return isSameText(given, secret);
}

/** The page behind “no answers by e-mail any more”. A look at it changes nothing: mail servers look at links by themselves. */
const ASK = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>E-mail</title>
<form method="post"><p>No answers by e-mail any more? · 不再通过邮件接收回复？ · 不再透過郵件接收回覆？</p><button>OK</button></form>`;
const DONE = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>E-mail</title>
<p>No more answers come by e-mail. · 您将不再收到邮件回复。 · 您將不再收到郵件回覆。</p>`;

/** `/mail/stop/{token}`: a person's own click, or their mail program's (RFC 8058). */
export function mailStops(mail: Pick<MailIn, 'stop'>): Router {
  const router = express.Router();
  router.get('/stop/:token', (_request, response) => void response.type('html').send(ASK));
  router.post('/stop/:token', async (request, response) => {
    if (await mail.stop(request.params.token)) response.type('html').send(DONE);
    else sendProblem(response, problem('not_found', 'This address is not known.'));
  });
  return router;
}
