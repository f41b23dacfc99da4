import type { GatewayAccess } from '../business.ts';
import { listAt, textAt } from '../json.ts';
import type { Sandbox } from '../server.ts';
import type { ConnectedChannels } from './connect-channels.ts';
import { callGateway } from './gateway-api.ts';

const QUESTION = 'Hello! Do you still have the harbour atlas?';
const ANSWER = 'Hello Ana! Yes, two copies are left. Shall we keep one for you?';

/**
 * Something to look at: a customer writes on each phone, and the first is answered through the gateway's public API. The
 * others wait for whoever opens the page. Rejects where a webhook is not taken or the answer is refused.
 */
export async function sayFirstWords(gateway: GatewayAccess, sandbox: Sandbox, channels: ConnectedChannels): Promise<void> {
  const words = [
    { standIn: sandbox.graph, text: QUESTION },
    { standIn: sandbox.line, text: 'Hi, until when are you open today?' },
    { standIn: sandbox.messenger, text: 'Do you ship to Beirut?' },
    { standIn: sandbox.messenger.instagram, text: 'Saw your story – is the sea chart still there?' },
    { standIn: sandbox.wechat, text: '你好，请问今天几点关门？' },
    { standIn: sandbox.twilio, text: 'Is my order HB-1042 ready?' },
  ];
  for (const { standIn, text } of words) {
    const [customer] = standIn?.customers() ?? [];
    if (standIn === null || customer === undefined) continue;
    const said = standIn.saysJson(customer.id, { type: 'text', text });
    const outcome = typeof said === 'string' ? undefined : await said.webhook;
    if (outcome?.is !== 'delivered') throw new Error(`the gateway did not take the first ${standIn.platform} message`);
  }
  const conversations = listAt(await callGateway(gateway, 'GET', `/conversations?channelId=${channels.whatsapp}`), 'data');
  const asked = conversations.find((conversation) => textAt(conversation, 'lastMessage', 'summary') === QUESTION);
  const id = textAt(asked, 'id');
  if (id === undefined) throw new Error('the first message is not among the conversations');
  await callGateway(gateway, 'POST', `/conversations/${id}/messages`, { content: { type: 'text', text: ANSWER }, answers: true });
}
