import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { flagAt, idAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Message } from '../../shared/wire';

/**
 * Puts a message of any content into the conversation the item names, with the options every send has.
 * Gives the message as the gateway stored it: it is on its way, `delivery.state` says how far.
 */
export async function sendContent(context: IExecuteFunctions, itemIndex: number, content: IDataObject): Promise<Message> {
  const onWindowClosed = textAt(context, 'options.onWindowClosed', itemIndex);
  const quotedMessageId = idAt(context, 'options.quotedMessageId', itemIndex);
  return await request<Message>(
    context,
    {
      method: 'POST',
      path: pathOf('conversations', idAt(context, 'conversationId', itemIndex), 'messages'),
      headers: idempotencyHeaders(context, itemIndex),
      body: {
        content,
        ...(flagAt(context, 'options.answers', itemIndex) ? { answers: true } : {}),
        ...(onWindowClosed === '' ? {} : { onWindowClosed }),
        ...(quotedMessageId === '' ? {} : { quotedMessageId }),
      },
    },
    itemIndex,
  );
}
