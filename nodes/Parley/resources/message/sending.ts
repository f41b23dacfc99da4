import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { request } from '../../shared/transport';
import type { Message } from '../../shared/wire';
import { destinationOf } from './destination';
import { policyOf } from './policy';

/** What the gateway answers to a send where a person holds the conversation and the message is to be skipped then. */
type Skipped = { readonly skipped: true; readonly reason: string };

/**
 * Sends a message of any content to whom the item names, with the options every send has.
 * Gives the message as the gateway stored it: it is on its way, `delivery.state` says how far.
 */
export async function sendContent(context: IExecuteFunctions, itemIndex: number, content: IDataObject): Promise<Message | Skipped> {
  const { path, body } = destinationOf(context, itemIndex);
  return await request<Message | Skipped>(
    context,
    {
      method: 'POST',
      path,
      headers: idempotencyHeaders(context, itemIndex),
      body: { ...body, content, ...policyOf(context, itemIndex) },
    },
    itemIndex,
  );
}
