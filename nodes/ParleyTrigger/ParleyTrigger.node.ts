import type {
  IExecuteFunctions,
  IHookFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { eventOptions } from '../Parley/shared/events';
import { receive } from './delivery';
import { takeEvents } from './execution';
import { filterFields } from './filters';
import { getChannels, getTeams } from './loadOptions';
import { optionFields } from './options';
import { showSample } from './sampling';
import { isSubscribed, subscribe, unsubscribe } from './subscription';

/** "When the workflow has finished" is the one of the two that is said: what is said nowhere is answered at once. */
const RESPONSE_MODE = '={{ $parameter["options"]?.["acknowledge"] === "finished" ? "lastNode" : "onReceived" }}';

/**
 * Starts a workflow for each event of the gateway. Option values are the gateway's event types. `webhook` takes a delivery, n8n
 * stores the execution, and `execute` runs as its first step.
 */
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
    eventTriggerDescription: 'Waiting for an event of the gateway: write on a channel as a customer',
    defaults: { name: 'Parley Trigger' },
    usableAsTool: undefined,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'parleyApi', required: true }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: RESPONSE_MODE, responseData: 'noData', path: 'parley' }],
    properties: [
      {
        displayName:
          'The gateway must reach this n8n at its webhook address. In a private network, allow that on the gateway with PARLEY_ALLOWED_NETWORKS.',
        name: 'reachNotice',
        type: 'notice',
        default: '',
      },
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['message.received'],
        description: 'What starts the workflow. Each event becomes one item with the message, the conversation and the contact.',
        options: eventOptions,
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add filter',
        default: {},
        description: 'Only some of these events. With several filters an event must pass them all.',
        options: filterFields,
      },
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        options: optionFields,
      },
    ],
  };

  methods = { loadOptions: { getChannels, getTeams } };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await isSubscribed(this);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        await subscribe(this);
        showSample(this);
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

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await takeEvents(this)];
  }
}
