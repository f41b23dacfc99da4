import type { INodeProperties } from 'n8n-workflow';

import { eventOptions } from '../Parley/shared/events';

/** How deliveries come and what the workflow gets. */
export const optionFields: INodeProperties[] = [
  {
    displayName: 'Acknowledge',
    name: 'acknowledge',
    type: 'options',
    default: 'atOnce',
    options: [
      {
        name: 'At Once',
        value: 'atOnce',
        description: 'The gateway goes on as soon as n8n has stored the execution. What fails then is retried by hand.',
      },
      {
        name: 'When the Workflow Has Finished',
        value: 'finished',
        description:
          'An execution that fails, or that n8n loses, is tried again by the gateway for three days. The next event of the conversation waits.',
      },
    ],
    description: 'When an event counts as delivered',
  },
  {
    displayName: 'Batch',
    name: 'batch',
    type: 'fixedCollection',
    default: { values: { maxEvents: 20, maxWaitMs: 1000 } },
    description: 'Several events in one execution, each an item of its own. Their order within a conversation stays.',
    options: [
      {
        displayName: 'Batch',
        name: 'values',
        values: [
          {
            displayName: 'Max Events',
            name: 'maxEvents',
            type: 'number',
            typeOptions: { minValue: 1, maxValue: 100 },
            default: 20,
            description: 'How many events come together at most',
          },
          {
            displayName: 'Max Wait (Ms)',
            name: 'maxWaitMs',
            type: 'number',
            typeOptions: { minValue: 0, maxValue: 60000 },
            default: 1000,
            description: 'How many milliseconds an event waits for others at most',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Burst',
    name: 'burst',
    type: 'fixedCollection',
    default: { values: { quietSeconds: 5, maxSeconds: 30 } },
    description:
      'Wait until the customer pauses, and get one item with all they wrote in "messages" and the whole talk in "transcript". For the event "Message: New".',
    options: [
      {
        displayName: 'Burst',
        name: 'values',
        values: [
          {
            displayName: 'Quiet Seconds',
            name: 'quietSeconds',
            type: 'number',
            typeOptions: { minValue: 1 },
            default: 5,
            description: 'How long the customer must have written nothing',
          },
          {
            displayName: 'Max Seconds',
            name: 'maxSeconds',
            type: 'number',
            typeOptions: { minValue: 1 },
            default: 30,
            description: 'How long the first message waits at most',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Download Files',
    name: 'downloadFiles',
    type: 'boolean',
    default: true,
    description: 'Whether to get the files of messages as binary data. "files" in the item says which field each is in, or why it is not.',
  },
  {
    displayName: 'Files: Largest Size (MB)',
    name: 'maxFileMegabytes',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 20,
    description: 'Larger files are not downloaded',
  },
  {
    displayName: 'Files: Put in Field',
    name: 'binaryProperty',
    type: 'string',
    default: 'data',
    description: 'The name of the output binary field to put the first file in. Others get a number.',
  },
  {
    displayName: 'Refuse Doubles',
    name: 'refuseDoubles',
    type: 'boolean',
    default: true,
    description:
      'Whether the gateway is asked if an event has started an execution before, so that none does twice even when n8n is killed. Used with Acknowledge: At Once.',
  },
  {
    displayName: 'Test With a Sample',
    name: 'sampleEvent',
    type: 'options',
    default: 'message.received',
    options: eventOptions,
    description:
      'When you listen for a test event, get a sample of this event at once, so that you can build before the first customer writes',
  },
];
