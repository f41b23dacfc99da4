/** Who takes part: representatives and an admin of two teams, and an admin of the organisation. */
export const PEOPLE = ['ann', 'ben', 'cat', 'eve', 'oda'] as const;
export type Person = (typeof PEOPLE)[number];
/** Team `a` works together and gets new conversations; in team `b` people grab. */
export const TEAMS = ['a', 'b'] as const;
export type TeamName = (typeof TEAMS)[number];
export const ROLES: Readonly<Record<TeamName, Readonly<Partial<Record<Person, 'representative' | 'admin'>>>>> = {
  a: { ann: 'representative', ben: 'representative' },
  b: { ben: 'representative', cat: 'representative', eve: 'admin' },
};
export const ORGANISATION_ADMIN: Person = 'oda';

/** What somebody does to one conversation. `by: null` is a workflow. */
export type Step =
  | { readonly is: 'customer_writes' | 'answers_on_the_phone' }
  | { readonly is: 'workflow_writes'; readonly answers: boolean }
  | { readonly is: 'answer' | 'note' | 'join' | 'leave' | 'grab'; readonly by: Person }
  | { readonly is: 'assign'; readonly to: Person | null; readonly force: boolean; readonly by: Person | null }
  | { readonly is: 'transfer'; readonly to: Person | TeamName; readonly force: boolean; readonly by: Person | null }
  | { readonly is: 'hand_over'; readonly to: 'people' | 'bot' }
  | { readonly is: 'snooze'; readonly seconds: number | null; readonly by: Person | null }
  | { readonly is: 'close' | 'reopen'; readonly by: Person | null };

/** How the clock of a run is set. Seconds. */
export interface Rules {
  readonly name: string;
  readonly soonAfter: number;
  readonly overdueAfter: number;
  readonly overdueAgain: number | null;
  readonly botTimeout: number;
  readonly autoClose: number;
  readonly giveBack: number | null;
  readonly startsWith: 'people' | 'bot';
  /** Monday to Friday, 09:00 to 18:00 in UTC. */
  readonly inOfficeHours: boolean;
}

const PLAIN: Rules = {
  name: 'as it comes', soonAfter: 180, overdueAfter: 300, overdueAgain: null, botTimeout: 300, autoClose: 86_400, giveBack: null, startsWith: 'people', inOfficeHours: false,
}; // prettier-ignore
export const ALL_RULES: readonly Rules[] = [
  PLAIN,
  { ...PLAIN, name: 'with bots', overdueAgain: 600, botTimeout: 120, autoClose: 40_000, giveBack: 1800, startsWith: 'bot' },
  { ...PLAIN, name: 'in office hours', overdueAgain: 3600, giveBack: 7200, inOfficeHours: true },
];

export type Random = () => number;

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Any step, the everyday ones more often. */
export function randomStep(random: Random): Step {
  const by = pick(random, PEOPLE);
  const actor = random() < 0.5 ? by : null;
  const force = random() < 0.4;
  const makers: readonly [number, () => Step][] = [
    [6, () => ({ is: 'customer_writes' })],
    [1, () => ({ is: 'answers_on_the_phone' })],
    [2, () => ({ is: 'workflow_writes', answers: random() < 0.5 })],
    [4, () => ({ is: 'answer', by })],
    [1, () => ({ is: 'note', by })],
    [3, () => ({ is: 'join', by })],
    [2, () => ({ is: 'leave', by })],
    [2, () => ({ is: 'grab', by })],
    [2, () => ({ is: 'assign', to: random() < 0.25 ? null : pick(random, PEOPLE), force, by: actor })],
    [3, () => ({ is: 'transfer', to: pick(random, [...PEOPLE, ...TEAMS, ...TEAMS]), force, by: actor })],
    [2, () => ({ is: 'hand_over', to: pick(random, ['people', 'bot', 'bot']) })],
    [1, () => ({ is: 'snooze', seconds: pick(random, [null, 30, 3600, 100_000]), by: actor })],
    [2, () => ({ is: 'close', by: actor })],
    [1, () => ({ is: 'reopen', by: actor })],
  ];
  let left = random() * makers.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, make] of makers) {
    left -= weight;
    if (left < 0) return make();
  }
  return { is: 'customer_writes' };
}

/** How far the clock goes on between two rounds, in milliseconds: around every threshold, and far beyond. */
export function randomPause(random: Random): number {
  return pick(
    random,
    [0, 0, 1, 30_000, 60_001, 120_001, 180_000, 180_001, 300_001, 600_000, 1_800_001, 7_200_000, 40_000_001, 82_800_000, 86_400_001],
  );
}
