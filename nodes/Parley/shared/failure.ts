import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

/**
 * The item that goes on in place of one that failed: the sentence as `error`, and as `details` what a workflow can branch on. n8n
 * sends an item with no other fields than these to the error output, where the node has one (workflow-execute.ts of 2.41).
 */
export function failedItem(error: Error, itemIndex: number): INodeExecutionData {
  const details = error instanceof NodeApiError ? detailsOf(error) : {};
  return {
    json: { error: error.message, ...(Object.keys(details).length === 0 ? {} : { details }) },
    pairedItem: { item: itemIndex },
  };
}

function detailsOf({ httpCode, description, context }: NodeApiError): IDataObject {
  const { code } = context;
  return { ...(httpCode ? { httpCode } : {}), ...(typeof code === 'string' ? { code } : {}), ...(description ? { description } : {}) };
}
