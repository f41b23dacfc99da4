import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { filled, idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';

/**
 * Does something with the conversation the item names, for the member the body or else the options name, and gives what the gateway answers: the
 * conversation as it is then, or what was made. A retry by n8n carries the same key, so that it is done once.
 *
 * @param body fields that are empty are left out; null stays
 */
export async function commandTo<T>(context: IExecuteFunctions, itemIndex: number, command: string, body: IDataObject): Promise<T> {
  return await request<T>(
    context,
    {
      method: 'POST',
      path: pathOf('conversations', idAt(context, 'conversationId', itemIndex), command),
      headers: idempotencyHeaders(context, itemIndex),
      body: filled({ ...('memberId' in body ? {} : { memberId: idAt(context, 'options.memberId', itemIndex) }), ...body }),
    },
    itemIndex,
  );
}
