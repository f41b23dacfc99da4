import type { ConnectedChannels } from '../../gateway/sandbox/start-up/connect-channels.ts';
import type { Api } from './api.ts';
import type { DayClock } from './clock.ts';

/** One of the five, and how they work. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  /** In a team that grabs, one hand is faster than the others. */
  readonly grabs: boolean;
  /** Leads: looks after whoever has waited too long, in both teams. */
  readonly leads: boolean;
  /** Minutes of the day that an answer takes. */
  readonly answerMinutes: number;
  /** Minutes since the opening in which they are away. */
  readonly away: readonly (readonly [from: number, to: number])[];
}

export interface Business {
  readonly people: readonly Person[];
  readonly ordersTeamId: string;
}

const NOON = 180;

/**
 * Five people in two teams: the front desk shares its customers on WhatsApp, LINE and WeChat; orders (Messenger, Twilio) grabs them.
 * Thresholds are the organisation's three and five minutes, in the day's time.
 */
export async function openBusiness(api: Api, channels: ConnectedChannels, clock: DayClock): Promise<Business> {
  await api.call('PATCH', '/settings', { soonAfterSeconds: clock.seconds(3), overdueAfterSeconds: clock.seconds(5) + 1 });
  const hire = async (name: string, role: 'admin' | 'agent') => {
    const { id } = await api.call<{ id: string }>('POST', '/members', { name, role, email: `${name.toLowerCase()}@harbour-books.example` });
    await api.call('PATCH', `/members/${id}`, { availability: 'online' });
    return id;
  };
  const [mara, jonas, pia] = [await hire('Mara', 'admin'), await hire('Jonas', 'agent'), await hire('Pia', 'agent')];
  const [sam, lin] = [await hire('Sam', 'agent'), await hire('Lin', 'agent')];
  const member = (memberId: string, role = 'representative') => ({ memberId, role });
  const { id: front } = await api.call<{ id: string }>('POST', '/teams', {
    name: 'Front desk',
    mode: 'collaboration',
    members: [member(mara, 'admin'), member(jonas), member(pia)],
    channelIds: [channels.whatsapp, channels.line, channels.wechat],
  });
  const { id: orders } = await api.call<{ id: string }>('POST', '/teams', {
    name: 'Orders',
    mode: 'grab',
    members: [member(mara, 'admin'), member(sam), member(lin)],
    channelIds: [channels.facebook, channels.twilio],
  });
  const person = (id: string, name: string, teamId: string, answerMinutes: number, away: Person['away'] = []): Person => ({
    id, name, teamId, answerMinutes, away, grabs: teamId === orders, leads: false,
  }); // prettier-ignore
  return {
    ordersTeamId: orders,
    people: [
      { ...person(mara, 'Mara', front, 2), leads: true },
      person(jonas, 'Jonas', front, 2, [[NOON, NOON + 45]]),
      person(pia, 'Pia', front, 3, [[NOON + 45, NOON + 90]]),
      person(sam, 'Sam', orders, 2, [[NOON, NOON + 60]]),
      // The slow one: this is where customers are overdue.
      person(lin, 'Lin', orders, 6),
    ],
  };
}
