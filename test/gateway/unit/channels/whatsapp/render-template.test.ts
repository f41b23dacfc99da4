import fc from 'fast-check';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import type { KnownTemplate } from '../../../../../gateway/src/model/template.ts';
import { CAROUSEL, CATALOG, CODE, FLOW, NAMED, OFFER, ORDER, PLACE, RECEIPT, known } from './templates.ts';

const link = 'https://media.example/f';
const text = (value: string) => ({ type: 'text', text: value });
const named = (name: string, value: string) => ({ type: 'text', parameter_name: name, text: value });
const render = (params: Record<string, string>, template?: KnownTemplate) =>
  whatsappCloud.render({ type: 'template', name: 'order_ready', language: 'pt_BR', params }, whatsappCloud.capabilities, template);
const components = (params: Record<string, string>, template?: KnownTemplate) =>
  (render(params, template).parts[0]?.body as { template: { components?: unknown } } | undefined)?.template.components;

describe('a template that is not known here', () => {
  test.each<[string, Record<string, string>, unknown]>([
    ['without parameters', {}, undefined],
    [
      'by position, in their order',
      { '2': 'b', '10': 'j', '1': 'a', '3': 'c', '4': 'd', '5': 'e', '6': 'f', '7': 'g', '8': 'h', '9': 'i' },
      [{ type: 'body', parameters: [...'abcdefghij'].map(text) }],
    ],
    ['by name', { name: 'Ana', seats: '2' }, [{ type: 'body', parameters: [named('name', 'Ana'), named('seats', '2')] }]],
    [
      'with a header text',
      { 'header.1': 'Order 7', '1': 'Ana' },
      [
        { type: 'header', parameters: [text('Order 7')] },
        { type: 'body', parameters: [text('Ana')] },
      ],
    ],
    ['with a named header text', { 'header.name': 'Ana' }, [{ type: 'header', parameters: [named('name', 'Ana')] }]],
    ['with a header picture', { 'header.image': link }, [{ type: 'header', parameters: [{ type: 'image', image: { link } }] }]],
    ['with a header film', { 'header.video': link }, [{ type: 'header', parameters: [{ type: 'video', video: { link } }] }]],
    ['with a moving picture', { 'header.gif': link }, [{ type: 'header', parameters: [{ type: 'gif', gif: { link } }] }]],
    [
      'with a file uploaded before',
      { 'header.image': '555777' },
      [{ type: 'header', parameters: [{ type: 'image', image: { id: '555777' } }] }],
    ],
    [
      'with a header document and its name',
      { 'header.document': link, 'header.filename': 'bill.pdf' },
      [{ type: 'header', parameters: [{ type: 'document', document: { link, filename: 'bill.pdf' } }] }],
    ],
    [
      'with a place',
      { 'header.latitude': '38.7', 'header.longitude': '-9.1', 'header.name': 'Shop', 'header.address': 'Rua 1' },
      [
        {
          type: 'header',
          parameters: [{ type: 'location', location: { latitude: '38.7', longitude: '-9.1', name: 'Shop', address: 'Rua 1' } }],
        },
      ],
    ],
    [
      'with buttons',
      { 'button.0': 'ref-1', 'button.1.payload': 'stop', 'button.2.code': 'SAVE5', 'button.3.product': 'sku-1' },
      [
        { type: 'button', sub_type: 'url', index: '0', parameters: [text('ref-1')] },
        { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'stop' }] },
        { type: 'button', sub_type: 'copy_code', index: '2', parameters: [{ type: 'coupon_code', coupon_code: 'SAVE5' }] },
        {
          type: 'button',
          sub_type: 'catalog',
          index: '3',
          parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'sku-1' } }],
        },
      ],
    ],
    [
      'with a flow',
      { 'button.0.flow_token': 'tok', 'button.0.flow_data': '{"step":1}' },
      [
        {
          type: 'button',
          sub_type: 'flow',
          index: '0',
          parameters: [{ type: 'action', action: { flow_token: 'tok', flow_action_data: { step: 1 } } }],
        },
      ],
    ],
    [
      'with an offer that ends',
      { 'offer.expires': '2026-12-31T00:00:00Z' },
      [
        {
          type: 'limited_time_offer',
          parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: Date.UTC(2026, 11, 31) } }],
        },
      ],
    ],
    [
      'with cards, in their order',
      { '1': 'Ana', 'card.1.header.image': '555', 'card.0.header.image': link, 'card.0.1': 'Rye', 'card.0.button.0': 'rye' },
      [
        { type: 'body', parameters: [text('Ana')] },
        {
          type: 'carousel',
          cards: [
            {
              card_index: 0,
              components: [
                { type: 'header', parameters: [{ type: 'image', image: { link } }] },
                { type: 'body', parameters: [text('Rye')] },
                { type: 'button', sub_type: 'url', index: '0', parameters: [text('rye')] },
              ],
            },
            { card_index: 1, components: [{ type: 'header', parameters: [{ type: 'image', image: { id: '555' } }] }] },
          ],
        },
      ],
    ],
  ])('is filled %s', (_what, params, expected) => {
    const template = { name: 'order_ready', language: { code: 'pt_BR' }, ...(expected === undefined ? {} : { components: expected }) };
    expect(render(params)).toEqual({ parts: [{ body: { type: 'template', template }, index: 0 }], losses: [] });
  });

  test.each<[string, Record<string, string>]>([
    ['a gap', { '1': 'a', '3': 'b' }],
    ['numbers and names', { '1': 'a', name: 'b' }],
    ['two parameters in the header', { 'header.1': 'a', 'header.image': 'b' }],
    ['a file name without a document', { 'header.filename': 'b' }],
    ['a place and a picture', { 'header.latitude': '1', 'header.longitude': '2', 'header.image': 'b' }],
    ['a place without a longitude', { 'header.latitude': '1' }],
    ['a latitude beyond the pole', { 'header.latitude': '91', 'header.longitude': '2' }],
    ['an end that is no time', { 'offer.expires': 'soon' }],
    ['data of a flow that are no object', { 'button.0.flow_data': '[1]' }],
    ['a gap in a card', { 'card.0.1': 'a', 'card.0.3': 'b' }],
  ])('is refused with %s', (_what, params) => {
    expect(render(params)).toMatchObject({ parts: [], losses: [], refused: { is: 'refused', reason: 'message_invalid' } });
  });

  test('needs a name', () => {
    const content = { type: 'template', templateId: 'tpl_1', language: 'en', params: {} } as const;
    expect(whatsappCloud.render(content, whatsappCloud.capabilities)).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
  });
});

