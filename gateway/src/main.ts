import { type Config, readConfig } from './config.ts';
import { openBase } from './start/base.ts';
import { openChannels } from './start/channels.ts';
import { assembleServer, listen } from './start/http.ts';
import { assembleRounds } from './start/rounds.ts';
import { assembleTraffic } from './start/traffic.ts';
import type { Flushed } from './store/flush.ts';
import { isServerGone } from './store/postgres.ts';

const STOP_MS = 8_000;
/** So long calls to platforms may still take; what is cut is known as unknown, and tried again where that is safe. */
const CUT_CALLS_MS = 5_000;
/** So long a stopping gateway still answers, closing each connection with its answer. */
const LAST_REQUESTS_MS = 100;

/** Says why the gateway cannot start, one sentence a line, and ends. */
function refuse(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`parley: ${problem}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const base = await openBase(config, (file) =>
    refuse([`${file} was moved, removed or replaced while Parley ran. Start it again on the file that is meant.`]),
  );
  if (typeof base === 'string') refuse([base]);
  const { log, store, net, tracing } = base;
  const channels = await openChannels(base);
  const wakeAll = (flushed: Flushed) => {
    traffic.wake(flushed);
    rounds.wake(flushed);
  };
  const wake = tracing === undefined ? wakeAll : (flushed: Flushed) => tracing.outside(() => wakeAll(flushed));
  const traffic = assembleTraffic(base, channels, config, wake);
  const rounds = assembleRounds(base, channels, config, traffic);
  const workers = [...traffic.workers, ...rounds.workers];
  let stopping = false;
  const server = assembleServer(config, { base, channels, traffic, rounds, wake, isStopping: () => stopping });
  await listen(server, config, refuse);
  for (const worker of [...workers, traffic.ingest]) worker.start();
  void base.removeLeftovers(base.now());
  log.info({ address: `http://${config.host}:${config.port}`, store: store.dialect }, 'Parley is ready');

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    log.info('Parley is stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    traffic.stream.close();
    traffic.visitors.close();
    traffic.passive.close();
    await new Promise((resolve) => setTimeout(resolve, LAST_REQUESTS_MS));
    // A platform that does not answer must not keep the store from being closed.
    setTimeout(() => void net.close(), CUT_CALLS_MS).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.all([closed, ...workers.map((worker) => worker.stop())]);
    await traffic.ingest.stop();
    await traffic.rates.close();
    await Promise.all([tracing?.stop(), store.close()]);
    await net.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

const config = readConfig(process.env);
if ('length' in config) refuse(config);
const args = process.argv.slice(2);
if (args.length === 0) {
  await start(config).catch((error: unknown) => {
    if (!isServerGone(error)) throw error;
    refuse([`PostgreSQL at DATABASE_URL was lost while starting: ${error instanceof Error ? error.message : String(error)}`]);
  });
} else {
  const { runCommandLine } = await import('./operations/command-line.ts');
  const { code, lines } = await runCommandLine(args, config, Date.now);
  for (const line of lines) process[code === 0 ? 'stdout' : 'stderr'].write(`${line}\n`);
  process.exitCode = code;
}
