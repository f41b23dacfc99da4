import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { moveToPostgres } from '../store/move.ts';
import { backUp, restore } from './back-up.ts';
import { rotateKeys } from './rotate-keys.ts';

/** What `npm run gateway -- help` prints. */
const HELP = `Without a command the gateway starts. It is set up by its environment.

  migrate --to postgres   copy the SQLite database of PARLEY_DATA_DIR into the empty PostgreSQL of DATABASE_URL
  backup --to <folder>    copy database, files and secret key of PARLEY_DATA_DIR, also while the gateway runs
  restore --from <folder> put a backup in their place; what was there is kept beside it
  rotate-keys             put everything secret under PARLEY_SECRET_KEY that is still under PARLEY_SECRET_KEY_PREVIOUS
  help                    this text`;

/** How a command ended: lines to print, and the exit code. */
export interface Ended {
  readonly code: 0 | 1;
  readonly lines: readonly string[];
}

/** Runs a command of the command line, each with the environment's settings. */
export async function runCommandLine(args: readonly string[], config: Config, now: () => number): Promise<Ended> {
  const read = readArgs(args);
  if (typeof read === 'string') return refused(read, HELP);
  const { command, to, from } = read;
  switch (command) {
    case 'help':
      return { code: 0, lines: [HELP] };
    case 'migrate':
      return to === 'postgres' ? migrateToPostgres(config, now) : refused('migrate takes --to postgres.');
    case 'backup': {
      if (to === undefined) return refused('backup takes --to <folder>.');
      const fault = backUp({ dataDir: config.dataDir, into: path.resolve(to) });
      const kept = `Everything of ${config.dataDir} is in ${path.resolve(to)}. It holds the secret key: keep it as safe as the gateway itself.`;
      return fault === undefined ? { code: 0, lines: [kept] } : refused(fault);
    }
    case 'restore': {
      if (from === undefined) return refused('restore takes --from <folder>.');
      const done = restore({ dataDir: config.dataDir, from: path.resolve(from), now: now() });
      if (typeof done === 'string') return refused(done);
      const former = done.former === null ? '' : ` What was there is in ${done.former}.`;
      return { code: 0, lines: [`${config.dataDir} is as it was backed up.${former}`] };
    }
    case 'rotate-keys': {
      const done = await rotateKeys(config, now);
      if (typeof done === 'string') return refused(done);
      const file = done.wroteKeyFile ? ` secret.key in ${config.dataDir} holds the new key now.` : '';
      return {
        code: 0,
        lines: [
          `${done.secrets} secrets are under the new key now, and nothing is left under the former one.${file}`,
          'Keep PARLEY_SECRET_KEY_PREVIOUS for 14 days more: sign-ins, links and addresses of files that were given out go by it.',
        ],
      };
    }
    default:
      return refused(`There is no command “${command}”.`, HELP);
  }
}

interface Args {
  readonly command: string;
  readonly to: string | undefined;
  readonly from: string | undefined;
}

function readArgs(args: readonly string[]): Args | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { to: { type: 'string' }, from: { type: 'string' } },
    });
    const [command = 'help', ...rest] = positionals;
    return rest.length > 0 ? `“${rest.join(' ')}” is too much.` : { command, to: values.to, from: values.from };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function migrateToPostgres({ dataDir, databaseUrl }: Config, now: () => number): Promise<Ended> {
  if (databaseUrl === undefined) return refused('Set DATABASE_URL to the PostgreSQL that everything shall be moved to.');
  const moved = await moveToPostgres({ dataDir, databaseUrl, now });
  if (typeof moved === 'string') return refused(moved);
  const total = moved.tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    code: 0,
    lines: [
      ...moved.tables.filter((table) => table.rows > 0).map(({ name, rows }) => `${String(rows).padStart(10)}  ${name}`),
      `${String(total).padStart(10)}  rows, counted on both sides`,
      ...(moved.mendedTexts > 0
        ? [`${moved.mendedTexts} texts held a NUL character, which PostgreSQL cannot store; it is U+FFFD there.`]
        : []),
      'Start the gateway with this DATABASE_URL and the same PARLEY_SECRET_KEY. Where several gateways run, let PARLEY_MEDIA_URL name a place that they share.',
    ],
  };
}

function refused(...lines: readonly string[]): Ended {
  return { code: 1, lines };
}
