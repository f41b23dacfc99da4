import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField, memberField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

const leavingMember = { ...memberField, description: 'Who leaves. The API key needs the permission act_for_members.' };

export const leave: Operation = {
  option: {
    name: 'Leave',
    value: 'leave',
    action: 'Leave conversation',
    description: 'Have a member leave a conversation. An owner who leaves owns it no more.',
  },
  properties: [conversationField, leavingMember],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<Conversation>(context, itemIndex, 'leave', { memberId: idAt(context, 'memberId', itemIndex) }));
  },
};
