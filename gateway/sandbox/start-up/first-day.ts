import type { GatewayAccess } from '../business.ts';
import { listAt, textAt } from '../json.ts';
import type { Sandbox } from '../server.ts';
import type { StandIn } from '../stand-in.ts';
import { callGateway } from './gateway-api.ts';

/** Colleagues who cannot sign in, so that there is somebody to hand conversations to. */
const COLLEAGUES = [
  { name: 'Mia Laurent', email: 'mia.laurent@example.com', role: 'agent' },
  { name: 'Tom Okoye', email: 'tom.okoye@example.com', role: 'agent' },
] as const;

const ANSWERS = [
  { name: 'Opening hours', language: 'en', text: 'Hello {{contact.name}}, we are open from nine to six, on Sundays from ten to four.' },
  { name: 'Thank you', language: 'en', text: 'Thank you, {{contact.name}}! Write any time.' },
] as const;

/** What the second customer of each phone says, one after the other. */
const TALKS: readonly { readonly phone: (sandbox: Sandbox) => StandIn | null; readonly said: readonly object[] }[] = [
  { phone: ({ graph }) => graph, said: [{ type: 'image', caption: 'Is this the edition you have?' }, { type: 'voice' }] },
  { phone: ({ line }) => line, said: [{ type: 'sticker', packageId: '446', stickerId: '1988' }, { type: 'text', text: '地圖集還有嗎？' }] },
  { phone: ({ messenger }) => messenger, said: [{ type: 'text', text: 'Thank you, the parcel is here!' }] },
  { phone: ({ messenger }) => messenger.instagram, said: [{ type: 'text', text: 'Do you take old sea charts in payment?' }, { type: 'image' }] },
  { phone: ({ wechat }) => wechat, said: [{ type: 'text', text: '我在附近，怎么走？' }, { type: 'location', latitude: 33.9012, longitude: 35.5209, label: '港口' }] },
  { phone: ({ twilio }) => twilio, said: [{ type: 'contacts', contacts: [{ name: 'Ravi Menon', phone: '+15555550163' }] }, { type: 'text', text: 'Please call my brother about the order.' }] },
]; // prettier-ignore

/**
 * The rest of a day at the harbour bookshop, once, on a gateway where nobody was yet: colleagues, prepared answers, pictures and voices, a
 * conversation that somebody has and one that is over. Rejects where the gateway refuses some of it.
 */
export async function layOutADay(gateway: GatewayAccess, sandbox: Sandbox): Promise<void> {
  const known = listAt(await callGateway(gateway, 'GET', '/members'), 'data').map((member) => textAt(member, 'email'));
  if (COLLEAGUES.some(({ email }) => known.includes(email))) return;
  const [mia] = await Promise.all(COLLEAGUES.map((one) => callGateway(gateway, 'POST', '/members', one)));
  for (const answer of ANSWERS) await callGateway(gateway, 'POST', '/templates', answer);
  for (const { phone, said } of TALKS) {
    for (const one of said) await say(phone(sandbox), one);
  }
  const open = listAt(await callGateway(gateway, 'GET', '/conversations?sort=updated'), 'data');
  const about = (words: string) =>
    textAt(
      open.find((one) => textAt(one, 'lastMessage', 'summary')?.includes(words)),
      'id',
    );
  const [asks, thanks] = [about('sea charts'), about('Thank you')];
  const mias = about('地圖集');
  if (mias !== undefined) {
    await callGateway(gateway, 'POST', `/conversations/${mias}/assign`, { assigneeId: textAt(mia, 'id') });
    await callGateway(gateway, 'POST', `/conversations/${mias}/notes`, {
      text: 'She asked in the shop yesterday. The second edition is kept for her.',
    });
  }
  if (asks !== undefined) await callGateway(gateway, 'POST', `/conversations/${asks}/tags`, { add: ['charts'] });
  if (thanks !== undefined) await callGateway(gateway, 'POST', `/conversations/${thanks}/close`, { reason: 'answered' });
}

async function say(standIn: StandIn | null, said: object): Promise<void> {
  const customer = standIn?.customers()[1];
  if (standIn === null || customer === undefined) return;
  const done = standIn.saysJson(customer.id, said);
  const outcome = typeof done === 'string' ? undefined : await done.webhook;
  if (outcome?.is !== 'delivered') throw new Error(`the gateway did not take a ${standIn.platform} message of the first day`);
}
