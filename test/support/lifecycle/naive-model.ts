import { ORGANISATION_ADMIN, type Person, ROLES, type Rules, type Step, TEAMS, type TeamName } from './steps.ts';

/*
 * A conversation as docs/lifecycle.md tells of it, in the plainest way: one object in memory, its own arithmetic, nothing of the
 * gateway's code. What the gateway does must be what this does.
 */

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const WINDOW = 24 * HOUR;
const NOTICE = HOUR;

type Name = 'closed' | 'bot' | 'active' | 'rep_needed' | 'pending' | 'soon_overdue' | 'overdue';

/** What somebody is told: the event's type, what it says, and the status that the conversation had then. */
export type Told = `${string} ${string} [${Name}]`;

export class NaiveConversation {
  readonly #rules: Rules;
  now: number;
  exists = false;
  closed = false;
  handler: 'people' | 'bot' = 'people';
  team: TeamName = 'a';
  owner: Person | null = null;
  inside: readonly Person[] = [];
  waitsSince: number | null = null;
  snoozedUntil: number | null = null;
  #lastStatus: Name = 'active';
  #customerAt = 0;
  #wroteAt: number | null = null;
  #peopleAt: number | null = null;
  #queuedByWorkflow = 0;
  #soonTold: number | null = null;
  #overdueTold: { readonly since: number; times: number } | null = null;
  #windowTold: { readonly end: number; readonly isOver: boolean } | null = null;
  readonly told: Told[] = [];

  constructor(rules: Rules, now: number) {
    this.#rules = rules;
    this.now = now;
  }

  get status(): Name {
    if (this.closed) return 'closed';
    if (this.handler === 'bot') return 'bot';
    if (this.waitsSince === null) return 'active';
    if (this.inside.length === 0) return 'rep_needed';
    return { ok: 'pending', soon: 'soon_overdue', overdue: 'overdue' }[this.level ?? 'ok'] as Name;
  }

  get level(): 'ok' | 'soon' | 'overdue' | null {
    if (this.closed || this.waitsSince === null) return null;
    if (this.now > this.#later(this.waitsSince, this.#rules.overdueAfter)) return 'overdue';
    return this.now > this.#later(this.waitsSince, this.#rules.soonAfter) ? 'soon' : 'ok';
  }

  /** What somebody does, and what they are answered. */
  take(step: Step): string {
    const isFromOutside = step.is === 'customer_writes' || step.is === 'answers_on_the_phone';
    if (!this.exists && !isFromOutside) return 'nothing';
    const by = 'by' in step ? step.by : null;
    const unseen = by === null || step.is === 'leave' || step.is === 'answer' ? null : this.#whyUnseen(by);
    if (unseen !== null) return unseen;
    switch (step.is) {
      case 'customer_writes':
        return this.#customerWrites();
      case 'answers_on_the_phone':
        return this.#answersOnThePhone();
      case 'workflow_writes':
        return this.#workflowWrites(step.answers);
      case 'answer':
        return this.#answer(step.by);
      case 'note':
        return this.#tell('note.created');
      case 'join':
        if (this.closed) return 'conversation_closed';
        this.#enter(step.by);
        return this.#settle();
      case 'leave':
        this.#goOut(step.by);
        if (this.owner === step.by) this.#own(null);
        return this.#settle();
      case 'grab':
        return this.#grab(step.by);
      case 'assign':
        return this.#assign(step.to, step.force);
      case 'transfer':
        return this.#transfer(step.to, step.force, step.by);
      case 'hand_over':
        if (this.closed) return 'conversation_closed';
        this.#handTo(step.to);
        return this.#settle();
      case 'snooze':
        if (this.#isForeign(step.by)) return 'not_joined';
        if (this.closed) return 'conversation_closed';
        this.#snooze(step.seconds === null ? null : this.now + step.seconds * SECOND);
        return 'ok';
      case 'close':
        if (this.#isForeign(step.by)) return 'not_joined';
        this.#close(null);
        return 'ok';
      case 'reopen':
        if (this.closed) this.#begin();
        return this.#settle();
    }
  }

  #customerWrites(): string {
    this.#open();
    this.#wroteAt = this.now;
    this.#customerAt = this.now;
    this.#snooze(null);
    this.waitsSince ??= this.now;
    this.#tell('message.received');
    return this.#settle();
  }

  #answersOnThePhone(): string {
    this.#open();
    this.#takeFromBots();
    this.waitsSince = null;
    this.#tell('message.sent');
    return this.#settle();
  }

  #workflowWrites(answers: boolean): string {
    if (this.#isWindowShut()) return 'window_closed';
    this.#open();
    this.#queuedByWorkflow += 1;
    if (answers) this.waitsSince = null;
    return this.#settle();
  }

  #answer(by: Person): string {
    const team = this.closed ? 'a' : this.team;
    const unseen = this.closed ? this.#whyOutside(by, 'a') : this.#whyUnseen(by);
    if (unseen !== null) return unseen;
    const takes = team !== 'b' || ROLES.b[by] === 'representative';
    if (!this.closed && !(this.owner === null && takes) && !this.inside.includes(by)) return 'not_joined';
    if (this.#isWindowShut()) return 'window_closed';
    this.#open();
    this.#takeFromBots();
    this.#enter(by);
    if (takes && this.owner === null) this.#own(by);
    this.waitsSince = null;
    return this.#settle();
  }

  #grab(by: Person): string {
    if (this.team !== 'b') return 'not_supported';
    if (ROLES.b[by] !== 'representative') return 'forbidden';
    if (this.closed) return 'conversation_closed';
    if (this.owner === by) return 'ok';
    if (this.owner !== null) return 'already_taken';
    this.#handTo('people');
    this.#enter(by);
    this.#own(by);
    return this.#settle();
  }

