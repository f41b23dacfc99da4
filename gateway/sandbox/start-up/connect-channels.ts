import type { GatewayAccess } from '../business.ts';
import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT, DEMO_WHATSAPP } from '../demo-accounts.ts';
import { listAt, optional, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { isLoopbackUrl } from '../loopback.ts';
import type { Sandbox } from '../server.ts';
import type { Platform, StandIn } from '../stand-in.ts';
import { callGateway } from './gateway-api.ts';
import type { Seed } from './seed.ts';

/** The ids of the gateway's channels that lead to the phones. */
export type ConnectedChannels = Readonly<Record<Platform, string>>;

/** A channel as it is to be: what its form in the console would say. */
interface Wanted {
  readonly type: string;
  readonly provider?: string;
  readonly name: string;
  /** The setting that names the account on the platform. */
  readonly account: string;
  readonly settings: JsonObject;
}

/**
 * Connects the sandbox's accounts to the gateway, as a person would in the console: a channel each (made once, found again
 * later), and its webhook address entered at the platform, which most check at once. Rejects where the gateway refuses a
 * channel, or its answer to the check is wrong.
 */
export async function connectChannels(gateway: GatewayAccess, sandbox: Sandbox, seed: Seed): Promise<ConnectedChannels> {
  const known = listAt(await callGateway(gateway, 'GET', '/channels?limit=200'), 'data');
  const wanted = wantedChannels(sandbox, seed);
  const connect = async (standIn: StandIn): Promise<string> => {
    const channel = await ensure(gateway, known, wanted[standIn.platform === 'instagram' ? 'facebook' : standIn.platform]);
    standIn.connect(callbackOf(gateway, channel));
    const address = textAt(channel, 'webhookUrl') ?? '';
    // Twilio signs the address that was entered, so it has to know the one the gateway is known by.
    if (standIn === sandbox.twilio) sandbox.twilio.publishAs(URL.canParse(address) && !isLoopbackUrl(address) ? address : null);
    const check = await standIn.verifyCallback();
    if (!check.ok)
      throw new Error(
        `the ${standIn.platform} webhook address was not accepted (${check.status ?? 'no answer'}): ${standIn.callbackUrl() ?? ''}`,
      );
    return textAt(channel, 'id') ?? '';
  };
  const whatsapp = await connect(sandbox.graph);
  const line = await connect(sandbox.line);
  const facebook = await connect(sandbox.messenger);
  return {
    whatsapp,
    line,
    facebook,
    // The Page's channel serves its Instagram account, too.
    instagram: facebook,
    wechat: await connect(sandbox.wechat),
    twilio: await connect(sandbox.twilio),
  };
}

function wantedChannels(sandbox: Sandbox, seed: Seed): Readonly<Record<Exclude<Platform, 'instagram'>, Wanted>> {
  const { phoneNumberId, businessAccountId } = DEMO_WHATSAPP;
  const { accountSid, from } = DEMO_TWILIO;
  return {
    whatsapp: {
      type: 'whatsapp',
      provider: 'cloud_api',
      name: 'WhatsApp sandbox',
      account: 'phoneNumberId',
      settings: { phoneNumberId, businessAccountId, ...seed.whatsapp, apiBaseUrl: sandbox.graphUrl },
    },
    line: {
      type: 'line',
      name: 'LINE sandbox',
      account: 'botUserId',
      settings: { botUserId: DEMO_LINE.botUserId, ...seed.line, apiBaseUrl: sandbox.lineUrl },
    },
    facebook: {
      type: 'facebook',
      name: 'Messenger sandbox',
      account: 'pageId',
      settings: {
        pageId: DEMO_MESSENGER.pageId,
        ...optional('instagramAccountId', DEMO_MESSENGER.instagram?.accountId),
        ...seed.messenger,
        apiBaseUrl: sandbox.messengerUrl,
      },
    },
    wechat: {
      type: 'wechat',
      name: 'WeChat sandbox',
      account: 'appId',
      settings: { appId: DEMO_WECHAT.appId, ...seed.wechat, apiBaseUrl: sandbox.wechatUrl },
    },
    twilio: {
      type: 'whatsapp',
      provider: 'twilio',
      name: 'WhatsApp sandbox (Twilio)',
      account: 'accountSid',
      settings: { accountSid, from, ...seed.twilio, apiBaseUrl: sandbox.twilioUrl },
    },
  };
}

/** The channel of this account: the one there is, with today's settings, or a new one. */
async function ensure(gateway: GatewayAccess, known: readonly unknown[], wanted: Wanted): Promise<unknown> {
  const { type, provider, name, account, settings } = wanted;
  const found = known.find((channel) => textAt(channel, 'type') === type && textAt(channel, 'settings', account) === settings[account]);
  const id = textAt(found, 'id');
  if (id !== undefined) return callGateway(gateway, 'PATCH', `/channels/${id}`, { settings });
  return callGateway(gateway, 'POST', '/channels', { type, name, settings, ...(provider === undefined ? {} : { provider }) });
}

/** The channel's webhook path, on this machine: its public address may lead through the internet. */
function callbackOf(gateway: GatewayAccess, channel: unknown): string {
  const address = textAt(channel, 'webhookUrl') ?? `/webhooks/${textAt(channel, 'id') ?? ''}`;
  return `${gateway.url}${new URL(address, gateway.url).pathname}`;
}
