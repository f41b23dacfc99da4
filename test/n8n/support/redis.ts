import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';

import { Background, freePort, until } from './processes.ts';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** The program that serves Redis on this machine, if there is one. */
export function redisProgram(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name))).find((file) => existsSync(file));
}

/** A Redis on a free loopback port that keeps nothing on disk. */
export async function startRedis(program: string, folder: string): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const port = await freePort();
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder];
  const redis = new Background(program, args, { PATH: process.env.PATH ?? '' }, path.join(folder, 'redis.log'));
  await until(async () => await isListening(port), { timeoutMs: 20_000, what: `Redis listens (see ${redis.logFile})` });
  return { port, stop: async () => await redis.stop() };
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
