import type { Request, Response } from 'express';
import type { Command } from '../conversations/commands.ts';
import type { AuditRow } from '../store/audit-rows.ts';
import { type AuditActor, writeAuditLine } from '../store/audit.ts';
import type { Tx } from '../store/committer.ts';
import { clientOf } from './auth/by-member.ts';
import type { Caller } from './auth/caller.ts';
import type { AppDeps } from './deps.ts';
import type { ProblemCode } from './problem.ts';
import type { CommandReply, Reply } from './reply.ts';
import type { AnyRouteSpec, Context } from './route.ts';

// What admins do to the gateway, and how people get in, leaves a line in the audit log. Which routes those are follows from the routes
// themselves, and every route gets here on its way: a new one cannot forget it.

/** What a route says of its lines. */
export interface Audited {
  /** Fields of the body whose values are written down, `role` or `overrides.soonAfterSeconds`. Of all others only the names are. */
  readonly tells?: readonly string[];
}

/** One field of a request, with its value where that may be told. */
export interface AuditedChange {
  readonly field: string;
  readonly value?: unknown;
}

/** What only the handler knows of its line. */
export interface AuditFacts {
  /** Whom it was done to. */
  readonly about?: string;
  /** Who did it, where nobody had signed in before. */
  readonly by?: { readonly id: string; readonly name: string };
}

/** The line that one request may leave. */
export interface Trail {
  readonly tell: Context<unknown, unknown, unknown>['audit'];
  /** The command, which leaves the line in its own transaction when it does something. */
  along<Answer>(command: Command<CommandReply<Answer>>): Command<CommandReply<Answer>>;
  /** Leaves the line of what was done without a command of the request, or refused. Before the answer goes out. */
  end(reply: Reply<unknown>): Promise<void>;
}

/**
 * Whether a route leaves lines: whatever changes something and takes a permission to manage it does, and what says so itself. `audit: false`
 * is for routes that change nothing.
 */
export function isAudited({ audit, method, permission }: Pick<AnyRouteSpec, 'audit' | 'method' | 'permission'>): boolean {
  return audit === undefined ? method !== 'get' && permission.startsWith('manage_') : audit !== false;
}

/** Refusals that say something about whoever asked. A field that was mistyped says nothing. */
const TELLING = new Set<ProblemCode>(['forbidden', 'wrong_credentials', 'two_factor_required', 'wrong_code']);
/** Values are short, or they are left out. */
const MOST_VALUE_CHARACTERS = 1000;

/** What a line is made of. */
export interface Asked {
  readonly spec: AnyRouteSpec;
  readonly request: Request;
  readonly response: Response;
  readonly caller: Caller;
  /** Checked. */
  readonly params?: unknown;
  readonly body?: unknown;
}

const NOTHING: Trail = { tell: () => undefined, along: (command) => command, end: () => Promise.resolve() };

/** @param asked the request of a route; the line is left at most once */
export function openTrail(asked: Asked, deps: Pick<AppDeps, 'commands' | 'ids'>): Trail {
  if (!isAudited(asked.spec)) return NOTHING;
  let facts: AuditFacts = {};
  let isLeft = false;
  const leave = async (tx: Tx, reply: Reply<unknown>) => {
    await writeAuditLine(tx, lineOf(asked, facts, reply, { id: deps.ids.next('aud'), at: tx.now }));
    tx.afterCommit(() => (isLeft = true));
  };
  return {
    tell: (more) => (facts = { ...facts, ...more }),
    along: (command) => ({
      locks: command.locks,
      async run(unit) {
        const reply = await command.run(unit);
        if (reply.is === 'success') await leave(unit.tx, reply);
        return reply;
      },
    }),
    async end(reply) {
      const isTold = reply.is === 'problem' ? TELLING.has(reply.code) : reply.is === 'success';
      if (isLeft || !isTold) return;
      await deps.commands({ locks: [], run: (unit) => leave(unit.tx, reply) }).catch((error: unknown) => {
        // Nobody gets in of whom nothing is known.
        asked.response.removeHeader('Set-Cookie');
        throw error;
      });
    },
  };
}

function lineOf(
  { spec, request, response, caller, params, body }: Asked,
  facts: AuditFacts,
  reply: Reply<unknown>,
  line: Pick<AuditRow, 'id' | 'at'>,
): AuditRow {
  const { address, userAgent } = clientOf(request);
  return {
    ...line,
    ...actorOf(spec, caller, facts),
    action: spec.name,
    targetId: facts.about ?? idIn(params) ?? (reply.is === 'success' ? idIn(reply.body) : undefined) ?? null,
    changesJson: JSON.stringify(changesIn(body, spec.audit === false ? [] : (spec.audit?.tells ?? []))),
    problem: reply.is === 'problem' ? reply.code : null,
    address: address === '' ? null : address,
    userAgent: userAgent === '' ? null : userAgent,
    requestId: String(response.getHeader('X-Request-Id') ?? '') || null,
  };
}

function actorOf(
  { permission }: AnyRouteSpec,
  caller: Caller,
  { by }: AuditFacts,
): Pick<AuditRow, 'actorId' | 'actorName'> & { actorType: AuditActor } {
  if (by !== undefined) return { actorType: 'member', actorId: by.id, actorName: by.name };
  if (permission === 'public') return { actorType: 'nobody', actorId: null, actorName: null };
  return { actorType: caller.type, actorId: caller.id, actorName: caller.name };
}

function idIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : undefined;
}

/** The fields of a body by their paths, two levels deep. */
export function changesIn(body: unknown, tells: readonly string[]): readonly AuditedChange[] {
  return Object.entries(isObject(body) ? body : {}).flatMap(([name, value]) =>
    isObject(value) && !tells.includes(name)
      ? Object.entries(value).map(([inner, one]) => changeOf(`${name}.${inner}`, one, tells))
      : [changeOf(name, value, tells)],
  );
}

function changeOf(field: string, value: unknown, tells: readonly string[]): AuditedChange {
  const isShort = tells.includes(field) && JSON.stringify(value ?? null).length <= MOST_VALUE_CHARACTERS;
  return isShort ? { field, value } : { field };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
