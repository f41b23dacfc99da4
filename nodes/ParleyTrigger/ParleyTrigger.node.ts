import type { IHookFunctions, INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { receive } from './delivery';
import { getChannels } from './loadOptions';
import { isSubscribed, subscribe, unsubscribe } from './subscription';

/** Starts a workflow for each event of the gateway. Option values are the gateway's event types. */
export class ParleyTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Parley Trigger',
    name: 'parleyTrigger',
    icon: { light: 'file:../Parley/parley.svg', dark: 'file:../Parley/parley.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{ $parameter["events"].join(", ") }}',
    description: 'Starts the workflow when a customer writes on WhatsApp, LINE, Messenger, WeChat or web chat, or a conversation changes',
    activationMessage: 'Parley now starts this workflow for each event you chose.',
    defaults: { name: 'Parley Trigger' },
    usableAsTool: undefined,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'parleyApi', required: true }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'parley' }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['message.received'],
        description: 'What starts the workflow. Each event becomes one item with the message, the conversation and the contact.',
        options: [
          {
            name: 'New Message',
            value: 'message.received',
            description: 'A customer wrote on any channel',
          },
          {
            name: 'Status Changed',
            value: 'conversation.status_changed',
            description: 'A conversation became active, pending, overdue, closed and so on',
          },
        ],
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add filter',
        default: {},
        options: [
          {
            displayName: 'Channel Names or IDs',
            name: 'channelIds',
            type: 'multiOptions',
            typeOptions: { loadOptionsMethod: 'getChannels' },
            default: [],
            description:
              'Only events on these channels. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
          },
        ],
      },
    ],
  };

  methods = { loadOptions: { getChannels } };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await isSubscribed(this);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        await subscribe(this);
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        await unsubscribe(this);
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receive(this);
  }
}
