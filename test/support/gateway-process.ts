import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CpuTime, cpuTimeOf } from './cpu-time.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BUILT = path.join(ROOT, 'gateway/dist/src/main.js');
const SOURCE = path.join(ROOT, 'gateway/src/main.ts');

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the signal to the end, in milliseconds. */
  readonly tookMs: number;
}

export interface Memory {
  readonly rssMb: number;
  /** The most it ever was. */
  readonly peakMb: number;
}

/** A gateway in a process of its own, as in production: told by its environment, asked over HTTP. */
export interface GatewayProcess {
  readonly port: number;
  readonly url: string;
  readonly apiKey: string;
  readonly folder: string;
  readonly databaseFile: string;
  /** From the process's start to the first 200 of `/readyz`, in milliseconds; of the latest start. */
  readonly coldStartMs: () => number;
  readonly memory: () => Memory;
  /** How long it has kept cores busy since its latest start. */
  readonly cpuTime: () => CpuTime;
  /** The end of what it logged. */
  readonly log: () => string;
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it does nothing until `thaw`, and does not know it. */
  freeze(): void;
  thaw(): void;
  /** Starts it again on the same folder, database and port; resolves when it is ready. */
  restart(): Promise<void>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<Exit>;
  /** Resolves when it has ended by itself. */
  ended(): Promise<Exit>;
  /** Ends the process if it runs and removes its folder. */
  dispose(): Promise<void>;
}

export interface GatewayOptions {
  /** PostgreSQL; SQLite in the folder without it. */
  readonly databaseUrl?: string;
  readonly from?: 'built' | 'source';
  /** A folder that is there already; a new one without it. */
  readonly folder?: string;
  /** For Node itself, like `--cpu-prof`. */
  readonly nodeArguments?: readonly string[];
  /** Further settings. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** 32 bytes; every gateway on one PostgreSQL needs the same. */
const SECRET_KEY = Buffer.alloc(32, 'parley').toString('base64');
const API_KEY = 'test-key-of-a-gateway-that-lives-for-minutes';
const START_MS = 30_000;
const POLL_MS = 5;

const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Whether `gateway/dist` is there and newer than every source file. */
export function isBuiltFresh(): boolean {
  return existsSync(BUILT) && statSync(BUILT).mtimeMs >= newestUnder(path.join(ROOT, 'gateway/src'));
}

function newestUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}

/** The program to start, and how to say it. */
export function programOf(from: GatewayOptions['from'] = isBuiltFresh() ? 'built' : 'source'): string {
  return from === 'built' ? BUILT : SOURCE;
}

/** What `npm run gateway` tells Node itself, so that what is measured is what runs. */
function productionArguments(): readonly string[] {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: { gateway: string } };
  return manifest.scripts.gateway.split(' ').filter((word) => word.startsWith('--'));
}

/** The environment of a gateway on this folder and port. */
export function environmentOf(folder: string, port: number, databaseUrl?: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    PARLEY_PORT: String(port),
    PARLEY_DATA_DIR: folder,
    PARLEY_API_KEY: API_KEY,
    PARLEY_ALLOW_LOOPBACK: '1',
    PARLEY_PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, PARLEY_SECRET_KEY: SECRET_KEY }),
  };
}

/** Starts a gateway on a free port and a new folder, and waits until it is ready. */
export async function startGateway(options: GatewayOptions = {}): Promise<GatewayProcess> {
  const port = await freePort();
  const folder = options.folder ?? mkdtempSync(path.join(os.tmpdir(), 'parley-gateway-'));
  mkdirSync(folder, { recursive: true });
  folders.add(folder);
  const logFile = path.join(folder, 'gateway.log');
  const program = programOf(options.from);
  let child: ChildProcess;
  let coldStartMs = 0;

  const log = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-4000) : '');

  async function start(): Promise<void> {
    const output = openSync(logFile, 'a');
    const startedAt = performance.now();
    child = spawn(process.execPath, [...productionArguments(), ...(options.nodeArguments ?? []), program], {
      env: { ...environmentOf(folder, port, options.databaseUrl), ...options.environment },
      stdio: ['ignore', output, output],
    });
    const started = child;
    closeSync(output);
    running.add(started);
    started.on('exit', () => running.delete(started));
    while ((await statusOf(port, '/readyz')) !== 200) {
      if (hasEnded(started)) throw new Error(`the gateway ended before it was ready:\n${log()}`);
      if (performance.now() - startedAt > START_MS) throw new Error(`the gateway is not ready after ${START_MS} ms:\n${log()}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    coldStartMs = performance.now() - startedAt;
  }

  async function ended(): Promise<Exit> {
    const sentAt = performance.now();
    const ending = child;
    if (!hasEnded(ending)) await new Promise<void>((resolve) => ending.once('exit', () => resolve()));
    return { code: ending.exitCode, signal: ending.signalCode, tookMs: performance.now() - sentAt };
  }

  function end(signal: NodeJS.Signals): Promise<Exit> {
    const exit = ended();
    child.kill(signal);
    return exit;
  }

  await start();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    apiKey: API_KEY,
    folder,
    databaseFile: path.join(folder, 'parley.db'),
    coldStartMs: () => coldStartMs,
    memory: () => memoryOf(child.pid ?? 0),
    cpuTime: () => cpuTimeOf(child.pid ?? 0),
    log,
    kill: async () => void (await end('SIGKILL')),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    restart: start,
    stop: () => end('SIGTERM'),
    ended,
    async dispose() {
      await end('SIGKILL');
      folders.delete(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a gateway that is expected to end by itself; after 10 s it is killed. With what it wrote. */
export async function runOnce(folder: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [programOf()], { env: environmentOf(folder, await freePort()), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { code, output };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** From the kernel: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
  return { rssMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
}

function statusOf(port: number, pathname: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: pathname, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', () => resolve(0));
    request.on('timeout', () => request.destroy());
  });
}

/** A loopback port that nobody has now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
