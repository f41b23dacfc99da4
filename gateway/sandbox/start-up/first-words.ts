import type { GatewayAccess } from '../business.ts';
import { DEMO_LINE_CUSTOMERS, DEMO_WHATSAPP_CUSTOMERS } from '../demo-accounts.ts';
import { listAt, textAt } from '../json.ts';
import type { Sandbox } from '../server.ts';
import type { ConnectedChannels } from './connect-channels.ts';
import { callGateway } from './gateway-api.ts';

const QUESTION = 'Hello! Do you still have the harbour atlas?';
const ANSWER = 'Hello Ana! Yes, two copies are left. Shall we keep one for you?';
const LINE_QUESTION = 'Hi, until when are you open today?';

/**
 * Something to look at: a customer writes on each phone, and the first is answered through the gateway's public API. The
 * second waits for whoever opens the page. Rejects where a webhook is not taken or the answer is refused.
 */
export async function sayFirstWords(gateway: GatewayAccess, sandbox: Sandbox, channels: ConnectedChannels): Promise<void> {
  const [ana] = DEMO_WHATSAPP_CUSTOMERS;
  const [yuki] = DEMO_LINE_CUSTOMERS;
  if (ana === undefined || yuki === undefined) return;
  const said = [
    sandbox.graph.customerSays(ana, { type: 'text', text: QUESTION }),
    sandbox.line.customerSays(yuki, { type: 'text', text: LINE_QUESTION }),
  ];
  for (const { webhook } of said) {
    const outcome = await webhook;
    if (outcome.is !== 'delivered') throw new Error('the gateway did not take the first message');
  }
  const conversations = listAt(await callGateway(gateway, 'GET', `/conversations?channelId=${channels.whatsapp}`), 'data');
  const asked = conversations.find((conversation) => textAt(conversation, 'lastMessage', 'summary') === QUESTION);
  const id = textAt(asked, 'id');
  if (id === undefined) throw new Error('the first message is not among the conversations');
  await callGateway(gateway, 'POST', `/conversations/${id}/messages`, { content: { type: 'text', text: ANSWER }, answers: true });
}
