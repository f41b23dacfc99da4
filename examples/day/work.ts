import type { Api, Conversation, Page } from './api.ts';
import type { DayClock } from './clock.ts';
import type { Business, Person } from './team.ts';

const LOOK_EVERY_MINUTES = 1;
const ANSWERS = [
  'Of course, I have put one aside for you.',
  'Let me look … yes, that works.',
  'It is on its way and arrives tomorrow.',
] as const;

/** One person's day: looks who waits, takes a customer, answers, and closes what is done. Ends when `isOver` says so. */
export async function workThrough(
  person: Person,
  {
    api,
    clock,
    business,
    isOver,
  }: { readonly api: Api; readonly clock: DayClock; readonly business: Business; readonly isOver: () => boolean },
): Promise<void> {
  let answered = 0;
  while (!isOver()) {
    const minute = clock.minute();
    const isAway = person.away.some(([from, to]) => minute >= from && minute < to);
    const customer = isAway ? undefined : await nextCustomer(api, person);
    if (customer === undefined) {
      await clock.wait(LOOK_EVERY_MINUTES);
      continue;
    }
    if (!(await take(api, person, customer))) continue;
    await clock.wait(person.answerMinutes);
    await serve(api, person, customer, business, ANSWERS[answered % ANSWERS.length] ?? ANSWERS[0]);
    answered++;
  }
}

/** Who has waited longest of those this person may serve. The lead steps in where somebody is overdue, whoever's they are. */
async function nextCustomer(api: Api, person: Person): Promise<Conversation | undefined> {
  const query = person.leads ? 'waiting=overdue' : `waiting=any&teamId=${person.teamId}`;
  const { data } = await api.call<Page<Conversation>>('GET', `/conversations?${query}&sort=waiting&limit=50`);
  return data.find((one) => one.assigneeId === person.id) ?? data.find((one) => person.leads || one.participants.length === 0);
}

/** Whether it is theirs to answer now. Of two who join at once the first stays; of those who grab, the gateway lets one win. */
async function take(api: Api, person: Person, customer: Conversation): Promise<boolean> {
  const at = `/conversations/${customer.id}`;
  const way = person.grabs && customer.assigneeId === null ? 'grab' : 'join';
  const { status, body } = await api.attempt<Conversation>('POST', `${at}/${way}`, { memberId: person.id });
  if (status !== 200) return false;
  if (person.leads || way === 'grab' || body.participants[0]?.memberId === person.id) return true;
  await api.call('POST', `${at}/leave`, { memberId: person.id });
  return false;
}

/** Answers who still waits, or hands on what belongs to orders. What is answered is closed; who writes again opens a new session. */
async function serve(api: Api, person: Person, customer: Conversation, business: Business, text: string): Promise<void> {
  const at = `/conversations/${customer.id}`;
  const { waiting } = await api.call<Conversation>('GET', at);
  if (waiting === null) return;
  const isForOrders = customer.lastMessage?.summary.includes('invoice') === true && customer.teamId !== business.ordersTeamId;
  if (isForOrders) {
    await api.attempt('POST', `${at}/transfer`, {
      teamId: business.ordersTeamId,
      note: 'Asks about an invoice.',
      memberId: person.id,
      force: true,
    });
    return;
  }
  const { status } = await api.attempt('POST', `${at}/messages`, { content: { type: 'text', text }, memberId: person.id });
  if (status === 202) await api.attempt('POST', `${at}/close`, { reason: 'answered', memberId: person.id });
}
