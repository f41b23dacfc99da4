import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import { sendProblem, sendReply } from './answer.ts';
import { spanTime } from '../log/tracing.ts';
import { type Trail, openTrail } from './audit.ts';
import { type Caller, mayDo } from './auth/caller.ts';
import { whoCalls } from './auth/who-calls.ts';
import type { AppDeps } from './deps.ts';
import { IDEMPOTENCY_KEY, hashOfBody, onlyOnce } from './idempotency.ts';
import { type Problem, invalid, problem } from './problem.ts';
import type { Reply } from './reply.ts';
import type { AnyRouteSpec, Context, Route } from './route.ts';
import { tracedRequest } from './traced.ts';
import { MOST_DEPTH, fieldErrors, isDeeperThan } from './validation.ts';

const MOST_BODY_BYTES = 1024 * 1024;

/** What mounting needs of the deps. */
export type MountDeps = Pick<AppDeps, 'authenticator' | 'accounts' | 'publicUrl' | 'commands' | 'ids' | 'seal' | 'signMedia' | 'tracing'>;

/** Mounts routes on a router: who asks, whether they may, what they sent, the handler, its answer. In this order for every route. */
export function mountRoutes(routes: readonly Route[], deps: MountDeps): Router {
  const router = express.Router();
  const json = express.json({ limit: MOST_BODY_BYTES, type: 'application/json', inflate: false, strict: false });
  for (const one of routes) {
    router[one.spec.method](expressPath(one.spec.path), async (request, response) => {
      const reply = await answer(one, request, response, json, deps);
      sendReply(response, reply, deps.signMedia);
    });
  }
  for (const [path, allowed] of allowedMethods(routes)) {
    router.all(expressPath(path), (_request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      sendProblem(response, problem('method_not_allowed', `Only ${allowed.join(', ')} can be used here.`));
    });
  }
  return router;
}

/** `/conversations/{id}` as Express writes it. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function allowedMethods(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const byPath = Map.groupBy(routes, (one) => one.spec.path);
  return new Map([...byPath].map(([path, ones]) => [path, ones.map((one) => one.spec.method.toUpperCase())]));
}

async function answer(one: Route, request: Request, response: Response, json: RequestHandler, deps: MountDeps): Promise<Reply<unknown>> {
  const { tracing } = deps;
  const startedAt = tracing === undefined ? 0 : spanTime();
  const caller = await callerOf(one.spec, request, response, deps);
  const work = async () => ('is' in caller ? caller : answerTo(caller, one, request, response, json, deps));
  if (tracing === undefined) return work();
  return tracedRequest(tracing, { request, response, spec: one.spec, caller: 'is' in caller ? undefined : caller, startedAt }, work);
}

async function answerTo(
  caller: Caller,
  one: Route,
  request: Request,
  response: Response,
  json: RequestHandler,
  deps: MountDeps,
): Promise<Reply<unknown>> {
  const body = await bodyOf(one.spec, request, response, json);
  if ('is' in body) return body;
  const checked = check(one.spec, request, body.value);
  if ('is' in checked) return checked;
  const acting = memberOf(checked.query) ?? memberOf(checked.body);
  const refusal = acting === undefined ? undefined : whyNotFor(acting, caller);
  if (refusal !== undefined) return refusal;
  const trail = openTrail({ spec: one.spec, request, response, caller, params: checked.params, body: checked.body }, deps);
  const context = contextOf(one.spec, request, response, caller, checked, deps, trail);
  if ('is' in context) return context;
  const reply = await one.handle(context);
  await trail.end(reply);
  return reply;
}

/** A member acts as themselves; a key for whomever it names, where it may. */
function whyNotFor(memberId: string, caller: Caller): Problem | undefined {
  if (caller.type === 'member') return memberId === caller.id ? undefined : problem('forbidden', 'You can act only as yourself.');
  if (mayDo(caller, 'act_for_members')) return undefined;
  return problem('forbidden', 'This key may not act for members: it lacks the permission act_for_members.');
}

