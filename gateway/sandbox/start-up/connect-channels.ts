import type { GatewayAccess } from '../business.ts';
import { DEMO_LINE, DEMO_WHATSAPP } from '../demo-accounts.ts';
import { listAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Sandbox } from '../server.ts';
import { callGateway } from './gateway-api.ts';
import type { Seed } from './seed.ts';

/** The ids of the gateway's channels that lead to the phones. */
export interface ConnectedChannels {
  readonly whatsapp: string;
  readonly line: string;
}

/**
 * Connects the sandbox's two accounts to the gateway, as a person would in the console: a channel each (made once, found
 * again later), and its webhook address entered at the platform, which for WhatsApp is checked with a challenge.
 */
export async function connectChannels(gateway: GatewayAccess, sandbox: Sandbox, seed: Seed): Promise<ConnectedChannels> {
  const known = listAt(await callGateway(gateway, 'GET', '/channels?limit=200'), 'data');
  const ensure = async (type: string, name: string, account: string, settings: JsonObject): Promise<unknown> => {
    const found = known.find((channel) => textAt(channel, 'type') === type && textAt(channel, 'settings', account) === settings[account]);
    const id = textAt(found, 'id');
    if (id !== undefined) return callGateway(gateway, 'PATCH', `/channels/${id}`, { settings });
    return callGateway(gateway, 'POST', '/channels', { type, name, settings, ...(type === 'whatsapp' ? { provider: 'cloud_api' } : {}) });
  };
  const whatsapp = await ensure('whatsapp', 'WhatsApp sandbox', 'phoneNumberId', {
    phoneNumberId: DEMO_WHATSAPP.phoneNumberId,
    businessAccountId: DEMO_WHATSAPP.businessAccountId,
    ...seed.whatsapp,
    apiBaseUrl: sandbox.graphUrl,
  });
  const line = await ensure('line', 'LINE sandbox', 'botUserId', {
    botUserId: DEMO_LINE.botUserId,
    ...seed.line,
    apiBaseUrl: sandbox.lineUrl,
  });
  sandbox.graph.connect(callbackOf(gateway, whatsapp));
  sandbox.line.connect(callbackOf(gateway, line));
  for (const standIn of [sandbox.graph, sandbox.line]) {
    const check = await standIn.verifyCallback();
    if (!check.ok)
      throw new Error(
        `the ${standIn.platform} webhook address was not accepted (${check.status ?? 'no answer'}): ${standIn.callbackUrl() ?? ''}`,
      );
  }
  return { whatsapp: textAt(whatsapp, 'id') ?? '', line: textAt(line, 'id') ?? '' };
}

/** The channel's webhook path, on this machine: its public address may lead through the internet. */
function callbackOf(gateway: GatewayAccess, channel: unknown): string {
  const address = textAt(channel, 'webhookUrl') ?? `/webhooks/${textAt(channel, 'id') ?? ''}`;
  return `${gateway.url}${new URL(address, gateway.url).pathname}`;
}
