import type { IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { itemsOf, type Operation } from '../../shared/operation';
import { limitAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';
import type { Team } from '../../shared/wire-organization';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many teams',
    description: 'Get the teams with their members and channels',
  },
  properties: [...listFields],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemsOf(await requestList<Team>(context, '/teams', {}, limitAt(context, itemIndex), itemIndex));
  },
};
