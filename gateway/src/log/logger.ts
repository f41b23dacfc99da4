import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { createRedactor } from './redact.ts';

export type { Logger } from 'pino';

/** `PARLEY_LOG_LEVEL`. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where the lines go; default: standard output. */
  readonly stream?: DestinationStream;
  /** Names of further fields to leave out, such as a channel's secret settings. */
  readonly secretKeys?: readonly string[];
}

/**
 * A logger of JSON lines that keeps secrets and what people write out of them: whatever field carries them, at any depth, and
 * in the message and child bindings too.
 */
export function createLogger({ level, stream, secretKeys = [] }: LoggerOptions): Logger {
  const redact = createRedactor(secretKeys);
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    // The host name and process id are the platform's to add.
    base: null,
    // Errors are cleaned with everything else; pino's own serializer would copy all that hangs on them.
    serializers: { err: (error: unknown) => error },
    formatters: { level: (label: string) => ({ level: label }), log: redact },
    hooks: {
      logMethod(this: Logger, args: LogArguments, method: (this: Logger, ...rest: LogArguments) => void): void {
        method.apply(this, cleanArguments(args, redact));
      },
    },
  };
  const logger = pino(options, stream ?? standardOutput());
  cleanBindings(logger, redact);
  return logger;
}

/** Lines that cannot be written are kept up to here, in characters; what comes after is lost. */
const MOST_KEPT = 1_000_000;

/**
 * Standard output, in whose faults (a full disk, a reader that has gone) nothing else has a part: the lines wait, and are written when
 * it takes them again. Written at once, since pino's way of writing later tries for ever, at the end of the process, where the disk is full.
 */
function standardOutput(): DestinationStream {
  const output = destination({ fd: 1, sync: true, maxLength: MOST_KEPT });
  output.on('error', () => undefined);
  return output;
}

type Redactor = ReturnType<typeof createRedactor>;
type LogArguments = Parameters<Logger['info']>;

/** pino calls no formatter for what child loggers are given. Children inherit this one's `child`. */
function cleanBindings(logger: Logger, redact: Redactor): void {
  const plainChild = logger.child;
  Reflect.set(logger, 'child', function child(this: Logger, bindings: Record<string, unknown>, options?: unknown): unknown {
    return Reflect.apply(plainChild, this, [redact(bindings), options]);
  });
}

/** Message and values to be put into it; the fields before them are `formatters.log`'s. */
function cleanArguments(args: LogArguments, redact: Redactor): LogArguments {
  const [first]: readonly unknown[] = args;
  const error = first instanceof Error ? first : typeof first === 'object' && first !== null && 'err' in first ? first.err : undefined;
  // Without a message pino takes the error's own, past every formatter.
  if (error instanceof Error && args.length === 1) Reflect.set(args, 1, error.message);
  for (const [index, value] of args.entries()) {
    if (index > 0 || typeof value === 'string') Reflect.set(args, index, redact({ value }).value);
  }
  return args;
}
