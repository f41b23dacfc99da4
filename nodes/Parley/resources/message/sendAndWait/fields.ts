import type { INodeProperties } from 'n8n-workflow';

import { pairsField } from '../../../shared/descriptions';
import { conversationField, templateField } from '../../../shared/locators';
import { choicesField, styleField } from '../choices';
import { policyFields } from '../policy';

const isApproval = { show: { responseType: ['approval'] } };
const isChoice = { show: { responseType: ['choice'] } };

/** The names `message`, `responseType` and `approvalOptions` are those that n8n's generated tool for human review looks for. */
export const askingFields: INodeProperties[] = [
  conversationField,
  {
    displayName: 'Message',
    name: 'message',
    type: 'string',
    typeOptions: { rows: 3 },
    required: true,
    default: '',
    placeholder: 'e.g. Which size would you like?',
    description: 'What the customer is asked. The execution waits for their next message, also across restarts of n8n and the gateway.',
  },
  {
    displayName: 'Response Type',
    name: 'responseType',
    type: 'options',
    default: 'freeText',
    options: [
      { name: 'Approval', value: 'approval', description: 'A yes or no, with two buttons' },
      { name: 'Choice', value: 'choice', description: 'One of several choices: tapped, or its number or label typed' },
      { name: 'File', value: 'attachment', description: 'A picture, video, audio or document' },
      { name: 'Location', value: 'location', description: 'A place they share' },
      { name: 'Text', value: 'freeText', description: 'Whatever they write' },
    ],
    description: 'What counts as an answer',
  },
  { ...choicesField, displayOptions: isChoice },
  { ...styleField, displayOptions: isChoice },
  approvalField(),
  {
    displayName: 'Wait At Most',
    name: 'waitAmount',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 1,
    description: 'How long to wait for an answer. Then the workflow goes on at "Timed Out".',
  },
  {
    displayName: 'Unit',
    name: 'waitUnit',
    type: 'options',
    default: 'days',
    options: [
      { name: 'Days', value: 'days' },
      { name: 'Hours', value: 'hours' },
      { name: 'Minutes', value: 'minutes' },
    ],
    description: 'What the waiting time is counted in',
  },
  {
    displayName: 'Ask Again',
    name: 'maxReasks',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 10 },
    default: 0,
    description: 'How often to ask again when the reply is no answer, such as a picture where a choice is wanted',
  },
  {
    displayName: 'Ask Again With',
    name: 'reaskText',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    placeholder: 'e.g. Please tap one of the two, or type 1 or 2.',
    displayOptions: { hide: { maxReasks: [0] } },
    description: 'What is said then. Without it the question is repeated.',
  },
  optionsField(),
];

function approvalField(): INodeProperties {
  return {
    displayName: 'Approval Options',
    name: 'approvalOptions',
    type: 'fixedCollection',
    placeholder: 'Add option',
    default: {},
    displayOptions: isApproval,
    description: 'What the buttons say',
    options: [
      {
        displayName: 'Values',
        name: 'values',
        values: [
          {
            displayName: 'Type of Approval',
            name: 'approvalType',
            type: 'options',
            default: 'double',
            options: [
              { name: 'Approve and Decline', value: 'double' },
              { name: 'Approve Only', value: 'single' },
            ],
            description: 'Whether there is a button to decline',
          },
          {
            displayName: 'Approve Button Label',
            name: 'approveLabel',
            type: 'string',
            default: 'Approve',
            description: 'What the button says with which they agree',
          },
          {
            displayName: 'Decline Button Label',
            name: 'disapproveLabel',
            type: 'string',
            default: 'Decline',
            displayOptions: { show: { approvalType: ['double'] } },
            description: 'What the button says with which they refuse',
          },
        ],
      },
    ],
  };
}

/** What every send has, and a template to begin with where the platform no longer lets you write freely. */
function optionsField(): INodeProperties {
  const opening: INodeProperties[] = [
    {
      ...templateField,
      displayName: 'Opening Template',
      name: 'openingTemplateId',
      required: false,
      description: 'Where the platform no longer lets you write freely this goes out first, and the question once the customer has replied',
    },
    pairsField('Opening Template Variables', 'openingParams', 'Variable', 'What fills the blanks of the opening template'),
  ];
  const options = [...policyFields, ...opening].sort((a, b) => a.displayName.localeCompare(b.displayName));
  return { displayName: 'Options', name: 'options', type: 'collection', placeholder: 'Add option', default: {}, options };
}
