import { createHmac } from 'node:crypto';
import { type WidgetSettings, widget } from '../../../gateway/src/channels/widget/index.ts';
import { questionsOf, widgetSettings } from '../../../gateway/src/channels/widget/settings.ts';
import { signatureOf, verifyIdentity } from '../../../gateway/src/channels/widget/verify.ts';
import { addressOf } from '../support/channel-io.ts';
import { describeChannel, post } from './channels.contract.ts';

const identitySecret = 'contract-identity-secret';
const settings: WidgetSettings = widgetSettings.parse({ allowedOrigins: ['https://shop.example'], identitySecret });

const visitor = { id: 'vis_01JD00000000000000000000AA', userId: 'user-42', name: 'Noor', locale: 'nl' };
const ownExamples = [
  {
    visitor,
    events: [
      { type: 'message', clientId: 'c-0000001', sentAt: 1_700_000_000_000, content: { type: 'text', text: 'hi 🐇' } },
      {
        type: 'message',
        clientId: 'c-0000002',
        content: { type: 'image', attachment: { mediaId: 'att_01JD00000000000000000000AA' }, caption: 'look' },
        quoted: 'msg_01JD00000000000000000000AA',
        source: { kind: 'site', ref: 'spring', url: 'https://shop.example/sale' },
      },
      { type: 'message', clientId: 'c-0000003', content: { type: 'choice_reply', optionId: 'm', label: 'Medium' } },
      { type: 'message', clientId: 'c-0000004', content: { type: 'form_reply', fields: { email: 'noor@example.com', size: ['m', 'l'] } } },
    ],
  },
  {
    visitor: { id: 'vis_01JD00000000000000000000BB' },
    events: [
      { type: 'status', messageId: 'msg_01JD00000000000000000000AA', state: 'delivered' },
      { type: 'status', messageId: 'msg_01JD00000000000000000000AA', state: 'read' },
      { type: 'reaction', id: 'r1', target: 'msg_01JD00000000000000000000AA', emoji: '👍' },
      { type: 'identified' },
      { type: 'something new' },
    ],
  },
];

describeChannel<WidgetSettings>({
  name: 'widget',
  channel: widget,
  settings,
  withSecret: (secret) => ({ ...settings, identitySecret: secret }),
  signature: { in: 'header', name: 'x-parley-signature', prefix: '' },
  sign: (body, secret = identitySecret) => ({ headers: { 'x-parley-signature': createHmac('sha256', secret).update(body).digest('hex') } }),
  handshake: null,
  secrets: [identitySecret],
  fixtures: null,
  ownExamples,
  to: addressOf([{ kind: 'visitor_id', value: visitor.id }]),
  accepted: {},
  errorBody: (message) => ({ message }),
  callsNobody: true,
  textOfPart: ({ body }) => (typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : ''),
});

describe('the widget’s own words', () => {
  const parse = (example: unknown) => widget.parse(post(JSON.stringify(example)), settings, 0) ?? [];

  test('a visitor the site vouches for goes by the site’s id first, and by this browser’s', () => {
    const [event] = parse(ownExamples[0]);
    expect(event).toMatchObject({
      is: 'message',
      externalId: `${visitor.id}.c-0000001`,
      from: { name: 'Noor', keys: [{ kind: 'user_id', value: 'user-42' }, { kind: 'visitor_id', value: visitor.id }] }, // prettier-ignore
    });
  });
  test('a file is named by its upload and by whose it must be', () => {
    expect(parse(ownExamples[0])[1]).toMatchObject({
      content: { type: 'image', attachment: { ref: { upload: 'att_01JD00000000000000000000AA', visitorId: visitor.id } } },
    });
  });
  test('what is no event of the wire is left alone, and does not take the others with it', () => {
    expect(parse(ownExamples[1]).map((event) => event.is)).toEqual(['status', 'status', 'reaction', 'notice', 'ignored']);
  });
});

test.each([
  ['the channel has no identity secret', '', undefined],
  ['the channel has no identity secret', '', ''],
  ['the request has no x-parley-signature', undefined, identitySecret],
  ['the request has no x-parley-signature', '', identitySecret],
  ['x-parley-signature does not fit the body', signatureOf('another body', identitySecret), identitySecret],
])('a forged request to the widget says why: %s', (why, signature, secret) => {
  const request = post('{}', signature === undefined ? {} : { 'x-parley-signature': signature });
  expect(widget.verify(request, { ...settings, identitySecret: secret }, 0)).toEqual({ is: 'forged', why });
});

describe('an identity', () => {
  const now = 1_700_000_000_000;
  const sign = (id: string, expires: number, secret = identitySecret) => ({
    id,
    expires,
    signature: signatureOf(`${expires}.${id}`, secret),
  });

  test('is believed until it expires', () => {
    expect(verifyIdentity(sign('user-42', now / 1000 + 1), settings, now)).toBe('valid');
    expect(verifyIdentity(sign('user-42', now / 1000), settings, now)).toBe('expired');
  });
  test.each([
    ['another id', { ...sign('user-42', now / 1000 + 60), id: 'user-43' }],
    ['a later expiry', { ...sign('user-42', now / 1000 + 60), expires: now / 1000 + 61 }],
    ['another secret', sign('user-42', now / 1000 + 60, 'the secret of another account')],
    ['no signature', { id: 'user-42', expires: now / 1000 + 60, signature: '' }],
    ['a short one', { id: 'user-42', expires: now / 1000 + 60, signature: 'ab' }],
  ])('with %s is forged', (_what, claimed) => expect(verifyIdentity(claimed, settings, now)).toBe('forged'));
  test('is forged where the channel has no secret, also when it is signed with an empty one', () => {
    expect(verifyIdentity(sign('user-42', now / 1000 + 60, ''), { identitySecret: undefined }, now)).toBe('forged');
    expect(verifyIdentity(sign('user-42', now / 1000 + 60, ''), { identitySecret: '' }, now)).toBe('forged');
  });
});

describe('the widget’s settings', () => {
  test.each([
    'shop.example',
    'https://shop.example/path',
    'https://*.example',
    '*',
    'null',
    'ftp://shop.example',
    'https://a@shop.example',
  ])('%s is no origin', (text) => {
    expect(widgetSettings.safeParse({ allowedOrigins: [text] }).success).toBe(false);
  });
  test('an origin is kept as browsers write it', () => {
    expect(widgetSettings.parse({ allowedOrigins: ['HTTPS://Shop.Example:443/', 'https://shop.example'] }).allowedOrigins).toEqual([
      'https://shop.example',
    ]);
  });
  test('a known question needs no more than its name', () => {
    expect(questionsOf({ ...settings, preChat: ['email*'] })).toEqual([{ name: 'email', type: 'email', required: true }]);
  });
});
