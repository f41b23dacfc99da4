import pg from 'pg';
import { CONNECT_MS } from './postgres.ts';
import type { Flushed } from './flush.ts';

/** What one gateway's commit means to the others that share its PostgreSQL. */
export interface GatewayHint {
  /** Lanes with something to send, of which another gateway may hold the channel. */
  readonly sends: Flushed['sendLanes'];
  /** Members whose notifications changed; null: anybody's may have. */
  readonly notified: readonly string[] | null;
  readonly changesChannels: boolean;
  readonly announces: boolean;
}

/**
 * Tells the other gateways that there is something to look at, by PostgreSQL's NOTIFY. Nothing depends on it: everybody looks at the
 * database by themselves twice a second, and a hint that is lost, or that a pooler in between swallows, costs that half second.
 */
export interface GatewayHints {
  tell(flushed: Flushed): void;
  start(): void;
  stop(): Promise<void>;
}

const TOPIC = 'parley';
/** Hints of one commit after the other go together: NOTIFY takes a lock that all who notify share. */
const GATHER_MS = 20;
const AGAIN_MS = 2_000;
/** A notification takes less than 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html); a lane is about 120. */
const MOST_LANES = 40;
const MOST_MEMBERS = 40;

/** @param token names this process, which does not listen to itself */
export function createGatewayHints(options: {
  readonly databaseUrl: string;
  readonly token: string;
  readonly told: (hint: GatewayHint) => void;
}): GatewayHints {
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let next: GatewayHint | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const one = new pg.Client({
      connectionString: options.databaseUrl,
      connectionTimeoutMillis: CONNECT_MS,
      application_name: 'parley hints',
    });
    one.on('error', () => lose(one));
    one.on('end', () => lose(one));
    one.on('notification', ({ payload }) => hear(payload));
    try {
      await one.connect();
      await one.query(`listen ${TOPIC}`);
      if (stopped) await one.end();
      else client = one;
    } catch {
      lose(one);
    }
  }

  function lose(one: pg.Client): void {
    if (client === one) client = undefined;
    one.end().catch(() => undefined);
    clearTimeout(again);
    if (!stopped) again = setTimeout(() => void connect(), AGAIN_MS);
  }

  function hear(payload: string | undefined): void {
    const heard = readHint(payload);
    if (heard !== undefined && heard.from !== options.token) options.told(heard.hint);
  }

  function send(): void {
    gathering = undefined;
    const hint = next;
    next = undefined;
    if (hint === undefined) return;
    client?.query('select pg_notify($1, $2)', [TOPIC, writeHint(options.token, hint)]).catch(() => undefined);
  }

  return {
    tell(flushed) {
      if (client === undefined) return;
      next = joined(next, hintOf(flushed));
      gathering ??= setTimeout(send, GATHER_MS);
    },
    start: () => void connect(),
    async stop() {
      stopped = true;
      clearTimeout(again);
      clearTimeout(gathering);
      await client?.end().catch(() => undefined);
    },
  };
}

function hintOf({ sendLanes, notified, changesChannels, announces = false }: Flushed): GatewayHint {
  return { sends: sendLanes, notified: notified ?? [], changesChannels, announces };
}

function joined(before: GatewayHint | undefined, hint: GatewayHint): GatewayHint {
  if (before === undefined) return hint;
  return {
    sends: [...before.sends, ...hint.sends],
    notified: before.notified === null || hint.notified === null ? null : [...before.notified, ...hint.notified],
    changesChannels: before.changesChannels || hint.changesChannels,
    announces: before.announces || hint.announces,
  };
}

function writeHint(from: string, { sends, notified, changesChannels, announces }: GatewayHint): string {
  const members = notified === null ? null : [...new Set(notified)];
  return JSON.stringify({
    from,
    // Those that are left out are found at the next look.
    sends: sends.slice(-MOST_LANES).map(({ id, destinationId, conversationId }) => [id, destinationId, conversationId]),
    notified: members === null || members.length > MOST_MEMBERS ? null : members,
    changesChannels,
    announces,
  });
}

/** Whoever can write to the database can send anything on the topic, and so may an older or newer gateway. */
function readHint(payload: string | undefined): { readonly from: string; readonly hint: GatewayHint } | undefined {
  try {
    const { from, sends, notified, changesChannels, announces }: Record<string, unknown> = Object(JSON.parse(payload ?? ''));
    if (typeof from !== 'string' || !Array.isArray(sends)) return undefined;
    const hint = {
      sends: sends.flatMap(laneOf),
      notified: Array.isArray(notified) ? notified.filter((id) => typeof id === 'string') : null,
      changesChannels: changesChannels === true,
      announces: announces === true,
    };
    return { from, hint };
  } catch {
    return undefined;
  }
}

function laneOf(lane: unknown): GatewayHint['sends'] {
  if (!Array.isArray(lane)) return [];
  const [id, destinationId, conversationId]: unknown[] = lane;
  if (typeof id !== 'string' || typeof destinationId !== 'string') return [];
  return [{ id, destinationId, conversationId: typeof conversationId === 'string' ? conversationId : null }];
}
