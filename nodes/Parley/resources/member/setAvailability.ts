import type { IExecuteFunctions } from 'n8n-workflow';

import { memberField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Member } from '../../shared/wire-organization';

export const setAvailability: Operation = {
  option: {
    name: 'Set Availability',
    value: 'setAvailability',
    action: 'Set availability of member',
    description: 'Say whether a member is there. Only who is online gets customers assigned.',
  },
  properties: [
    memberField,
    {
      displayName: 'Availability',
      name: 'availability',
      type: 'options',
      default: 'online',
      options: [
        { name: 'Away', value: 'away' },
        { name: 'Offline', value: 'offline' },
        { name: 'Online', value: 'online' },
      ],
      description: 'Whether the member is there',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Member>(
        context,
        {
          method: 'PATCH',
          path: pathOf('members', idAt(context, 'memberId', itemIndex)),
          body: { availability: textAt(context, 'availability', itemIndex) },
        },
        itemIndex,
      ),
    );
  },
};
