import type { IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { eventOptions } from '../../shared/events';
import { itemsOf, type Operation } from '../../shared/operation';
import { limitAt, textAt, wordsAt } from '../../shared/parameters';
import { MAX_PAGE_SIZE, request } from '../../shared/transport';
import type { Page } from '../../shared/wire';
import type { EventEnvelope } from '../../shared/wire-events';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many events',
    description: 'Get what happened, in order, for example all since the last time this workflow looked',
  },
  properties: [
    ...listFields,
    {
      displayName: 'After',
      name: 'after',
      type: 'string',
      default: '',
      placeholder: 'e.g. 0.1042',
      description: 'Only what happened after the event with this cursor. Without it: from the beginning.',
    },
    {
      displayName: 'Event Names',
      name: 'types',
      type: 'multiOptions',
      default: [],
      options: eventOptions,
      description: 'Only these events. Without any: all.',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const limit = limitAt(context, itemIndex) ?? Infinity;
    const types = wordsAt(context, 'types', itemIndex).join(',');
    const found: EventEnvelope[] = [];
    let after: string | null = textAt(context, 'after', itemIndex);
    let isEnd = false;
    // The log has no last page: its cursor is always there, and a page without events says that this was all.
    while (!isEnd && found.length < limit) {
      const query = { limit: Math.min(limit - found.length, MAX_PAGE_SIZE), after, types };
      const page: Page<EventEnvelope> = await request<Page<EventEnvelope>>(context, { method: 'GET', path: '/events', query }, itemIndex);
      found.push(...page.data);
      isEnd = page.data.length === 0 || page.nextCursor === null;
      after = page.nextCursor;
    }
    return itemsOf(found.slice(0, limit));
  },
};
