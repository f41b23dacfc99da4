import { createServer } from 'node:net';

/** Whether a program may listen on this port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A port number from the environment; a sentence where it is none. */
export function readPort(name: string, value: string | undefined, otherwise: number): number | string {
  if (value === undefined || value === '') return otherwise;
  const port = Number(value);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : `${name} must be a port number, not "${value}".`;
}
