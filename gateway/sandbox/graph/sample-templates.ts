import type { Template } from './wire.ts';

const about = {
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  parameter_format: 'POSITIONAL',
  quality_score: { score: 'UNKNOWN' },
} as const;

const card = (name: string) => ({
  components: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: [`https://scontent.example/${name}.png`] } },
    { type: 'BODY', text: '{{1}}', example: { body_text: [[name]] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Keep it for me' },
        { type: 'URL', text: 'Read a page', url: 'https://books.example/{{1}}', example: [`https://books.example/${name}`] },
      ],
    },
  ],
});

/** The templates every sandbox account has: one of each kind that a message must fill in its own way. */
export const SAMPLE_TEMPLATES: readonly Template[] = [
  {
    ...about,
    id: '555000000000001',
    name: 'hello_again',
    components: [
      { type: 'BODY', text: 'Hello! We have an answer to your question. Reply here and we will continue.' },
      { type: 'FOOTER', text: 'Harbour Books' },
    ],
  },
  {
    ...about,
    id: '555000000000002',
    name: 'order_update',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Your order' },
      { type: 'BODY', text: 'Hi {{1}}, your order {{2}} is on its way.', example: { body_text: [['Ana', 'HB-1042']] } },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Where is it?' }] },
    ],
  },
  {
    ...about,
    id: '555000000000003',
    name: 'reading_reminder',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'See you, {{guest}}',
        example: { header_text_named_params: [{ param_name: 'guest', example: 'Ana' }] },
      },
      {
        type: 'BODY',
        text: 'The reading of {{title}} begins at {{time}}.',
        example: {
          body_text_named_params: [
            { param_name: 'title', example: 'Moby-Dick' },
            { param_name: 'time', example: '7 pm' },
          ],
        },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'URL', text: 'My seat', url: 'https://books.example/seats/{{1}}', example: ['https://books.example/seats/12'] },
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15555550100' },
        ],
      },
    ],
  },
  {
    ...about,
    id: '555000000000004',
    name: 'receipt',
    components: [
      { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['https://scontent.example/receipt.pdf'] } },
      { type: 'BODY', text: 'Thank you for your order, {{1}}.', example: { body_text: [['Ana']] } },
    ],
  },
  {
    ...about,
    id: '555000000000005',
    name: 'pick_up',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'Your book waits here until Saturday.' },
    ],
  },
  {
    ...about,
    id: '555000000000006',
    name: 'sign_in_code',
    category: 'AUTHENTICATION',
    components: [
      {
        type: 'BODY',
        text: '*{{1}}* is your verification code.',
        add_security_recommendation: false,
        example: { body_text: [['123456']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
          },
        ],
      },
    ],
  },
  {
    ...about,
    id: '555000000000007',
    name: 'weekend_offer',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://scontent.example/offer.png'] } },
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Only this weekend', has_expiration: true } },
      { type: 'BODY', text: 'A book of your choice for half, {{1}}.', example: { body_text: [['Ana']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', text: 'Copy offer code', example: 'HALF50' },
          {
            type: 'URL',
            text: 'Choose',
            url: 'https://books.example/offer?code={{1}}',
            example: ['https://books.example/offer?code=HALF50'],
          },
        ],
      },
    ],
  },
  {
    ...about,
    id: '555000000000008',
    name: 'book_a_reading',
    components: [
      { type: 'BODY', text: 'Choose a day for your visit.' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'FLOW', text: 'Choose', flow_id: '555700000000001', flow_action: 'NAVIGATE', navigate_screen: 'DAY' }],
      },
    ],
  },
  {
    ...about,
    id: '555000000000009',
    name: 'new_this_week',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'New this week, {{1}}:', example: { body_text: [['Ana']] } },
      { type: 'CAROUSEL', cards: [card('Moby-Dick'), card('Emma')] },
    ],
  },
  {
    ...about,
    id: '555000000000010',
    name: 'autumn_sale',
    category: 'MARKETING',
    status: 'REJECTED',
    rejected_reason: 'TAG_CONTENT_MISMATCH',
    components: [{ type: 'BODY', text: 'Everything must go!' }],
  },
];