describe('a template that was listed', () => {
  test('goes out by its own name and language, each button by its own kind and place', () => {
    const rendered = render(
      { '1': 'Ana', '2': 'HB-7', 'header.1': 'order', 'button.1': 'hb-7', 'button.3.payload': 'later' },
      known(ORDER),
    );
    expect(rendered).toEqual({
      parts: [
        {
          index: 0,
          body: {
            type: 'template',
            template: {
              name: 'order_update',
              language: { code: 'en_US' },
              components: [
                { type: 'header', parameters: [text('order')] },
                { type: 'body', parameters: [text('Ana'), text('HB-7')] },
                { type: 'button', sub_type: 'url', index: '1', parameters: [text('hb-7')] },
                { type: 'button', sub_type: 'quick_reply', index: '3', parameters: [{ type: 'payload', payload: 'later' }] },
              ],
            },
          },
        },
      ],
      losses: [],
    });
  });

  test('says which parameters are missing, and takes an empty one for missing', () => {
    expect(render({ '1': 'Ana', 'button.1': ' ' }, known(ORDER)).refused).toEqual({
      is: 'refused',
      reason: 'message_invalid',
      detail: 'The template "order_update" was not given "header.1", "2" and "button.1".',
    });
    expect(render({}, known(PLACE)).refused?.detail).toContain('"header.latitude"');
  });

  test('leaves out what it has no place for, and says so', () => {
    const rendered = render({ guest: 'Ana', day: 'Friday', 'header.shop': 'Harbour', nonsense: 'x' }, known(NAMED));
    expect(rendered.losses).toEqual(['The template "table_reserved" has no parameter "nonsense", so it was left out.']);
    expect(rendered.parts).toHaveLength(1);
  });

  test('names its named parameters, in header and body', () => {
    expect(components({ guest: 'Ana', day: 'Friday', 'header.shop': 'Harbour' }, known(NAMED))).toEqual([
      { type: 'header', parameters: [named('shop', 'Harbour')] },
      { type: 'body', parameters: [named('day', 'Friday'), named('guest', 'Ana')] },
    ]);
  });

  test('with positions out of order in its text is given them in order', () => {
    const template = known({ ...ORDER, components: [{ type: 'BODY', text: '{{2}} for {{1}}, {{2}}!' }] });
    expect(components({ '1': 'a', '2': 'b' }, template)).toEqual([{ type: 'body', parameters: [text('a'), text('b')] }]);
  });

  test('with a file shows it in the header', () => {
    expect(components({ 'header.document': link, '1': 'Ana' }, known(RECEIPT))).toEqual([
      { type: 'header', parameters: [{ type: 'document', document: { link } }] },
      { type: 'body', parameters: [text('Ana')] },
    ]);
    expect(components({ 'header.document': link, 'header.filename': 'bill.pdf', '1': 'Ana' }, known(RECEIPT))).toMatchObject([
      { parameters: [{ document: { link, filename: 'bill.pdf' } }] },
      {},
    ]);
  });

  test('with a place takes its four words, and refuses what is none', () => {
    const place = { 'header.latitude': '38.7', 'header.longitude': '-9.1', 'header.name': 'Shop', 'header.address': 'Rua 1' };
    expect(components(place, known(PLACE))).toMatchObject([{ type: 'header', parameters: [{ type: 'location' }] }]);
    expect(render({ ...place, 'header.latitude': 'north' }, known(PLACE)).refused?.detail).toContain('latitude "north"');
  });

  test('with a one-time code takes the code once, for its text and its button', () => {
    expect(components({ '1': '424242' }, known(CODE))).toEqual([
      { type: 'body', parameters: [text('424242')] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [text('424242')] },
    ]);
  });

  test('with an offer has its end and its code', () => {
    expect(
      components(
        { '1': 'Ana', 'header.image': link, 'offer.expires': '1790000000000', 'button.0.code': 'SAVE5', 'button.1': 'x' },
        known(OFFER),
      ),
    ).toEqual([
      { type: 'header', parameters: [{ type: 'image', image: { link } }] },
      { type: 'body', parameters: [text('Ana')] },
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_790_000_000_000 } }],
      },
      { type: 'button', sub_type: 'copy_code', index: '0', parameters: [{ type: 'coupon_code', coupon_code: 'SAVE5' }] },
      { type: 'button', sub_type: 'url', index: '1', parameters: [text('x')] },
    ]);
  });

  test('with a flow or a catalog names the button even where nothing fills it', () => {
    expect(components({}, known(FLOW))).toEqual([{ type: 'button', sub_type: 'flow', index: '0' }]);
    expect(components({ 'button.0.flow_token': 't' }, known(FLOW))).toEqual([
      { type: 'button', sub_type: 'flow', index: '0', parameters: [{ type: 'action', action: { flow_token: 't' } }] },
    ]);
    expect(render({ 'button.0.flow_data': 'no json' }, known(FLOW)).refused?.detail).toContain('JSON object');
    expect(components({}, known(CATALOG))).toEqual([{ type: 'button', sub_type: 'catalog', index: '0' }]);
    expect(components({ 'button.0.product': 'sku-1' }, known(CATALOG))).toMatchObject([
      { parameters: [{ action: { thumbnail_product_retailer_id: 'sku-1' } }] },
    ]);
  });

  test('with cards fills each of them', () => {
    const params = {
      '1': 'Ana',
      'card.0.header.image': link,
      'card.0.1': 'Rye',
      'card.0.button.1': 'rye',
      'card.1.header.image': link,
      'card.1.1': 'Oat',
      'card.1.button.1': 'oat',
    };
    expect(components({ ...params, 'card.1.button.0.payload': 'oat-more' }, known(CAROUSEL))).toEqual([
      { type: 'body', parameters: [text('Ana')] },
      {
        type: 'carousel',
        cards: [
          {
            card_index: 0,
            components: [
              { type: 'header', parameters: [{ type: 'image', image: { link } }] },
              { type: 'body', parameters: [text('Rye')] },
              { type: 'button', sub_type: 'url', index: '1', parameters: [text('rye')] },
            ],
          },
          {
            card_index: 1,
            components: [
              { type: 'header', parameters: [{ type: 'image', image: { link } }] },
              { type: 'body', parameters: [text('Oat')] },
              { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'oat-more' }] },
              { type: 'button', sub_type: 'url', index: '1', parameters: [text('oat')] },
            ],
          },
        ],
      },
    ]);
    expect(render({ ...params, 'card.1.1': '' }, known(CAROUSEL)).refused?.detail).toContain('"card.1.1"');
  });

  test('with products of a catalog is refused before it is sent', () => {
    const mpm = known({ ...ORDER, components: [{ type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'View items' }] }] });
    expect(render({}, mpm)).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
  });

  test('whatever its form, it is filled or refused and never throws', () => {
    const part = fc.record(
      {
        type: fc.constantFrom('HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER', 'NEW'),
        format: fc.constantFrom('TEXT', 'IMAGE', 'DOCUMENT', 'LOCATION', 'PRODUCT'),
        text: fc.oneof(fc.string(), fc.constant('Hi {{1}} and {{__proto__}}'), fc.jsonValue()),
        buttons: fc.array(
          fc.record({
            type: fc.constantFrom('URL', 'OTP', 'FLOW', 'COPY_CODE', 'QUICK_REPLY', 'X'),
            url: fc.constant('https://x.example/{{1}}'),
          }),
        ),
        cards: fc.jsonValue(),
        limited_time_offer: fc.jsonValue(),
        example: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    const params = fc.dictionary(fc.constantFrom('1', 'header.image', 'button.0', '__proto__', 'offer.expires'), fc.string());
    fc.assert(
      fc.property(fc.oneof(fc.array(part), fc.jsonValue()), params, (form, given) => {
        const rendered = render(given, { ...known(ORDER), components: form });
        expect(rendered.parts.length === 1 || rendered.refused !== undefined).toBe(true);
      }),
    );
  });
});
