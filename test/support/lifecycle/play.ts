import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Acting, conversationToChange, whoActs } from '../../../gateway/src/conversations/acting.ts';
import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { createCommands } from '../../../gateway/src/conversations/commands.ts';
import { isFailure } from '../../../gateway/src/conversations/failure.ts';
import { grab } from '../../../gateway/src/conversations/grab.ts';
import { addNote, close, handOver, reopen } from '../../../gateway/src/conversations/lifecycle.ts';
import { assign, join, leave } from '../../../gateway/src/conversations/membership.ts';
import { checkDraft, queueMessage } from '../../../gateway/src/conversations/send-message.ts';
import { snooze } from '../../../gateway/src/conversations/snooze.ts';
import { actingIn } from '../../../gateway/src/conversations/standing.ts';
import { transfer } from '../../../gateway/src/conversations/transfer.ts';
import { type Received, type Stored, storeEvents } from '../../../gateway/src/ingest/store-events.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import { ulidIds } from '../../../gateway/src/model/ids.ts';
import { DEFAULT_SETTINGS, timingOf } from '../../../gateway/src/model/settings.ts';
import { createPeopleCache } from '../../../gateway/src/store/people-cache.ts';
import { newMember, saveMember } from '../../../gateway/src/store/organisation.ts';
import type { ChannelFacts, ConversationRecord } from '../../../gateway/src/store/records.ts';
import { openStore } from '../../../gateway/src/store/store.ts';
import { saveTeam, setTeamMembers } from '../../../gateway/src/store/teams.ts';
import type { Unit } from '../../../gateway/src/store/unit.ts';
import { wrongTallies } from '../../gateway/support/tallies.ts';
import { seededRandom } from '../seeded.ts';
import { NaiveConversation } from './naive-model.ts';
import {
  ORGANISATION_ADMIN,
  PEOPLE,
  type Person,
  ROLES,
  type Rules,
  type Step,
  TEAMS,
  type TeamName,
  randomPause,
  randomStep,
} from './steps.ts';

/** A run in which the gateway did something else than the model. */
export interface Difference {
  readonly seed: number;
  readonly rules: string;
  readonly run: number;
  /** What was done until then, the pauses of the clock among it. */
  readonly done: readonly string[];
  readonly expected: unknown;
  readonly found: unknown;
}

/** On a Friday morning. */
const START = Date.parse('2026-11-20T10:00:00Z');
const BOT = { type: 'bot', id: 'key_1', name: 'n8n' } as const;
const CHANNEL = 'chn_1';
const memberId = (person: Person) => `mbr_${person}`;
const teamId = (team: TeamName) => `tea_${team}`;

/**
 * Plays so many random lives of conversations against the real store and command layer, side by side under one clock, and each against
 * the model. The same seed plays the same lives.
 *
 * @returns the first lives that differ
 */
export async function playLives(rules: Rules, seed: number, lives: number, rounds: number): Promise<readonly Difference[]> {
  const gateway = await openGateway(rules);
  try {
    return await play(gateway, rules, seed, lives, rounds);
  } finally {
    await gateway.close();
  }
}

type Gateway = Awaited<ReturnType<typeof openGateway>>;

async function play(gateway: Gateway, rules: Rules, seed: number, lives: number, rounds: number): Promise<readonly Difference[]> {
  const random = seededRandom(seed);
  const models = Array.from({ length: lives }, () => new NaiveConversation(rules, START));
  const done: string[][] = models.map(() => []);
  const differences = new Map<number, Difference>();
  const differs = (run: number, expected: unknown, found: unknown) => {
    if (!differences.has(run)) differences.set(run, { seed, rules: rules.name, run, done: done[run] ?? [], expected, found });
  };
  for (let round = 0; round < rounds; round++) {
    const steps = models.map(() => randomStep(random));
    const answers = await Promise.all(steps.map((step, run) => gateway.take(run, step)));
    models.forEach((model, run) => {
      const step = steps[run];
      if (step === undefined) return;
      const expected = model.take(step);
      done[run]?.push(`${JSON.stringify(step)} -> ${expected}`);
      if (answers[run] !== expected) differs(run, expected, answers[run]);
    });
    const pause = randomPause(random);
    await gateway.pass(pause);
    models.forEach((model, run) => {
      model.now += pause;
      model.tick();
      done[run]?.push(`+${pause} ms`);
    });
  }
  for (const [run, model] of models.entries()) {
    if (!model.exists) continue;
    const found = await gateway.seen(run);
    const { status, owner, inside, waitsSince, handler, snoozedUntil, told } = model;
    const expected = { status, owner, inside, waitsSince, handler, snoozedUntil, told };
    if (JSON.stringify(found) !== JSON.stringify(expected)) differs(run, expected, found);
  }
  const wrong = await gateway.wrongTallies();
  if (wrong.length > 0) differs(-1, [], wrong);
  return [...differences.values()];
}

