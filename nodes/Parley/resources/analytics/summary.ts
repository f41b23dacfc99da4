import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { itemOf, itemsOf, type Operation } from '../../shared/operation';
import { flagAt, textAt, timeAt } from '../../shared/parameters';
import { request } from '../../shared/transport';

export const summary: Operation = {
  option: {
    name: 'Get Summary',
    value: 'summary',
    action: 'Get analytics summary',
    description: 'Get the figures of a period: how many customers wrote, were answered or missed, and how fast',
  },
  properties: [
    {
      displayName: 'From',
      name: 'from',
      type: 'dateTime',
      default: '',
      description: 'The beginning of the period. Without it: 24 hours before its end.',
    },
    {
      displayName: 'To',
      name: 'to',
      type: 'dateTime',
      default: '',
      description: 'The end of the period, which is no part of it. Without it: now.',
    },
    {
      displayName: 'Group By',
      name: 'groupBy',
      type: 'options',
      default: 'none',
      options: [
        { name: 'Channel', value: 'channel' },
        { name: 'Hour', value: 'hour' },
        { name: 'Member', value: 'member' },
        { name: 'None', value: 'none' },
        { name: 'Team', value: 'team' },
      ],
      description: 'Whether to get the figures of each of these too',
    },
    {
      displayName: 'Time Zone',
      name: 'timeZone',
      type: 'string',
      default: '={{ $now.zoneName }}',
      placeholder: 'e.g. Asia/Manila',
      displayOptions: { show: { groupBy: ['hour'] } },
      description: 'Whose hours are meant',
    },
    {
      displayName: 'One Item per Group',
      name: 'splitGroups',
      type: 'boolean',
      default: false,
      displayOptions: { hide: { groupBy: ['none'] } },
      description: 'Whether each group becomes an item of its own, without the total, for example to write them into a table',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const groupBy = textAt(context, 'groupBy', itemIndex);
    const figures = await request<{ total: IDataObject; groups: IDataObject[] }>(
      context,
      {
        method: 'GET',
        path: '/analytics/summary',
        query: {
          from: timeAt(context, 'from', 'From', itemIndex),
          to: timeAt(context, 'to', 'To', itemIndex),
          groupBy,
          timeZone: groupBy === 'hour' ? textAt(context, 'timeZone', itemIndex) : '',
          format: 'json',
        },
      },
      itemIndex,
    );
    return groupBy !== 'none' && flagAt(context, 'splitGroups', itemIndex) ? itemsOf(figures.groups) : itemOf(figures);
  },
};
