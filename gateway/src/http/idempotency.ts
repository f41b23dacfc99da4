import { createHash } from 'node:crypto';
import type { Command } from '../conversations/commands.ts';
import { findAnswer, keepAnswer } from '../store/idempotency.ts';
import type { Seal } from '../store/seal.ts';
import { type Problem, problem } from './problem.ts';
import type { CommandReply, Ready } from './reply.ts';

/** A request that must not be carried out twice. */
export interface Once {
  /** Caller and route. */
  readonly scope: string;
  /** The `Idempotency-Key`. */
  readonly key: string;
  /** Stands for the body. */
  readonly bodyHash: string;
}

/** An answer of before, or the one of now. */
export type OnceReply<Body> = { readonly replayed: Ready } | { readonly fresh: CommandReply<Body> };

/** What an `Idempotency-Key` may be. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The command, run at most once for a key: its answer is kept in the same transaction and given again to whoever repeats the
 * request. A refusal changed nothing and is not kept, so that the same request may be tried again. Kept answers are sealed: some
 * of them show a secret.
 */
export function onlyOnce<Body>(command: Command<CommandReply<Body>>, once: Once, seal: Seal): Command<OnceReply<Body> | Problem> {
  return {
    locks: command.locks,
    async run(unit) {
      const known = await findAnswer(unit.tx, once.scope, once.key);
      if (known !== undefined) {
        if (known.bodyHash !== once.bodyHash) {
          return problem('idempotency_conflict', 'This Idempotency-Key was used before with another body.');
        }
        return { replayed: { is: 'json', status: known.status, json: seal.open(known.responseJson) } };
      }
      const fresh = await command.run(unit);
      if (fresh.is === 'success') {
        const responseJson = seal.seal(fresh.body === undefined ? '' : JSON.stringify(fresh.body));
        await keepAnswer(unit.tx, once.scope, once.key, { bodyHash: once.bodyHash, status: fresh.status, responseJson });
      }
      return { fresh };
    },
  };
}

/** The SHA-256 of a JSON value, the same for every order of its names. */
export function hashOfBody(body: unknown): string {
  return createHash('sha256').update(canonical(body)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