async function openGateway(rules: Rules) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-lives-'));
  let now = START;
  const store = await openStore({ dataDir: folder, databaseUrl: undefined, now: () => now });
  if (typeof store === 'string') throw new Error(store);
  const ids = ulidIds(() => now, randomBytes);
  const shared = {
    ids,
    factsOf: factsBy(rules),
    people: createPeopleCache(),
    subscriptions: () => Promise.resolve([]),
    wake: () => undefined,
  };
  const ingest = store.committer.register<Received, Stored>(storeEvents(shared));
  const run = createCommands({ ...shared, committer: store.committer });
  const clock = createClock({ store, run, now: () => now, log: createLogger({ level: 'silent' }) });
  const conversations = new Map<number, string>();
  let messages = 0;
  await run({ locks: [], run: addPeople });

  const phoneOf = (life: number) => `1555${String(life).padStart(7, '0')}`;
  async function receive(life: number, echoes: boolean): Promise<string> {
    const id = `wamid.${messages++}`;
    const person = { keys: [{ kind: 'phone', value: phoneOf(life) }] } as const;
    const common = { key: id, sentAt: null, account: null, raw: null, externalId: id, content: { type: 'text', text: 'hello' } } as const;
    const event: InboundEvent = echoes ? { ...common, is: 'echo', to: person } : { ...common, is: 'message', from: person };
    await ingest({ channelId: CHANNEL, body: '{}', events: [event] });
    if (!conversations.has(life)) conversations.set(life, await conversationOf(id));
    return 'ok';
  }
  const conversationOf = async (externalId: string) =>
    (await store.reader.selectFrom('messages').select('conversationId').where('externalId', '=', externalId).executeTakeFirstOrThrow())
      .conversationId;

  return {
    async take(life: number, step: Step): Promise<string> {
      if (step.is === 'customer_writes' || step.is === 'answers_on_the_phone') return receive(life, step.is !== 'customer_writes');
      const id = conversations.get(life);
      return id === undefined ? 'nothing' : run({ locks: [id], run: (unit) => carryOut(unit, id, step) });
    },
    async pass(ms: number): Promise<void> {
      now += ms;
      await clock.tick();
    },
    async seen(life: number) {
      const id = conversations.get(life) ?? '';
      const row = await store.reader.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const events = await store.reader.selectFrom('events').select(['type', 'dataJson', 'conversationSeq']).where('conversationId', '=', id).orderBy('conversationSeq').execute(); // prettier-ignore
      const participants: { memberId: string }[] = JSON.parse(row.participantsJson);
      return {
        status: row.status,
        owner: personOf(row.assigneeId),
        inside: participants.map((one) => personOf(one.memberId)),
        waitsSince: row.waitingSince,
        handler: row.handler,
        snoozedUntil: row.snoozedUntil,
        told: events.map(({ type, dataJson }) => toldOf(type, JSON.parse(dataJson))),
      };
    },
    wrongTallies: () => wrongTallies(store),
    async close(): Promise<void> {
      await clock.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function factsBy(rules: Rules): (channelId: string) => ChannelFacts {
  const nineToSix = [{ from: '09:00', to: '18:00' }];
  const timing = timingOf({
    ...DEFAULT_SETTINGS,
    soonAfterSeconds: rules.soonAfter,
    overdueAfterSeconds: rules.overdueAfter,
    overdueAgainSeconds: rules.overdueAgain,
    botTimeoutSeconds: rules.botTimeout,
    autoCloseAfterSeconds: rules.autoClose,
    giveBackAfterSeconds: rules.giveBack,
    businessHours: rules.inOfficeHours
      ? { timeZone: 'UTC', weekly: { mon: nineToSix, tue: nineToSix, wed: nineToSix, thu: nineToSix, fri: nineToSix }, holidays: [] }
      : null,
  });
  return (id) => ({
    ref: { id, type: 'whatsapp', provider: 'cloud_api', name: 'Front desk' },
    windowRule: { hours: 24, after: 'template' },
    timingOf: () => timing,
    startsWith: rules.startsWith,
    twoWay: true,
    oneWayReply: null,
    readsProfiles: false,
    mediaRules: DEFAULT_SETTINGS.attachments,
    team: { id: teamId('a'), name: 'a', mode: 'collaboration', assignment: 'manual' },
  });
}

async function addPeople({ tx, now }: Unit): Promise<void> {
  for (const person of PEOPLE) {
    const role = person === ORGANISATION_ADMIN ? 'admin' : 'agent';
    await saveMember(tx, newMember({ id: memberId(person), name: person, email: `${person}@example.com`, role, createdAt: now }));
  }
  for (const team of TEAMS) {
    const mode = team === 'b' ? 'grab' : 'collaboration';
    await saveTeam(tx, { id: teamId(team), name: team, mode, assignment: 'manual', overridesJson: null, createdAt: now, updatedAt: now });
    const members = PEOPLE.flatMap((person) => ({ memberId: memberId(person), role: ROLES[team][person] }));
    await setTeamMembers(tx, teamId(team), members.flatMap(({ memberId: id, role }) => (role === undefined ? [] : { memberId: id, role }))); // prettier-ignore
  }
}

/** The step as a request would have it done. */
async function carryOut(unit: Unit, id: string, step: Step): Promise<string> {
  const conversation = await conversationToChange(unit, id);
  if (isFailure(conversation)) return conversation.code;
  const by = 'by' in step ? step.by : null;
  const who = await whoActs(unit, BOT, by === null ? undefined : memberId(by));
  if (isFailure(who)) return who.code;
  if (step.is === 'answer') return send(unit, conversation, who, true);
  if (step.is === 'workflow_writes') return send(unit, conversation, who, step.answers);
  const acting = step.is === 'leave' ? who : await actingIn(unit, conversation, who);
  if (isFailure(acting)) return acting.code;
  const end = await change(unit, conversation, acting, step);
  return isFailure(end) ? end.code : 'ok';
}

function change(unit: Unit, conversation: ConversationRecord, acting: Acting, step: Step) {
  const { member } = acting;
  switch (step.is) {
    case 'hand_over':
      return handOver(unit, conversation, { to: step.to }, acting);
    case 'assign':
      return assign(unit, conversation, { assigneeId: step.to === null ? null : memberId(step.to), force: step.force }, acting);
    case 'transfer': {
      const team = TEAMS.find((one) => one === step.to);
      const person = PEOPLE.find((one) => one === step.to);
      const to = {
        ...(team === undefined ? {} : { teamId: teamId(team) }),
        ...(person === undefined ? {} : { assigneeId: memberId(person) }),
      };
      return transfer(unit, conversation, { ...to, force: step.force }, acting);
    }
    case 'snooze':
      return snooze(unit, conversation, step.seconds === null ? null : unit.now + step.seconds * 1000, acting);
    case 'close':
      return close(unit, conversation, null, acting);
    case 'reopen':
      return reopen(unit, conversation, acting);
  }
  if (member === null) throw new Error('only a member does this');
  switch (step.is) {
    case 'note':
      return addNote(unit, conversation, 'a note', acting);
    case 'join':
      return join(unit, conversation, member, acting);
    case 'leave':
      return leave(unit, conversation, member, acting);
    case 'grab':
      return grab(unit, conversation, member, acting);
  }
  throw new Error(`${step.is} is no change`);
}

async function send(unit: Unit, conversation: ConversationRecord, acting: Acting, answers: boolean): Promise<string> {
  const content = { type: 'text', text: 'hi' } as const;
  const draft = { content, onWindowClosed: 'fail', fallback: null, answers, quotedMessageId: null, ifHeld: 'send' } as const;
  const checked = await checkDraft(unit, conversation.channelId, conversation, draft, acting, unit.contactOf(conversation));
  if (checked.is === 'failure') return checked.code;
  const identity = unit.identities.get(conversation.identityId);
  if (identity === undefined || checked.is === 'skipped') throw new Error('nothing was to keep it from being sent');
  await queueMessage(unit, identity, draft, checked, acting);
  return 'ok';
}

const personOf = (id: string | null): string | null => id?.replace('mbr_', '') ?? null;

type Named = { readonly id: string } | null;
interface Data {
  readonly conversation: { readonly status: string; readonly closeReason: string | null };
  readonly member?: { readonly name: string };
  readonly from?: unknown;
  readonly to?: unknown;
}

/** An event in the model's words. */
function toldOf(type: string, data: Data): string {
  return `${type} ${whatOf(type, data)} [${data.conversation.status}]`;
}

function whatOf(type: string, { conversation, member, from, to }: Data): string {
  switch (type) {
    case 'conversation.status_changed':
    case 'conversation.handed_over':
      return `${String(from)}>${String(to)}`;
    case 'conversation.joined':
    case 'conversation.left':
      return member?.name ?? '';
    case 'conversation.assigned':
      return [from as Named, to as Named].map((one) => personOf(one?.id ?? null) ?? 'nobody').join('>');
    case 'conversation.transferred':
      return member?.name ?? (to as { team: { id: string } }).team.id.replace('tea_', '');
    case 'conversation.closed':
      return conversation.closeReason ?? '';
    case 'conversation.snoozed':
      return to === null ? 'back' : 'away';
    default:
      return '';
  }
}