/** For public routes, which never look at it. */
const NOBODY: Caller = { type: 'key', id: '', name: '', permissions: [], expiresAt: null };

async function callerOf(spec: AnyRouteSpec, request: Request, response: Response, deps: MountDeps): Promise<Caller | Problem> {
  if (spec.permission === 'public') return NOBODY;
  const caller = await whoCalls(request, response, deps);
  if ('is' in caller) return caller;
  const refusal = whyNotAllowed(spec, caller);
  if (refusal === undefined) return caller;
  await openTrail({ spec, request, response, caller, params: request.params }, deps).end(refusal);
  return refusal;
}

function whyNotAllowed(spec: AnyRouteSpec, caller: Caller): Problem | undefined {
  const whose = caller.type === 'member' ? 'Your role' : 'This key';
  if (spec.permission === 'public') return undefined;
  if (spec.permission !== 'any' && !mayDo(caller, spec.permission))
    return problem('forbidden', `${whose} lacks the permission ${spec.permission}.`);
  if (spec.adminsOnly === true && caller.type === 'member' && caller.role !== 'admin') return problem('forbidden', 'This is for admins.');
  return undefined;
}

async function bodyOf(
  spec: AnyRouteSpec,
  request: Request,
  response: Response,
  json: RequestHandler,
): Promise<{ readonly value: unknown } | Problem> {
  if (spec.body === undefined || spec.bodyKind === 'bytes') return { value: undefined };
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return { value: {} };
  if (!request.is('application/json')) return problem('unsupported_media_type', 'Send the body as application/json.');
  await parse(json, request, response);
  const value: unknown = request.body;
  if (isDeeperThan(value, MOST_DEPTH)) return problem('invalid_json', `The body is nested deeper than ${MOST_DEPTH} levels.`);
  return { value };
}

function parse(parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next: NextFunction = (error?: unknown) => (error === undefined ? resolve() : reject(error));
    void parser(request, response, next);
  });
}

interface Checked {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

function check(spec: AnyRouteSpec, request: Request, body: unknown): Checked | Problem {
  const params = spec.params?.safeParse(request.params);
  if (params !== undefined && !params.success) return problem('not_found', 'There is nothing with this id.');
  const query = spec.query?.safeParse(request.query);
  const content = spec.bodyKind === 'bytes' ? undefined : spec.body?.safeParse(body);
  const unknown = spec.query === undefined ? Object.keys(request.query) : [];
  const errors = [
    ...unknown.map((path) => ({ path, message: 'There is no such parameter.' })),
    ...(query?.success === false ? fieldErrors(query.error) : []),
    ...(content?.success === false ? fieldErrors(content.error) : []),
  ];
  if (errors.length > 0) return invalid(...errors);
  return { params: params?.data ?? {}, query: query?.data ?? {}, body: content?.data ?? {} };
}

function memberOf(input: unknown): string | undefined {
  return typeof input === 'object' && input !== null && 'memberId' in input && typeof input.memberId === 'string'
    ? input.memberId
    : undefined;
}

function contextOf(
  spec: AnyRouteSpec,
  request: Request,
  response: Response,
  caller: Caller,
  checked: Checked,
  deps: MountDeps,
  trail: Trail,
): Context<unknown, unknown, unknown> | Problem {
  const key = spec.idempotent === true ? request.get('Idempotency-Key') : undefined;
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    return invalid({ path: 'Idempotency-Key', message: 'This header is 1 to 255 visible ASCII characters.' });
  }
  return {
    ...checked,
    caller,
    request,
    response,
    audit: trail.tell,
    async commit(asked, bodyHash) {
      const command = trail.along(asked);
      if (key === undefined) return deps.commands(command);
      const scope = `${caller.id} ${request.method} ${request.path}`;
      const done = await deps.commands(onlyOnce(command, { scope, key, bodyHash: bodyHash ?? hashOfBody(checked.body) }, deps.seal));
      if ('is' in done) return done;
      if ('fresh' in done) return done.fresh;
      response.setHeader('Idempotent-Replayed', 'true');
      return done.replayed;
    },
  };
}
