import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { subscriptionField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt, textAt, wordsAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';

export const replay: Operation = {
  option: {
    name: 'Replay',
    value: 'replay',
    action: 'Replay events',
    description: 'Have events delivered again, for example those that a receiver has lost. Their IDs stay the same.',
  },
  properties: [
    subscriptionField,
    {
      displayName:
        'A Parley Trigger leaves out what has started an execution before: it gets what was not delivered. To run an execution again, use its "Retry".',
      name: 'replayNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'What to Replay',
      name: 'replayBy',
      type: 'options',
      default: 'cursor',
      options: [
        { name: 'Certain Events', value: 'ids', description: 'Named by their IDs' },
        { name: 'Everything After an Event', value: 'cursor', description: 'All that the subscription wants to hear' },
      ],
      description: 'Which events are delivered again',
    },
    {
      displayName: 'After',
      name: 'fromCursor',
      type: 'string',
      default: '',
      placeholder: 'e.g. 0.1042',
      displayOptions: { show: { replayBy: ['cursor'] } },
      description: 'The cursor of the event after which to begin. Without it: from the beginning.',
    },
    {
      displayName: 'Event IDs',
      name: 'eventIds',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. evt_01JD3Y5Q8ZK4T7W9XABCDEFGHJ',
      displayOptions: { show: { replayBy: ['ids'] } },
      description: 'Comma-separated list of the IDs of events',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const isByIds = textAt(context, 'replayBy', itemIndex) === 'ids';
    return itemOf(
      await request<IDataObject>(
        context,
        {
          method: 'POST',
          path: pathOf('subscriptions', idAt(context, 'subscriptionId', itemIndex), 'replay'),
          body: isByIds ? { eventIds: wordsAt(context, 'eventIds', itemIndex) } : { fromCursor: textAt(context, 'fromCursor', itemIndex) },
        },
        itemIndex,
      ),
    );
  },
};
