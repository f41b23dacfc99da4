import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Command } from '../conversations/commands.ts';
import type { AuditFacts, Audited } from './audit.ts';
import type { Caller, Permission } from './auth/caller.ts';
import type { CommandReply, Reply } from './reply.ts';

/** The same type with nothing in it that can be written to: what answers are, since they are only read. */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What a schema lets through; nothing where there is none. */
export type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<never, never>;
/** What the answers of these schemas hold. */
export type BodyOf<Responses> = {
  [Status in keyof Responses]: Responses[Status] extends z.ZodType ? DeepReadonly<z.output<Responses[Status]>> : undefined;
}[keyof Responses];

/** What a handler gets: everything checked already. */
export interface Context<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /**
   * Runs a command in one transaction. Under an `Idempotency-Key` that was used before, the command does not run and the first
   * answer is given again. At most one for a request.
   *
   * @param bodyHash stands for the body where that is no JSON
   */
  readonly commit: <Answer>(command: Command<CommandReply<Answer>>, bodyHash?: string) => Promise<Reply<Answer>>;
  /** Says what the request does not say of its line in the audit log, see `audit.ts`. */
  readonly audit: (facts: AuditFacts) => void;
  /** For the few routes that stream. */
  readonly request: Request;
  readonly response: Response;
}

/** The body of a request: JSON that is checked, or bytes that the handler reads itself. */
export type BodyKind = 'json' | 'bytes';

/** A route as data: it is mounted, checked and documented from this one place. */
export interface RouteSpec<Params, Query, Body, Responses> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1` (a widget's: below `/widget/v1`), parameters in braces. */
  readonly path: string;
  /** The operation's name in the OpenAPI document. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** What the caller's key must be allowed to; `any` takes every key. */
  readonly permission: Permission | 'any' | 'public';
  /** A public route whose handler wants the token of a visitor's session. */
  readonly wantsVisitor?: boolean;
  /** Of members who signed in only admins may, whatever else their role allows. */
  readonly adminsOnly?: boolean;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** `bytes` leaves the body to the handler. */
  readonly bodyKind?: BodyKind;
  /** Schemas of the answers by status; null for one without a body. */
  readonly responses: Responses;
  /** What an answer with another media type is, by status. */
  readonly otherResponses?: Readonly<Record<number, string>>;
  /** Codes of the problems a caller should expect, besides those that every route has. */
  readonly problems?: readonly string[];
  /** A body that works. */
  readonly example?: unknown;
  /** Whether it leaves a line in the audit log, where that does not follow from its permission (`isAudited`), and what of it. */
  readonly audit?: false | Audited;
  /** Takes `Idempotency-Key`. */
  readonly idempotent?: boolean;
}

export type AnyRouteSpec = RouteSpec<z.ZodType, z.ZodType, z.ZodType, Readonly<Record<number, z.ZodType | null>>>;

/** A route with its handler. `handle` is only called with what its own schemas have given. */
export interface Route {
  readonly spec: AnyRouteSpec;
  handle(context: Context<unknown, unknown, unknown>): Promise<Reply<unknown>>;
}

/** Puts a handler to a route. Its types follow from the schemas. */
export function route<
  const Responses extends Readonly<Record<number, z.ZodType | null>>,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  spec: RouteSpec<Params, Query, Body, Responses>,
  handle: (context: Context<Output<Params>, Output<Query>, Output<Body>>) => Promise<Reply<BodyOf<Responses>>>,
): Route {
  const { params, query, body, ...rest } = spec;
  return {
    spec: { ...rest, ...(params ? { params } : {}), ...(query ? { query } : {}), ...(body ? { body } : {}) },
    // Methods are compared less strictly than functions, which is what lets the registrar keep routes of all types in one list.
    handle(context: Context<Output<Params>, Output<Query>, Output<Body>>) {
      return handle(context);
    },
  };
}