  #assign(to: Person | null, force: boolean): string {
    if (this.closed) return 'conversation_closed';
    if (this.owner !== to && this.owner !== null && !force) return 'already_taken';
    if (to !== null) {
      this.#handTo('people');
      this.#enter(to);
    }
    if (this.owner !== to) this.#own(to);
    return this.#settle();
  }

  #transfer(to: Person | TeamName, force: boolean, by: Person | null): string {
    if (this.closed) return 'conversation_closed';
    const team = TEAMS.find((one) => one === to);
    const isThere = team === undefined ? this.owner === to : this.team === team && this.owner === null && this.inside.length === 0;
    if (isThere) return 'ok';
    if (this.#isForeign(by)) return 'not_joined';
    if (this.owner !== null && this.owner !== by && !force) return 'already_taken';
    const former = this.owner;
    this.#handTo('people');
    if (team === undefined) {
      const member = to as Person;
      this.#enter(member);
      this.#own(member);
      if (former !== null) this.#goOut(former);
    } else {
      for (const one of this.inside) this.#goOut(one);
      if (this.owner !== null) this.#own(null);
      this.team = team;
    }
    this.#tell('conversation.transferred', String(to));
    return this.#settle();
  }

  #whyOutside(by: Person, team: TeamName): string | null {
    return ROLES[team][by] === undefined && by !== ORGANISATION_ADMIN ? 'forbidden' : null;
  }

  #whyUnseen(by: Person): string | null {
    if (this.inside.includes(by) || this.owner === by || by === ORGANISATION_ADMIN) return null;
    const role = ROLES[this.team][by];
    if (role === undefined) return 'forbidden';
    return this.team === 'b' && !this.closed && this.owner !== null && role !== 'admin' ? 'already_taken' : null;
  }

  /** Somebody else's, for closing and passing on. */
  #isForeign(by: Person | null): boolean {
    return by !== null && by !== ORGANISATION_ADMIN && ROLES[this.team][by] !== 'admin' && !this.inside.includes(by);
  }

  #open(): void {
    if (!this.exists) {
      this.exists = true;
      this.handler = this.#rules.startsWith;
      this.#customerAt = this.now;
      this.#lastStatus = this.handler === 'bot' ? 'bot' : 'active';
      this.#tell('conversation.created');
    } else if (this.closed) this.#begin();
  }

  /** A new session: everything about the last one is over. */
  #begin(): void {
    this.closed = false;
    this.owner = null;
    this.inside = [];
    this.team = 'a';
    this.handler = this.#rules.startsWith;
    this.waitsSince = null;
    this.snoozedUntil = null;
    this.#customerAt = this.now;
    this.#peopleAt = null;
    this.#tell('conversation.reopened');
  }

  #close(reason: string | null): void {
    if (this.closed) return;
    this.closed = true;
    this.waitsSince = null;
    this.snoozedUntil = null;
    this.#tell('conversation.closed', reason ?? '');
    this.#settle();
  }

  #enter(person: Person): void {
    if (this.inside.includes(person)) return;
    this.inside = [...this.inside, person];
    this.#tell('conversation.joined', person);
  }

  #goOut(person: Person): void {
    if (!this.inside.includes(person)) return;
    this.inside = this.inside.filter((one) => one !== person);
    this.#tell('conversation.left', person);
  }

  #own(person: Person | null): void {
    const former = this.owner;
    this.owner = person;
    this.#tell('conversation.assigned', `${former ?? 'nobody'}>${person ?? 'nobody'}`);
  }

  #takeFromBots(): void {
    const isHeld = this.handler === 'people' && (this.owner !== null || this.inside.length > 0);
    for (; !isHeld && this.#queuedByWorkflow > 0; this.#queuedByWorkflow--) this.#tell('message.failed');
    this.#handTo('people');
    if (this.#peopleAt !== null) this.#peopleAt = this.now;
  }

  #handTo(to: 'people' | 'bot'): void {
    if (this.handler === to) return;
    const from = this.handler;
    this.handler = to;
    this.#peopleAt = to === 'people' ? this.now : null;
    this.#tell('conversation.handed_over', `${from}>${to}`);
  }

  #snooze(until: number | null): void {
    if (this.snoozedUntil === until) return;
    this.snoozedUntil = until;
    this.#tell('conversation.snoozed', until === null ? 'back' : 'away');
  }

  #comeBack(): void {
    this.#customerAt = Math.max(this.#customerAt, this.snoozedUntil ?? 0);
    if (this.#peopleAt !== null) this.#peopleAt = Math.max(this.#peopleAt, this.snoozedUntil ?? 0);
    this.#snooze(null);
  }

  #isWindowShut(): boolean {
    return this.#wroteAt === null || this.now >= this.#wroteAt + WINDOW;
  }

  #settle(): string {
    if (this.status !== this.#lastStatus) {
      const from = this.#lastStatus;
      this.#lastStatus = this.status;
      this.#tell('conversation.status_changed', `${from}>${this.status}`);
    }
    return 'ok';
  }

  #tell(type: string, what = ''): string {
    this.told.push(`${type} ${what} [${this.status}]`);
    return 'ok';
  }

  /** What is due by now happens, in the order of its times; of two at the same time the wait's before the window's before the rest. */
  tick(): void {
    if (!this.exists || this.closed) return;
    const due = this.#dueNow().filter(({ at }) => at <= this.now).toSorted((a, b) => a.at - b.at); // prettier-ignore
    for (const { happen } of due) if (!this.closed) happen();
    this.#settle();
  }

  #dueNow(): { readonly at: number; happen(): void }[] {
    const rules = this.#rules;
    const due: { readonly at: number; happen(): void }[] = [];
    const since = this.waitsSince;
    const isOverdueTold = this.#overdueTold !== null && this.#overdueTold.since === since;
    if (since !== null && this.#soonTold !== since && !isOverdueTold) {
      due.push({ at: this.#later(since, rules.soonAfter) + 1, happen: () => this.#tellLevel('conversation.soon_overdue') });
      if (due[0] !== undefined && due[0].at <= this.now) this.#soonTold = since;
    }
    if (since !== null) due.push(...this.#overdue(since));
    due.push(...this.#window());
    if (this.handler === 'bot' && since !== null) {
      due.push({ at: this.#later(since, rules.botTimeout) + 1, happen: () => this.#handTo('people') });
    }
    if (this.snoozedUntil !== null) due.push({ at: this.snoozedUntil, happen: () => this.#comeBack() });
    if (this.handler === 'people' && since === null && this.#peopleAt !== null && rules.giveBack !== null) {
      const at = Math.max(this.#peopleAt, this.snoozedUntil ?? 0) + rules.giveBack * SECOND + 1;
      due.push({ at, happen: () => this.#handTo('bot') });
    }
    const silent = Math.max(this.#customerAt, this.snoozedUntil ?? 0) + rules.autoClose * SECOND + 1;
    due.push({ at: silent, happen: () => this.#close(this.waitsSince === null ? 'inactive' : 'unanswered') });
    return due;
  }

  /** One that repeats is told once at a time, however many times it has missed. */
  #overdue(since: number): readonly { readonly at: number; happen(): void }[] {
    const { overdueAfter, overdueAgain } = this.#rules;
    const told = this.#overdueTold?.since === since ? this.#overdueTold.times : 0;
    const markAt = (times: number) => this.#later(since, overdueAfter + times * (overdueAgain ?? 0)) + 1;
    if (told > 0 && overdueAgain === null) return [];
    const at = markAt(told);
    if (at > this.now) return [];
    let times = told + 1;
    while (overdueAgain !== null && markAt(times) <= this.now) times += 1;
    this.#overdueTold = { since, times };
    return [{ at, happen: () => this.#tellLevel('conversation.overdue') }];
  }

  #window(): readonly { readonly at: number; happen(): void }[] {
    if (this.#wroteAt === null) return [];
    const end = this.#wroteAt + WINDOW;
    const told = this.#windowTold?.end === end ? this.#windowTold : null;
    const due: { readonly at: number; happen(): void }[] = [];
    if (told === null && end - NOTICE <= this.now)
      due.push({ at: end - NOTICE, happen: () => void this.#tell('conversation.window_closing') });
    if (told?.isOver !== true && end <= this.now) due.push({ at: end, happen: () => void this.#tell('conversation.window_closed') });
    if (due.length > 0) this.#windowTold = { end, isOver: end <= this.now };
    return due;
  }

  #tellLevel(type: string): void {
    this.#settle();
    this.#tell(type);
  }

  /** The moment when so many seconds have been waited. */
  #later(from: number, seconds: number): number {
    if (!this.#rules.inOfficeHours) return from + seconds * SECOND;
    let left = seconds * SECOND;
    for (let day = Math.floor(from / DAY) * DAY; ; day += DAY) {
      const weekday = new Date(day).getUTCDay();
      if (weekday === 0 || weekday === 6) continue;
      const begin = Math.max(from, day + 9 * HOUR);
      const room = day + 18 * HOUR - begin;
      if (room <= 0) continue;
      if (left <= room) return begin + left;
      left -= room;
    }
  }
}
