import type { GatewayAccess } from '../business.ts';
import { listAt, textAt } from '../json.ts';
import type { Sandbox } from '../server.ts';
import { callGateway } from './gateway-api.ts';

const NAME = 'Harbour Books';

/**
 * Gives the shop its chat: a widget channel for its origin (made once, found again later), and the line of script on its pages. Rejects
 * where the gateway refuses the channel.
 */
export async function connectShop(gateway: GatewayAccess, sandbox: Sandbox): Promise<void> {
  const settings = {
    // A browser takes these two for different sites.
    allowedOrigins: [sandbox.url, sandbox.url.replace('127.0.0.1', 'localhost')],
    appearance: { colour: '#0d6b78', title: NAME },
    welcome: 'Hello! Ask us anything about books, charts and your orders.',
  };
  const known = listAt(await callGateway(gateway, 'GET', '/channels?limit=200&type=widget'), 'data');
  const found = textAt(
    known.find((one) => textAt(one, 'name') === NAME),
    'id',
  );
  const channel =
    found === undefined
      ? await callGateway(gateway, 'POST', '/channels', { type: 'widget', name: NAME, settings })
      : await callGateway(gateway, 'PATCH', `/channels/${found}`, { settings });
  sandbox.shop.putWidget({ origin: gateway.url, channelId: textAt(channel, 'id') ?? '' });
}
