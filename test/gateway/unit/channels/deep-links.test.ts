import { facebook } from '../../../../gateway/src/channels/facebook/index.ts';
import { facebookSettings } from '../../../../gateway/src/channels/facebook/settings.ts';
import { line } from '../../../../gateway/src/channels/line/index.ts';
import { whatsappTwilio } from '../../../../gateway/src/channels/twilio/index.ts';
import { wechat } from '../../../../gateway/src/channels/wechat/index.ts';
import { whatsappCloud } from '../../../../gateway/src/channels/whatsapp/index.ts';
import { whatsappSettings } from '../../../../gateway/src/channels/whatsapp/settings.ts';
import { widget } from '../../../../gateway/src/channels/widget/index.ts';
import { widgetSettings } from '../../../../gateway/src/channels/widget/settings.ts';
import { codesIn, textWithCode } from '../../../../gateway/src/model/campaign.ts';
import { LINE, TWILIO, WHATSAPP } from '../../support/channels.ts';
import { answered, recordingIo } from '../../support/channel-io.ts';
import { settings as wechatSettings } from './wechat/settings.ts';

const entry = { ref: 'spring-26', text: 'Hello & welcome', pageUrl: null, utm: {} };
const nobody = () => recordingIo({ is: 'no_answer', why: 'nobody is there', reached: 'no' });
const WITH_CODE = encodeURIComponent('Hello & welcome (#spring-26)');

describe('a code in a text', () => {
  it('is put behind it once', () => {
    expect(textWithCode(entry)).toBe('Hello & welcome (#spring-26)');
    expect(textWithCode({ ref: 'spring-26', text: null })).toBe('#spring-26');
    expect(textWithCode({ ref: 'spring-26', text: 'I saw #spring-26!' })).toBe('I saw #spring-26!');
    expect(textWithCode({ ref: 'spring', text: 'I saw #spring-26!' })).toBe('I saw #spring-26! (#spring)');
  });

  it('is found wherever a customer left it, and nothing else is', () => {
    expect(codesIn('Hello (#spring-26)')).toEqual(['spring-26']);
    expect(codesIn('order #12, #one_two and #three')).toEqual(['one_two', 'three']);
    expect(codesIn(`#${'x'.repeat(65)} and no other`)).toEqual([]);
    expect(codesIn('#abc '.repeat(9))).toHaveLength(5);
  });
});

describe('a campaign leads', () => {
  it('to a WhatsApp number with its code in the text', async () => {
    const io = recordingIo(answered(200, { display_phone_number: '+1 555-000-1111', id: '1' }));
    const own = whatsappSettings.parse(WHATSAPP.settings);
    expect(await whatsappCloud.deepLink?.(entry, own, io)).toEqual({ is: 'link', url: `https://wa.me/15550001111?text=${WITH_CODE}` });
    expect(io.requests[0]?.url).toContain(`/${WHATSAPP.settings.phoneNumberId}?fields=display_phone_number`);
    expect(await whatsappTwilio.deepLink?.(entry, TWILIO.settings, nobody())).toEqual({
      is: 'link',
      url: `https://wa.me/15550001111?text=${WITH_CODE}`,
    });
    expect(await whatsappCloud.deepLink?.(entry, own, recordingIo(answered(200, { id: '1' })))).toMatchObject({ is: 'unknown' });
    expect(await whatsappCloud.deepLink?.(entry, own, nobody())).toMatchObject({ is: 'deferred' });
  });

  it('to a Page with its ref', async () => {
    const own = facebookSettings.parse({
      pageId: '1000001',
      pageAccessToken: 'page-token',
      appSecret: 'app-secret',
      verifyToken: 'verify',
    });
    expect(await facebook.deepLink?.(entry, own, nobody())).toEqual({ is: 'link', url: 'https://m.me/1000001?ref=spring-26' });
  });

  it('to a LINE account with its code in the text', async () => {
    const io = recordingIo(answered(200, { userId: 'U1', basicId: '@harbour' }));
    expect(await line.deepLink?.(entry, LINE.settings, io)).toEqual({
      is: 'link',
      url: `https://line.me/R/oaMessage/%40harbour/?${WITH_CODE}`,
    });
    expect(await line.deepLink?.(entry, LINE.settings, recordingIo(answered(401, { message: 'no' })))).toMatchObject({ is: 'refused' });
  });

  it('to a WeChat account by a QR code with its ref as the scene', async () => {
    const io = recordingIo((request) =>
      request.url.includes('/qrcode/create')
        ? answered(200, { ticket: 'gQH47joAAAAA', url: 'http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI' })
        : answered(200, { access_token: 'made-up-token', expires_in: 7200 }),
    );
    expect(await wechat.deepLink?.(entry, wechatSettings, io)).toEqual({ is: 'link', url: 'http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI' });
    expect(JSON.parse(String(io.requests.at(-1)?.body))).toEqual({
      action_name: 'QR_LIMIT_STR_SCENE',
      action_info: { scene: { scene_str: 'spring-26' } },
    });
    const full = recordingIo((request) =>
      request.url.includes('/qrcode/create')
        ? answered(200, { errcode: 45029, errmsg: 'qrcode count out of limit' })
        : answered(200, { access_token: 'made-up-token', expires_in: 7200 }),
    );
    const refused = await wechat.deepLink?.(entry, wechatSettings, full);
    expect(refused?.is).not.toBe('link');
    expect(JSON.stringify(refused)).not.toContain('made-up-token');
  });

  it('to a page with the widget, with the ref and the UTM fields in its address', async () => {
    const own = widgetSettings.parse({ allowedOrigins: ['https://shop.example'] });
    const to = (pageUrl: string | null) =>
      widget.deepLink?.({ ...entry, pageUrl, utm: { source: 'flyer', campaign: 'Spring 26' } }, own, nobody());
    expect(await to('https://shop.example/maps?ref=old&x=1#top')).toEqual({
      is: 'link',
      url: 'https://shop.example/maps?ref=spring-26&x=1&utm_source=flyer&utm_campaign=Spring+26#top',
    });
    expect(await to(null)).toMatchObject({ is: 'bad_field', field: 'pageUrl' });
    expect(await to('https://elsewhere.example/')).toMatchObject({ is: 'bad_field', field: 'pageUrl' });
  });
});
