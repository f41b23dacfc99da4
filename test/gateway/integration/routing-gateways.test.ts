import { sql } from 'kysely';
import { whoActs } from '../../../gateway/src/conversations/acting.ts';
import { createDraining } from '../../../gateway/src/conversations/draining.ts';
import { grab } from '../../../gateway/src/conversations/grab.ts';
import { isFailure } from '../../../gateway/src/conversations/failure.ts';
import { editMember, removeMember } from '../../../gateway/src/conversations/members.ts';
import { assign } from '../../../gateway/src/conversations/membership.ts';
import { actingIn } from '../../../gateway/src/conversations/standing.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { ADMINS, newMember, saveMember } from '../../../gateway/src/store/organisation.ts';
import { saveTeam, setTeamMembers } from '../../../gateway/src/store/teams.ts';
import { newDatabase } from '../support/postgres.ts';
import { factsOf, textMessage } from '../support/inbound.ts';
import { type OpenedStore, open } from '../support/stores.ts';

/* Two gateways on one PostgreSQL: what is given away by one is counted by the other. */
const BOT = { type: 'bot', id: 'key_1', name: 'n8n' } as const;
const TEAM = { id: 'tea_1', name: 'Front desk', mode: 'grab', assignment: 'least_busy', overridesJson: null } as const;
const MEMBERS = ['mbr_1', 'mbr_2', 'mbr_3'];

let database: Awaited<ReturnType<typeof newDatabase>>;
let gateways: readonly [OpenedStore, OpenedStore];
beforeEach(async () => {
  database = await newDatabase();
  const options = { dataDir: '', databaseUrl: database.url, factsOf: (id: string) => ({ ...factsOf(id), team: TEAM }) };
  gateways = [await open(options), await open(options)];
  await gateways[0].run({
    locks: [],
    async run({ tx, now }) {
      for (const id of MEMBERS) {
        const member = newMember({ id, name: id, email: `${id}@example.com`, role: 'agent', createdAt: now });
        await saveMember(tx, { ...member, availability: 'online', capacity: 4 });
      }
      for (const id of ['mbr_8', 'mbr_9']) await saveMember(tx, newMember({ id, name: id, email: id, role: 'admin', createdAt: now }));
      await saveTeam(tx, { ...TEAM, createdAt: now, updatedAt: now });
      await setTeamMembers(
        tx,
        TEAM.id,
        MEMBERS.map((memberId) => ({ memberId, role: 'representative' })),
      );
    },
  });
});
afterEach(async () => {
  for (const gateway of gateways) await gateway.store.close();
  await database.drop();
});

const write = (gateway: OpenedStore, phone: number) =>
  gateway.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(`1555${phone}`, `wamid.${phone}`, 'hi')] });
const owners = async () =>
  (await gateways[0].store.reader.selectFrom('conversations').select(['id', 'assigneeId']).orderBy('id').execute()).map(
    (row) => row.assigneeId,
  );
const setMembers = (values: { availability?: string; capacity?: number | null }) =>
  gateways[0].run({ locks: [], run: async ({ tx }) => void (await tx.db.updateTable('members').set(values).execute()) });

test('two gateways together give nobody more than fits', async () => {
  const [one, two] = gateways;
  await Promise.all(Array.from({ length: 60 }, (_, i) => write(i % 2 === 0 ? one : two, 1000 + i)));
  const all = await owners();
  expect(all).toHaveLength(60);
  for (const id of MEMBERS) expect([id, all.filter((owner) => owner === id).length]).toEqual([id, 4]);
});

test('two gateways together give waiting customers to nobody beyond what fits', async () => {
  const [one, two] = gateways;
  await setMembers({ availability: 'offline' });
  await Promise.all(Array.from({ length: 40 }, (_, i) => write(i % 2 === 0 ? one : two, 2000 + i)));
  expect((await owners()).filter((owner) => owner !== null)).toEqual([]);
  await setMembers({ availability: 'online' });
  const drains = [one, two, one, two].map(({ store, run }) => createDraining({ store, run, log: createLogger({ level: 'silent' }) }));
  const writing = Array.from({ length: 10 }, (_, i) => write(i % 2 === 0 ? one : two, 3000 + i));
  await Promise.all([...drains.map((one) => one.drain()), ...writing]);
  const all = await owners();
  for (const id of MEMBERS) expect([id, all.filter((owner) => owner === id).length]).toEqual([id, 4]);
});

test('of hands on two gateways one grabs', async () => {
  const [one, two] = gateways;
  await setMembers({ availability: 'offline' });
  await write(one, 1);
  const { id } = await one.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
  const hand = (gateway: OpenedStore, memberId: string) =>
    gateway.run({
      locks: [id],
      async run(unit) {
        await loadConversations(unit, [id]);
        const conversation = unit.conversations.get(id);
        const who = await whoActs(unit, BOT, memberId);
        if (conversation === undefined || isFailure(who) || who.member === null) throw new Error('nobody');
        const acting = await actingIn(unit, conversation, who);
        if (isFailure(acting)) return acting.code;
        const grabbed = await grab(unit, conversation, who.member, acting);
        return isFailure(grabbed) ? grabbed.code : 'won';
      },
    });
  const ends = await Promise.all(MEMBERS.map((memberId, i) => hand(i % 2 === 0 ? one : two, memberId)));
  expect(ends.toSorted()).toEqual(['already_taken', 'already_taken', 'won']);
});

test('nothing is given on one gateway to whom the other removes in the same moment', async () => {
  const [one, two] = gateways;
  await setMembers({ availability: 'offline' });
  await write(one, 1);
  const { id } = await one.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
  const locks: string[] = [ADMINS];
  let removal: Promise<unknown> = Promise.resolve();
  await one.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const conversation = unit.conversations.get(id);
      if (conversation === undefined) throw new Error('no conversation');
      const given = await assign(unit, conversation, { assigneeId: 'mbr_1' }, { actor: BOT, member: null });
      expect(isFailure(given)).toBe(false);
      let isOver = false;
      removal = two.run({ locks, run: (other) => removeMember(other, 'mbr_1', locks, BOT) }).finally(() => (isOver = true));
      while (!isOver && !(await somebodyWaits())) await unit.tx.db.selectFrom('meta').select('key').limit(1).execute();
    },
  });
  expect(await removal).toMatchObject({ id: 'mbr_1' });
  expect(await owners()).toEqual([null]);
  expect(locks).toEqual([ADMINS, id]);
});

/** Whether a transaction waits for another one's lock. */
async function somebodyWaits(): Promise<boolean> {
  const found = await sql<{ waiting: string }>`select count(*) as waiting from pg_locks where not granted`.execute(
    gateways[0].store.reader,
  );
  return Number(found.rows[0]?.waiting) > 0;
}

test('of two admins who are demoted on two gateways at once one stays', async () => {
  const [one, two] = gateways;
  const demote = (gateway: OpenedStore, id: string) =>
    gateway.run({ locks: [ADMINS], run: (unit) => editMember(unit, id, { role: 'agent' }) });
  const ends = await Promise.all([demote(one, 'mbr_8'), demote(two, 'mbr_9')]);
  expect(ends.filter((end) => isFailure(end) && end.code === 'last_admin')).toHaveLength(1);
});
