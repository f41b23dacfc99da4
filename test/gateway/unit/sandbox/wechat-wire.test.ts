import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { DEMO_WECHAT } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, textAt } from '../../../../gateway/sandbox/json.ts';
import { aesKeyOf, decryptMessage, encryptMessage, signatureOf } from '../../../../gateway/sandbox/wechat/crypto.ts';
import { readWeChatSays } from '../../../../gateway/sandbox/wechat/says.ts';
import { readXml, writeXml } from '../../../../gateway/sandbox/wechat/xml.ts';
import { decrypted } from './wechat-bench.ts';

const { appId } = DEMO_WECHAT;
const AES = DEMO_WECHAT.encodingAesKey ?? '';
const key = () => aesKeyOf(AES) ?? Buffer.alloc(32);

describe('sayings from JSON', () => {
  test.each<[string, object, object]>([
    ['a text', { type: 'text', text: 'Hi' }, { type: 'text', text: 'Hi' }],
    [
      'a photo with bytes',
      { type: 'image', file: { base64: 'AAAA', mimeType: 'image/png' } },
      { type: 'image', file: { mimeType: 'image/png' } },
    ],
    ['a follow', { type: 'follow' }, { type: 'subscribe' }],
    ['an unfollow', { type: 'unfollow' }, { type: 'unsubscribe' }],
    ['a place', { type: 'location', latitude: 1, longitude: 2 }, { type: 'location', latitude: 1, longitude: 2, label: '', scale: 15 }],
    [
      'a raw event',
      { type: 'raw', fields: { Event: 'X', On: true, Sub: { A: 1 }, List: [{ B: 'b' }, 3] } },
      { fields: { Event: 'X', Sub: { A: 1 }, List: [{ B: 'b' }] } },
    ],
  ])('%s is understood', (_what, json, expected) => {
    expect(readWeChatSays(json)).toMatchObject(expected);
  });

  test('any JSON gives a saying or a sentence', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => ['string', 'object'].includes(typeof readWeChatSays(json))));
    expect(readWeChatSays({ type: 'raw', fields: 7 })).toBe('fields must be an object');
  });
});

describe('XML and encryption', () => {
  const legal = fc
    .string({ unit: 'grapheme' })
    .map((text) => [...text].filter((c) => c >= ' ' && c !== '\ufffe' && c !== '\uffff').join(''));

  test('what is written is read again, whatever the text', () => {
    fc.assert(
      fc.property(legal, fc.bigInt({ min: 0n, max: 2n ** 63n }), (Content, MsgId) => {
        const text = Content.toWellFormed();
        expect(readXml(writeXml({ Content: text, MsgId, Part: { Word: text }, List: [{ A: 1 }, { A: 2 }] }))).toEqual({
          Content: text,
          MsgId: String(MsgId),
          Part: { Word: text },
          List: [{ A: '1' }, { A: '2' }],
        });
      }),
    );
  });

  test('any text is read as a document or as none, and never fails', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(['object', 'undefined']).toContain(typeof readXml(text))));
    fc.assert(fc.property(fc.string(), (text) => expect(['object', 'undefined']).toContain(typeof readXml(`<xml>${text}</xml>`))));
  });

  test.each([
    '',
    'text',
    '<xml>',
    '<xml><a>1</xml>',
    '<xml><a>1</a></xml><xml/>',
    '<xml a="1"><b>1</b></xml>',
    '<!DOCTYPE x><xml><a>1</a></xml>',
    '<a>1</a>',
  ])('%s is no document', (text) => expect(readXml(text)).toBeUndefined());

  test('entities are read, and unknown ones stay', () => {
    expect(readXml('<?xml version="1.0"?><!-- a --><xml><a>1 &lt; 2 &amp; 3 &what;</a><b/></xml>')).toEqual({
      a: '1 < 2 & 3 &what;',
      b: '',
    });
  });

  test('what is encrypted is decrypted again, and reads the same by the documentation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const message = text.toWellFormed();
        const encrypted = encryptMessage(key(), message, appId);
        expect(Buffer.from(encrypted, 'base64').length % 32).toBe(0);
        expect(decryptMessage(key(), encrypted)).toEqual({ message, appId });
        expect(decrypted(AES, encrypted)).toEqual({ message, appId });
      }),
    );
  });

  test('any bytes are decrypted or not, and never fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => {
        const result = decryptMessage(key(), Buffer.from(bytes).toString('base64'));
        expect(['object', 'undefined']).toContain(typeof result);
      }),
    );
    expect([aesKeyOf('short'), aesKeyOf(`${AES}A`)]).toEqual([undefined, undefined]);
  });
});

describe("the platforms' own signature vectors", () => {
  const folder = join(process.env['PARLEY_FIXTURES'] ?? '', 'wechat');
  if (process.env['PARLEY_FIXTURES'] === undefined || !existsSync(folder)) {
    test.skip('were not run: PARLEY_FIXTURES does not name their folder', () => undefined);
    return;
  }
  const vector = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const queryOf = (of: unknown) => ({ timestamp: textAt(of, 'query', 'timestamp') ?? '', nonce: textAt(of, 'query', 'nonce') ?? '' });
  const keyIn = (of: unknown) => aesKeyOf(textAt(of, 'encodingAESKey') ?? '') ?? Buffer.alloc(32);

  test.each(['sig_wxdoc_plain.json', 'sig_wxdoc_handshake.json'])('%s', (file) => {
    const of = vector(file);
    const { timestamp, nonce } = queryOf(of);
    expect(signatureOf(textAt(of, 'token') ?? '', timestamp, nonce)).toBe(textAt(of, 'query', 'signature'));
  });

  test.each([
    'sig_wxdoc_aes_inbound.json',
    'sig_wxdoc_aes_reply.json',
    'sig_wechatpy_decrypt.json',
    'sig_wechatpy_echostr.json',
    'sig_wechatpy_echostr_bad_nonce.json',
    'sig_easywechat_decrypt.json',
  ])('%s', (file) => {
    const of = vector(file);
    const { timestamp, nonce } = queryOf(of);
    const encrypt = textAt(of, 'Encrypt') ?? '';
    const isGenuine = signatureOf(textAt(of, 'token') ?? '', timestamp, nonce, encrypt) === textAt(of, 'query', 'msg_signature');
    expect(isGenuine).toBe(at(of, 'valid'));
    const inside = decryptMessage(keyIn(of), encrypt);
    expect(inside?.appId).toBe(textAt(of, 'appId'));
    const plaintext = textAt(of, 'plaintext');
    if (plaintext !== undefined) expect(inside?.message).toBe(plaintext);
  });

  test('sig_wechatpy_encrypt_fixed_random.json, encrypting', () => {
    const of = vector('sig_wechatpy_encrypt_fixed_random.json');
    const random = Buffer.from(textAt(of, 'random16') ?? '');
    const encrypted = encryptMessage(keyIn(of), textAt(of, 'plaintext') ?? '', textAt(of, 'appId') ?? '', random);
    expect(encrypted).toBe(textAt(of, 'Encrypt'));
  });
});
