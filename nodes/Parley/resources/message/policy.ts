import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { actingMemberField, pairsField } from '../../shared/descriptions';
import { messageField, templateField } from '../../shared/locators';
import { filled, flagAt, idAt, rowsAt, textAt } from '../../shared/parameters';

const answersField: INodeProperties = {
  displayName: 'Counts as an Answer',
  name: 'answers',
  type: 'boolean',
  default: false,
  description:
    'Whether this message answers the customer, so that nobody is waiting any more. Leave it off for receipts such as "we will be with you shortly".',
};

const fallbackField: INodeProperties = {
  ...templateField,
  displayName: 'Fallback Template',
  name: 'fallbackTemplateId',
  required: false,
  description: 'What to send in place of the message when the platform no longer lets you write freely. It must be one of the platform.',
};

const windowField: INodeProperties = {
  displayName: 'If the Window Is Closed',
  name: 'onWindowClosed',
  type: 'options',
  default: 'fail',
  options: [
    { name: 'Fail', value: 'fail', description: 'Stop with an explanation and store nothing' },
    {
      name: 'Keep Until the Customer Writes Again',
      value: 'queue',
      description: 'Hold the message back and send it when the platform allows it',
    },
    { name: 'Send the Fallback Template', value: 'template', description: 'Send the template of the option "Fallback Template" instead' },
  ],
  description: 'What to do when the platform no longer lets you write freely, such as 24 hours after the last WhatsApp message',
};

const heldField: INodeProperties = {
  displayName: 'If a Person Holds It',
  name: 'ifHeld',
  type: 'options',
  default: 'skip',
  options: [
    { name: 'Fail', value: 'fail', description: 'Stop with an explanation' },
    { name: 'Send', value: 'send', description: 'Send all the same' },
    { name: 'Skip', value: 'skip', description: 'Send nothing and go on: the item says "skipped"' },
  ],
  description: 'What to do when a member of your team is in the conversation, so that a bot does not talk over a person',
};

/** The options of a send, by name. */
export const policyFields: INodeProperties[] = [
  answersField,
  fallbackField,
  pairsField('Fallback Template Variables', 'fallbackParams', 'Variable', 'What fills the blanks of the fallback template'),
  heldField,
  windowField,
  actingMemberField,
  {
    ...messageField,
    displayName: 'Quoted Message',
    name: 'quotedMessageId',
    required: false,
    description: 'The earlier message of this conversation that this one answers',
  },
];

/** What every way of sending has in common. */
export const sendOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: policyFields,
};

/** What the options of a send say to the gateway; nothing for those that were not chosen. A fallback is there to be used. */
export function policyOf(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const templateId = idAt(context, 'options.fallbackTemplateId', itemIndex);
  const params = rowsAt(context, 'options.fallbackParams.values', itemIndex).map(({ name, value }) => [name, String(value)]);
  return filled({
    answers: flagAt(context, 'options.answers', itemIndex) || undefined,
    fallback: templateId === '' ? undefined : { type: 'template', templateId, params: Object.fromEntries(params) },
    onWindowClosed: textAt(context, 'options.onWindowClosed', itemIndex) || (templateId === '' ? undefined : 'template'),
    ifHeld: textAt(context, 'options.ifHeld', itemIndex),
    memberId: idAt(context, 'options.memberId', itemIndex),
    quotedMessageId: idAt(context, 'options.quotedMessageId', itemIndex),
  });
}
