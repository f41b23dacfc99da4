import { type GatewayOptions, type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { type Query, type TestStore, eventually, queryOf } from './database.ts';

/** Gateways on one new database, and what asks it. */
export interface Fleet {
  readonly gateways: readonly GatewayProcess[];
  readonly query: Query;
  dispose(): Promise<void>;
}

export async function startFleet(store: TestStore, count: number, options: Pick<GatewayOptions, 'from'> = {}): Promise<Fleet> {
  const databaseUrl = (await store.newDatabaseUrl()) ?? '';
  // The first makes the tables.
  const first = await startGateway({ ...options, databaseUrl });
  const others = await Promise.all(Array.from({ length: count - 1 }, () => startGateway({ ...options, databaseUrl })));
  const gateways = [first, ...others];
  return {
    gateways,
    query: queryOf(first, databaseUrl),
    dispose: async () => void (await Promise.all(gateways.map((gateway) => gateway.dispose()))),
  };
}

/** A channel is known to the other gateways after a second at the latest. */
export async function untilAllKnow(gateways: readonly GatewayProcess[], path: string): Promise<void> {
  const knows = async (gateway: GatewayProcess) => (await fetch(`${gateway.url}${path}`, { method: 'POST', body: '{}' })).status === 401;
  const all = await eventually(async () => (await Promise.all(gateways.map(knows))).every(Boolean), 10_000);
  if (!all) throw new Error('not every gateway knows the channel');
}
