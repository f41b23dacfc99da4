import type { AnyChannel, HealthFinding } from '../../../gateway/src/channels/channel.ts';
import { line } from '../../../gateway/src/channels/line/index.ts';
import { createCallIo } from '../../../gateway/src/conversations/call-io.ts';
import type { ConnectedChannel } from '../../../gateway/src/conversations/connected-channels.ts';
import { createHealthRounds } from '../../../gateway/src/conversations/health-rounds.ts';
import { createChannelMemories } from '../../../gateway/src/conversations/memory.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { addChannel } from '../../../gateway/src/store/channels.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { factsOf } from '../support/inbound.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

const HOUR = 3_600_000;
const ENDS: HealthFinding = {
  level: 'warning',
  what: 'token_expiry',
  detail: 'The token ends in three days.',
  nextStep: 'Make a new one.',
};

let opened: OpenedStore;
let folder: ReturnType<typeof temporaryFolder>;
let rounds: Worker;
let findings: readonly HealthFinding[];
let asked: number;

beforeEach(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder });
  findings = [];
  asked = 0;
  const now = () => opened.clock.now;
  await opened.run({
    locks: [],
    run: (unit) =>
      addChannel(unit.tx, {
        id: 'chn_1', type: 'line', provider: null, name: 'Support', status: 'connected', healthJson: '{"level":"ok"}', attachmentsJson: null, overridesJson: null, oneWayReply: null,
        twoWay: 1, settingsJson: '{}', secrets: '', createdAt: now(), updatedAt: now(), deletedAt: null,
      }),
  }); // prettier-ignore
  const channel: AnyChannel = {
    ...line,
    checkHealth: () => {
      asked += 1;
      return Promise.resolve(findings);
    },
  };
  const facts = factsOf('chn_1');
  const connected: ConnectedChannel = {
    id: 'chn_1',
    ref: facts.ref,
    channel,
    settings: {},
    facts,
    health: { level: 'ok' },
    isDeleted: false,
  };
  const fetch = () => Promise.resolve({ is: 'no_answer', why: 'unused', reached: 'no' } as const);
  rounds = createHealthRounds({
    channels: () => Promise.resolve(new Map([['chn_1', connected]])),
    callIo: createCallIo({ fetch, now, memories: createChannelMemories(now), publicUrl: 'https://parley.example' }),
    run: opened.run,
    now,
    log: createLogger({ level: 'silent' }),
  });
});
afterEach(async () => {
  await opened.store.close();
  folder.remove();
});

const health = async () =>
  JSON.parse((await opened.store.reader.selectFrom('channels').select('healthJson').executeTakeFirstOrThrow()).healthJson);
const told = async () => {
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  return page.json.map((json): string => JSON.parse(json).type);
};

test('a channel is asked after six hours and again after six more, and people hear of what changed once', async () => {
  findings = [ENDS];
  await rounds.tick();
  expect(asked).toBe(0);
  for (const hours of [6, 1, 5]) {
    opened.clock.now += hours * HOUR;
    await rounds.tick();
  }
  expect(asked).toBe(2);
  expect(await health()).toMatchObject({ level: 'warning', what: 'token_expiry', nextStep: 'Make a new one.' });
  expect(await told()).toEqual(['channel.health_changed']);
});

test('a platform that does not answer is no news of the channel', async () => {
  findings = [{ level: 'error', what: 'platform', detail: 'No answer.' }];
  opened.clock.now += 6 * HOUR;
  await rounds.tick();
  expect(asked).toBe(1);
  expect(await health()).toEqual({ level: 'ok' });
  expect(await told()).toEqual([]);
});
