import type { TwilioAccount } from './state.ts';

/** `GET /2010-04-01/Accounts/{sid}.json`; the real one also shows the auth token, which has no business in a sandbox's log. */
export function describeAccount(account: TwilioAccount): unknown {
  const uri = `/2010-04-01/Accounts/${account.accountSid}`;
  return {
    sid: account.accountSid,
    owner_account_sid: account.accountSid,
    friendly_name: account.friendlyName,
    status: 'active',
    type: 'Full',
    date_created: 'Mon, 06 Jan 2025 08:00:00 +0000',
    date_updated: 'Mon, 06 Jan 2025 08:00:00 +0000',
    uri: `${uri}.json`,
    subresource_uris: { messages: `${uri}/Messages.json` },
  };
}

/** One of `GET /v2/Channels/Senders?Channel=whatsapp`: https://www.twilio.com/docs/whatsapp/api/senders */
export function describeSender(account: TwilioAccount, callbackUrl: string | null, baseUrl: string) {
  return {
    sid: account.senderSid,
    status: 'ONLINE',
    sender_id: account.from,
    friendly_name: account.friendlyName,
    configuration: { waba_id: '555020000000002', verification_method: null, verification_code: null, voice_application_sid: null },
    webhook: {
      callback_url: account.usesService === true ? null : callbackUrl,
      callback_method: 'POST',
      fallback_url: null,
      fallback_method: 'POST',
      status_callback_url: null,
      status_callback_method: 'POST',
    },
    profile: { name: account.friendlyName, about: null, address: null, description: null, vertical: null, websites: [], emails: [] },
    properties: { quality_rating: 'HIGH', messaging_limit: '1K Customers/24hr' },
    offline_reasons: null,
    url: `${baseUrl}/v2/Channels/Senders/${account.senderSid}`,
  };
}

/** `GET /v1/Services/{sid}`: https://www.twilio.com/docs/messaging/api/service-resource */
export function describeService(account: TwilioAccount, callbackUrl: string | null, baseUrl: string): unknown {
  const url = `${baseUrl}/v1/Services/${account.messagingServiceSid}`;
  return {
    sid: account.messagingServiceSid,
    account_sid: account.accountSid,
    friendly_name: account.friendlyName,
    inbound_request_url: account.usesService === true ? callbackUrl : null,
    inbound_method: 'POST',
    fallback_url: null,
    fallback_method: 'POST',
    status_callback: null,
    sticky_sender: true,
    smart_encoding: true,
    validity_period: 14_400,
    use_inbound_webhook_on_number: account.usesService !== true,
    usecase: 'undeclared',
    date_created: '2025-01-06T08:00:00Z',
    date_updated: '2025-01-06T08:00:00Z',
    url,
    links: { phone_numbers: `${url}/PhoneNumbers`, channel_senders: `${url}/ChannelSenders` },
  };
}
