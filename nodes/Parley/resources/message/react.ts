import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField, messageField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { filled, flagAt, idAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Message } from '../../shared/wire';

export const react: Operation = {
  option: {
    name: 'React',
    value: 'react',
    action: 'React to message',
    description: 'React to a message with an emoji, or take the reaction back',
  },
  properties: [
    { ...conversationField, required: false, description: 'Only to choose the message from a list. Its ID alone is enough.' },
    messageField,
    {
      displayName: 'LINE, WeChat and WhatsApp through Twilio take no reactions of a business: there the node fails and says so.',
      name: 'reactionNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'Take Back',
      name: 'takeBack',
      type: 'boolean',
      default: false,
      description: 'Whether to take the reaction back',
    },
    {
      displayName: 'Emoji',
      name: 'emoji',
      type: 'string',
      required: true,
      default: '👍',
      displayOptions: { show: { takeBack: [false] } },
      description: 'One emoji. Another one replaces the one that was there.',
    },
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Message>(
        context,
        {
          method: 'POST',
          path: pathOf('messages', idAt(context, 'messageId', itemIndex), 'reactions'),
          body: filled({
            emoji: flagAt(context, 'takeBack', itemIndex) ? null : textAt(context, 'emoji', itemIndex),
            memberId: idAt(context, 'options.memberId', itemIndex),
          }),
        },
        itemIndex,
      ),
    );
  },
};
