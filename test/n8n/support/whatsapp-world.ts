import type { WhatsAppCustomer } from '../../../gateway/sandbox/graph/inbound.ts';
import type { Template } from '../../../gateway/sandbox/graph/wire.ts';

const about = { language: 'en', status: 'APPROVED', parameter_format: 'POSITIONAL' } as const;

/** What the owner of the account had approved for the examples, by the names that the examples use. */
export const EXAMPLE_TEMPLATES: readonly Template[] = [
  {
    ...about,
    id: '555000000000101',
    name: 'appointment_booked',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Thank you {{1}}, we expect you on {{2}}.', example: { body_text: [['Ann', '3 March, 10:00']] } }],
  },
  {
    ...about,
    id: '555000000000102',
    name: 'appointment_reminder',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{1}}, your appointment is on {{2}}. Will you come?',
        example: { body_text: [['Ann', '3 March, 10:00']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'I will come' },
          { type: 'QUICK_REPLY', text: 'Another time' },
        ],
      },
    ],
  },
  {
    ...about,
    id: '555000000000103',
    name: 'monthly_news',
    category: 'MARKETING',
    components: [{ type: 'BODY', text: 'Hello {{1}}, here is what is new this month.', example: { body_text: [['Ann']] } }],
  },
];

/** People with WhatsApp who have never written to the business: only a template reaches them. */
export const STRANGERS: readonly WhatsAppCustomer[] = [
  { id: '15550300020', name: 'Comer' },
  { id: '15550300021', name: 'Mover' },
];
