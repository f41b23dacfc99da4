import type { Tracing } from '../log/tracing.ts';
import type { Ids } from '../model/ids.ts';
import type { Committer, Tx } from '../store/committer.ts';
import { type Flushed, flush } from '../store/flush.ts';
import { lockConversations } from '../store/load.ts';
import type { PeopleCache } from '../store/people-cache.ts';
import type { ChannelFacts } from '../store/records.ts';
import { Unit } from '../store/unit.ts';
import type { ActiveSubscription } from '../store/write-events.ts';

/** Something a person or a workflow wants done, in one transaction with everything that follows from it. */
export interface Command<Result> {
  /** The conversations it will change, by id (or the `keyName` of a person who may have none yet). */
  readonly locks: readonly string[];
  /** Loads what it needs into the unit, changes it, and says so. Expected failures are results, not errors. */
  run(unit: Unit): Promise<Result>;
}

export type RunCommand = <Result>(command: Command<Result>) => Promise<Result>;

interface Queued {
  readonly locks: readonly string[];
  readonly traceparent: string | undefined;
  run(unit: Unit): Promise<void>;
}

/** Runs commands through the group commit: each has its own unit of work, and resolves when it is on the disk. */
export function createCommands(options: {
  readonly committer: Committer;
  readonly ids: Ids;
  readonly factsOf: (channelId: string) => ChannelFacts;
  readonly people?: PeopleCache | undefined;
  readonly subscriptions: (tx: Tx) => Promise<readonly ActiveSubscription[]>;
  readonly wake: (flushed: Flushed) => void;
  readonly tracing?: Tracing | undefined;
}): RunCommand {
  const submit = options.committer.register<Queued, null>({
    name: 'command',
    prepare: (tx, items) =>
      lockConversations(
        tx,
        items.flatMap((item) => item.locks),
      ),
    async run(tx, items) {
      for (const item of items) {
        const unit = new Unit(tx, options);
        unit.traceparent = item.traceparent;
        await item.run(unit);
        const concernsSubscriptions = unit.events.length > 0 || unit.rewritten.size > 0;
        const flushed = await flush(unit, concernsSubscriptions ? await options.subscriptions(tx) : []);
        tx.afterCommit(() => options.wake(flushed));
      }
      return items.map(() => null);
    },
  });
  return async <Result>(command: Command<Result>): Promise<Result> => {
    let result: { readonly value: Result } | undefined;
    await submit({
      locks: command.locks,
      traceparent: options.tracing?.current(),
      run: async (unit) => {
        result = { value: await command.run(unit) };
      },
    });
    if (result === undefined) throw new Error('a command was committed without having run');
    return result.value;
  };
}
