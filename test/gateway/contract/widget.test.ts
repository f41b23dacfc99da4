import { createHmac } from 'node:crypto';
import { type WidgetSettings, widget } from '../../../gateway/src/channels/widget/index.ts';
import { clientIdOf, externalIdOf } from '../../../gateway/src/channels/widget/parse.ts';
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
  const only = (event: unknown, by: unknown = visitor) => parse({ visitor: by, events: [event] })[0];
  const said = (more: object = {}) => ({ type: 'message', clientId: 'c-1', content: { type: 'text', text: 'hi' }, ...more });

  const anonymous = { id: 'vis_01jd00000000000000000000bb' };
  const known = {
    keys: [{ kind: 'user_id', value: 'user-42' }, { kind: 'visitor_id', value: visitor.id }], // prettier-ignore
    name: 'Noor',
    locale: 'nl',
  };
  const site = { kind: 'site', ref: 'spring' };
  const told = { kind: 'announcement', id: 'ann_1', headline: 'Open on Sunday' };
  const reaction = { type: 'reaction', id: 'r1', target: 'msg_1', emoji: '👍' };
  const photo = { type: 'image', caption: 'look' };

  const common = { sentAt: null, account: null };
  const message = { ...common, is: 'message', key: `${visitor.id}.c-1`, externalId: `${visitor.id}.c-1`, from: known, content: said().content }; // prettier-ignore
  const reacted = { ...common, is: 'reaction', key: `reaction.${visitor.id}.r1`, from: known, targetExternalId: 'msg_1', emoji: '👍' };
  const signedIn = { ...common, is: 'notice', key: `identified.${visitor.id}.user-42`, from: known, notice: 'other', text: 'The visitor signed in on the site as “user-42”.' }; // prettier-ignore

  test.each([
    ['what the site’s user says', said(), message],
    ['a message with its time', said({ sentAt: 1_700_000_000_000 }), { ...message, sentAt: 1_700_000_000_000 }],
    ['an answer to a message', said({ quoted: 'msg_1' }), { ...message, quotedExternalId: 'msg_1' }],
    ['a message with where it comes from', said({ source: site }), { ...message, source: site }],
    [
      'an answer to an announcement, which stands before it',
      said({ source: told }),
      { ...message, source: told, line: 'The visitor answers the announcement “Open on Sunday”.' },
    ],
    [
      'a file, named by its upload and by whose it must be',
      said({ content: { ...photo, attachment: { mediaId: 'att_1' } } }),
      { ...message, content: { ...photo, attachment: { ref: { upload: 'att_1', visitorId: visitor.id } } } },
    ],
    [
      'a message of ours that arrived',
      { type: 'status', messageId: 'msg_1', state: 'delivered' },
      { ...common, is: 'status', key: 'delivered.msg_1', externalId: 'msg_1', state: 'delivered' },
    ],
    ['a reaction', reaction, reacted],
    ['a reaction that is taken back', { ...reaction, emoji: null }, { ...reacted, emoji: null }],
    ['signing in', { type: 'identified' }, signedIn],
  ])('%s', (_what, event, read) => expect(only(event)).toStrictEqual({ ...read, raw: event }));

  test('an announcement without a headline and any other source of one stand in no line', () => {
    expect(only(said({ source: { kind: 'announcement', id: 'ann_1' } }))).not.toHaveProperty('line');
    expect(only(said({ source: { kind: 'ad', headline: 'Open on Sunday' } }))).not.toHaveProperty('line');
  });
  test('a visitor who told no name is called by the end of their id, and goes by this browser alone', () => {
    const from = { keys: [{ kind: 'visitor_id', value: anonymous.id }], name: 'Visitor 00BB' };
    expect(only(said(), anonymous)).toMatchObject({ from });
    expect(only(said(), anonymous)).not.toHaveProperty('from.locale');
  });
  test('what is no event of the wire is left alone, and does not take the others with it', () => {
    expect(parse(ownExamples[1]).map((event) => event.is)).toEqual(['status', 'status', 'reaction', 'ignored', 'ignored']);
  });
  test.each([
    ['unknown', { type: 'something new' }, visitor],
    ['no_visitor', said(), undefined],
    ['no_visitor', said(), { id: 'with a space' }],
    ['identified_without_user', { type: 'identified' }, anonymous],
  ])('is ignored as %s: %j of %j', (what, event, by) => {
    const key = expect.stringMatching(/^ignored\.0\.[\w-]{43}$/);
    expect(only(event, by ?? null)).toEqual({ is: 'ignored', what, key, sentAt: null, account: null, raw: null });
  });
  test('an event that is twice in a request counts once', () => {
    const again = said({ content: { type: 'text', text: 'hi again' } });
    expect(parse({ visitor, events: [said(), again, reaction] }).map(({ key }) => key)).toEqual([
      `${visitor.id}.c-1`,
      `reaction.${visitor.id}.r1`,
    ]);
  });
  test('a message’s id gives the script back the name that it gave it, and a mail’s gives none', () => {
    expect(clientIdOf(externalIdOf(visitor.id, 'c-1'))).toBe('c-1');
    expect(clientIdOf('mail:2f6b')).toBeNull();
    expect(clientIdOf(null)).toBeNull();
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
