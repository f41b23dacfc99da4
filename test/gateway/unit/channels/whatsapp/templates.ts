import { templateOf } from '../../../../../gateway/src/channels/whatsapp/list-templates.ts';
import type { KnownTemplate } from '../../../../../gateway/src/model/template.ts';

/** A template as the list of an account has it. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly components: readonly unknown[];
  readonly [field: string]: unknown;
}

/** What a send knows of it after it was listed. */
export function known(listed: Listed): KnownTemplate {
  const template = templateOf(listed);
  if (template === undefined) throw new Error('the template of the test is none');
  return template;
}

const about = { language: 'en_US', status: 'APPROVED', category: 'UTILITY', parameter_format: 'POSITIONAL' };

/** Header, body, footer and four buttons; two of them need nothing. */
export const ORDER: Listed = {
  ...about,
  id: '555001',
  name: 'order_update',
  quality_score: { score: 'GREEN', date: 1790000000 },
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Your {{1}}', example: { header_text: ['order'] } },
    { type: 'BODY', text: 'Hi {{1}}, {{2}} is on its way.', example: { body_text: [['Ana', 'HB-1042']] } },
    { type: 'FOOTER', text: 'Harbour Books' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15555550100' },
        { type: 'URL', text: 'Track', url: 'https://harbour.example/{{1}}', example: ['https://harbour.example/hb-1'] },
        { type: 'URL', text: 'Shop', url: 'https://harbour.example/' },
        { type: 'QUICK_REPLY', text: 'Later' },
      ],
    },
  ],
};

/** Parameters by name. */
export const NAMED: Listed = {
  ...about,
  id: '555002',
  name: 'table_reserved',
  parameter_format: 'NAMED',
  components: [
    {
      type: 'HEADER',
      format: 'TEXT',
      text: '{{shop}} waits for you',
      example: { header_text_named_params: [{ param_name: 'shop', example: 'Harbour' }] },
    },
    {
      type: 'BODY',
      text: 'See you on {{day}}, {{guest}}!',
      example: {
        body_text_named_params: [
          { param_name: 'guest', example: 'Ana' },
          { param_name: 'day', example: 'Friday' },
        ],
      },
    },
  ],
};

/** A document above the body. */
export const RECEIPT: Listed = {
  ...about,
  id: '555003',
  name: 'receipt',
  components: [
    { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['https://scontent.example/receipt.pdf'] } },
    { type: 'BODY', text: 'Thank you, {{1}}.', example: { body_text: [['Ana']] } },
  ],
};

/** A place above the body. */
export const PLACE: Listed = {
  ...about,
  id: '555004',
  name: 'pick_up',
  components: [
    { type: 'HEADER', format: 'LOCATION' },
    { type: 'BODY', text: 'Your order waits here.' },
  ],
};

/** A one-time code with the button that copies it. */
export const CODE: Listed = {
  ...about,
  id: '555005',
  name: 'sign_in_code',
  category: 'AUTHENTICATION',
  components: [
    { type: 'BODY', text: '*{{1}}* is your verification code.', add_security_recommendation: true, example: { body_text: [['123456']] } },
    { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
    {
      type: 'BUTTONS',
      buttons: [
        {
          type: 'URL',
          text: 'Copy code',
          url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code_expiration_minutes=10&code=otp{{1}}',
          example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
        },
      ],
    },
  ],
};

/** An offer that counts down, with a code to copy and a link. */
export const OFFER: Listed = {
  ...about,
  id: '555006',
  name: 'spring_offer',
  category: 'MARKETING',
  components: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://scontent.example/spring.png'] } },
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon!', has_expiration: true } },
    { type: 'BODY', text: 'Good news, {{1}}!', example: { body_text: [['Ana']] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'COPY_CODE', text: 'Copy', example: 'SPRING25' },
        { type: 'URL', text: 'Book', url: 'https://harbour.example/offers?code={{1}}', example: ['SPRING25'] },
      ],
    },
  ],
};

/** A form to fill in. */
export const FLOW: Listed = {
  ...about,
  id: '555007',
  name: 'book_a_table',
  components: [
    { type: 'BODY', text: 'Book your table here.' },
    { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book', flow_id: '555777', flow_action: 'NAVIGATE', navigate_screen: 'FIRST' }] },
  ],
};

/** A shop's catalog. */
export const CATALOG: Listed = {
  ...about,
  id: '555008',
  name: 'see_the_shop',
  category: 'MARKETING',
  components: [
    { type: 'BODY', text: 'Everything we have.' },
    { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'View catalog' }] },
  ],
};

const card = (name: string) => ({
  components: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: [`https://scontent.example/${name}.png`] } },
    { type: 'BODY', text: 'Fresh {{1}}', example: { body_text: [[name]] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'More like this' },
        { type: 'URL', text: 'Buy', url: 'https://harbour.example/{{1}}', example: [name] },
      ],
    },
  ],
});

/** Two cards under one text. */
export const CAROUSEL: Listed = {
  ...about,
  id: '555009',
  name: 'breads',
  category: 'MARKETING',
  components: [
    { type: 'BODY', text: 'New today, {{1}}:', example: { body_text: [['Ana']] } },
    { type: 'CAROUSEL', cards: [card('rye'), card('oat')] },
  ],
};
