import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { searchContacts } from './listSearch/contacts';
import { searchConversations } from './listSearch/conversations';
import { searchMessages } from './listSearch/messages';
import { searchChannels, searchMembers, searchSubscriptions, searchTeams } from './listSearch/organization';
import { searchTemplates } from './listSearch/templates';
import { getTemplateVariables } from './resourceMapping/templateVariables';
import { operationNamed, operationProperties, resourceOptions } from './resources';
import { outputsByOperation, resumeWebhooks } from './resources/message/sendAndWait/outcomes';
import { resume } from './resources/message/sendAndWait/resume';
import { failedItem } from './shared/failure';
import { textAt } from './shared/parameters';

/** Everything a workflow does with conversations, messages and contacts. Each operation is a file under `resources`. */
export class Parley implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Parley',
    name: 'parley',
    icon: { light: 'file:parley.svg', dark: 'file:parley.dark.svg' },
    group: ['output'],
    version: [1],
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Answer customers on WhatsApp, LINE, Messenger, WeChat and web chat, and look after their conversations',
    defaults: { name: 'Parley' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: outputsByOperation,
    credentials: [{ name: 'parleyApi', required: true }],
    waitingNodeTooltip: 'Waiting for the customer to reply',
    webhooks: resumeWebhooks,
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: resourceOptions,
        default: 'message',
      },
      ...operationProperties,
    ],
  };

  methods = {
    listSearch: {
      searchChannels,
      searchContacts,
      searchConversations,
      searchMembers,
      searchMessages,
      searchSubscriptions,
      searchTeams,
      searchTemplates,
    },
    resourceMapping: { getTemplateVariables },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return resume(this);
  }

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const results: INodeExecutionData[] = [];
    for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
      try {
        const resource = textAt(this, 'resource', itemIndex);
        const name = textAt(this, 'operation', itemIndex);
        const operation = operationNamed(resource, name);
        if (operation === undefined) {
          throw new NodeOperationError(this.getNode(), `This version of the node cannot do "${name}" with "${resource}"`, { itemIndex });
        }
        if ('executeAll' in operation) return await operation.executeAll(this);
        const items = await operation.execute(this, itemIndex);
        results.push(...items.map((item) => ({ ...item, pairedItem: { item: itemIndex } })));
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        if (this.continueOnFail()) {
          results.push(failedItem(error, itemIndex));
          continue;
        }
        if (error instanceof NodeApiError || error instanceof NodeOperationError) throw error;
        throw new NodeOperationError(this.getNode(), error, { itemIndex });
      }
    }
    return [results];
  }
}
