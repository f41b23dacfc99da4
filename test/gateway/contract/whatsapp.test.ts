import { createHmac } from 'node:crypto';
import { whatsappCloud, type WhatsappSettings } from '../../../gateway/src/channels/whatsapp/index.ts';
import { describeChannel } from './channels.contract.ts';

const settings: WhatsappSettings = {
  phoneNumberId: '555000111222',
  businessAccountId: '555999888777',
  accessToken: 'EAAtoken-for-tests-only',
  appSecret: 'app-secret-for-tests-only',
  verifyToken: 'verify-token-for-tests-only',
  graphVersion: 'v25.0',
};

const metadata = { display_phone_number: '15550001112', phone_number_id: '555000111222' };
const change = (field: string, value: object) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '555999888777', time: 1_790_000_000, changes: [{ field, value }] }],
});
const messages = (...items: object[]) =>
  change('messages', {
    messaging_product: 'whatsapp',
    metadata,
    contacts: [{ profile: { name: 'Ana Lima' }, wa_id: '15550100001', user_id: 'US.5550001' }],
    messages: items,
  });
const head = (id: string) => ({ from: '15550100001', id: `wamid.${id}`, timestamp: '1790000001' });

describeChannel({
  name: 'WhatsApp Cloud API',
  channel: whatsappCloud,
  settings,
  withSecret: (appSecret) => ({ ...settings, appSecret }),
  signature: { in: 'header', name: 'x-hub-signature-256', prefix: 'sha256=' },
  sign: (body, secret = settings.appSecret) => ({
    headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` },
  }),
  handshake: {
    genuine: { 'hub.mode': 'subscribe', 'hub.verify_token': settings.verifyToken, 'hub.challenge': '1158201444' },
    wrong: { 'hub.mode': 'subscribe', 'hub.verify_token': 'something else', 'hub.challenge': '1158201444' },
    answer: '1158201444',
  },
  secrets: [settings.accessToken, settings.appSecret, settings.verifyToken],
  fixtures: {
    folder: 'whatsapp_cloud',
    kinds: {
      api: null,
      'signature-vector': null,
      errors: ['health'],
      'field:account_alerts': ['health'],
      'field:account_review_update': ['health'],
      'field:account_update': ['health'],
      'field:business_capability_update': ['health'],
      'field:calls': ['ignored', 'health'],
      'field:group_lifecycle_update': ['notice:joined'],
      'field:group_participants_update': ['notice:member_left'],
      'field:group_settings_update': ['notice:other'],
      'field:group_status_update': ['notice:other'],
      'field:history': ['ignored'],
      'field:message_template_components_update': ['template_status'],
      'field:message_template_quality_update': ['template_status'],
      'field:message_template_status_update': ['template_status'],
      'field:partner_solutions': ['ignored'],
      'field:payment_configuration_update': ['ignored'],
      'field:phone_number_name_update': ['health'],
      'field:phone_number_quality_update': ['health'],
      'field:security': ['health'],
      'field:smb_app_state_sync': ['ignored'],
      'field:smb_message_echoes': ['echo:text', 'edit', 'revoke'],
      'field:template_category_update': ['template_status'],
      'field:user_id_update': ['identity_change'],
      'field:user_preferences': ['opt_out'],
      'message:audio': ['message:audio'],
      'message:audio+context': ['message:audio'],
      'message:button': ['message:choice_reply'],
      'message:button+context': ['message:choice_reply'],
      'message:contacts': ['message:contacts'],
      'message:document': ['message:file'],
      'message:document+context': ['message:file'],
      'message:edit': ['edit'],
      // One sample is a message of the field `history`, which is not read into conversations.
      'message:image': ['message:image', 'ignored'],
      'message:interactive+context': ['message:unsupported'],
      'message:interactive:button_reply+context': ['message:choice_reply'],
      'message:interactive:call_permission_reply+context': ['message:form_reply'],
      'message:interactive:list_reply+context': ['message:choice_reply'],
      'message:interactive:nfm_reply+context': ['message:form_reply'],
      'message:interactive:payment_method': ['message:form_reply'],
      'message:location': ['message:location'],
      'message:location+context': ['message:location'],
      'message:order': ['message:form_reply'],
      'message:reaction': ['reaction'],
      'message:revoke': ['revoke'],
      'message:sticker': ['message:sticker'],
      'message:system': ['identity_change', 'notice:other'],
      'message:text': ['message:text'],
      'message:text+context': ['message:text'],
      'message:text+referral': ['message:text'],
      'message:unsupported': ['message:unsupported'],
      'message:video': ['message:video'],
      'message:video+context': ['message:video'],
      'status:RINGING': ['ignored'],
      'status:delivered': ['status:delivered'],
      'status:failed': ['status:failed'],
      'status:played': ['status:read'],
      'status:read': ['status:read'],
      'status:sent': ['status:sent'],
    },
  },
  ownExamples: [
    messages(
      { ...head('A1'), type: 'text', text: { body: 'Olá, está aberto?' }, context: { from: '15550001112', id: 'wamid.Q' } },
      { ...head('A2'), type: 'image', image: { id: '777001', mime_type: 'image/jpeg', caption: 'This one' } },
      { ...head('A3'), type: 'reaction', reaction: { message_id: 'wamid.Q', emoji: '👍' } },
      {
        ...head('A4'),
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'first' } },
      },
      {
        ...head('A5'),
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"a":1}', name: 'flow', body: 'Sent' } },
      },
      {
        ...head('A6'),
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Bo' }, phones: [{ phone: '+1 555 010 0002', type: 'CELL' }] }],
      },
      { ...head('A7'), type: 'edit', edit: { original_message_id: 'wamid.A1', message: { type: 'text', text: { body: 'Olá' } } } },
      { ...head('A8'), type: 'system', system: { type: 'user_changed_number', wa_id: '15550100009', body: 'changed' } },
      { ...head('A9'), group_id: 'GRP1', type: 'text', text: { body: 'hi all' }, referral: { source_type: 'ad', source_id: '1' } },
    ),
    change('messages', {
      metadata,
      statuses: [
        { id: 'wamid.B1', status: 'read', timestamp: '1790000002', recipient_id: '15550100001', biz_opaque_callback_data: 'msg_1' },
        { id: 'wamid.B2', status: 'failed', timestamp: '1790000003', errors: [{ code: 131047, title: 'Re-engagement message' }] },
      ],
      errors: [{ code: 131000, title: 'Something went wrong' }],
    }),
    change('message_template_status_update', { event: 'APPROVED', message_template_id: 5550001, message_template_name: 'hello' }),
    change('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'X', expiration: 1 }] }),
    change('group_participants_update', {
      metadata,
      groups: [{ group_id: 'GRP1', timestamp: '1790000004', added_participants: [{ wa_id: 1 }] }],
    }),
    change('user_preferences', { metadata, user_preferences: [{ wa_id: '15550100001', value: 'stop', timestamp: 1_790_000_005 }] }),
    change('user_id_update', { metadata, user_id_update: [{ wa_id: '15550100001', user_id: { previous: 'US.1', current: 'US.2' } }] }),
    change('smb_message_echoes', {
      metadata,
      message_echoes: [{ ...head('E1'), to: '15550100001', type: 'text', text: { body: 'from the phone' } }],
    }),
  ],
  to: { keys: [{ kind: 'phone', value: '15550100001' }], kind: 'person', freeReply: null, quoted: null, window: 'open' },
  accepted: {
    messaging_product: 'whatsapp',
    contacts: [{ input: '15550100001', wa_id: '15550100001' }],
    messages: [{ id: 'wamid.SENT1' }],
  },
  errorBody: (message) => ({ error: { message, type: 'OAuthException', code: 190, fbtrace_id: 'X' } }),
  textOfPart: (part) => (part.body as { text: { body: string } }).text.body,
});
