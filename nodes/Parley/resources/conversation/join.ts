import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField, memberField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

const joiningMember = { ...memberField, description: 'Who joins. The API key needs the permission act_for_members.' };

export const join: Operation = {
  option: {
    name: 'Join',
    value: 'join',
    action: 'Join conversation',
    description: 'Have a member join a conversation, so that they may answer in it',
  },
  properties: [conversationField, joiningMember],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<Conversation>(context, itemIndex, 'join', { memberId: idAt(context, 'memberId', itemIndex) }));
  },
};
