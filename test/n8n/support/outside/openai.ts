import type { Request, Response } from 'express';

import { serveOutside } from './outside.ts';

interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly { readonly id: string }[];
  readonly tool_call_id?: string;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean;
  readonly tools?: readonly { readonly type: string; readonly function: { readonly name: string; readonly parameters?: object } }[];
}

/** What the model says to a request: words, or the use of its first tool with these arguments. */
export type ModelSays = { readonly text: string } | { readonly tool: Readonly<Record<string, string>> };

/**
 * OpenAI's chat completions with a model that says what it is told to, and refuses what the real API would refuse.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export class OpenAi {
  readonly key = 'sk-suite';
  readonly requests: ChatRequest[] = [];
  readonly baseUrl: string;
  readonly stop: () => Promise<void>;

  private constructor(baseUrl: string, stop: () => Promise<void>) {
    this.baseUrl = baseUrl;
    this.stop = stop;
  }

  /** @param say what the model answers to a request */
  static async start(say: (request: ChatRequest) => ModelSays): Promise<OpenAi> {
    const made: { openAi?: OpenAi } = {};
    const { baseUrl, stop } = await serveOutside((app) => {
      app.get('/v1/models', (_, response) => response.json({ object: 'list', data: [{ id: 'gpt-4.1-mini', object: 'model' }] }));
      app.post('/v1/chat/completions', (request, response) => made.openAi?.complete(request, response, say));
    });
    made.openAi = new OpenAi(`${baseUrl}/v1`, stop);
    return made.openAi;
  }

  private complete(request: Request, response: Response, say: (request: ChatRequest) => ModelSays): void {
    const body = request.body as ChatRequest;
    const problem = request.headers.authorization === `Bearer ${this.key}` ? problemOf(body) : 'Incorrect API key provided';
    if (problem !== undefined) {
      const status = problem.startsWith('Incorrect') ? 401 : 400;
      response.status(status).json({ error: { message: problem, type: 'invalid_request_error', param: null, code: null } });
      return;
    }
    this.requests.push(body);
    const said = say(body);
    const tool = body.tools?.[0]?.function.name ?? '';
    const message =
      'text' in said
        ? { role: 'assistant', content: said.text }
        : {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: `call_${this.requests.length}`,
                type: 'function',
                function: { name: tool, arguments: JSON.stringify(said.tool) },
              },
            ],
          };
    response.json({
      id: `chatcmpl-${this.requests.length}`,
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: body.model,
      choices: [{ index: 0, message, finish_reason: 'text' in said ? 'stop' : 'tool_calls' }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
  }
}

/** All that was said to the model, as one text. */
export function wordsOf({ messages }: ChatRequest): string {
  return messages.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content ?? ''))).join('\n');
}

/** Whether the model has used its tool already. */
export function hasUsedTool({ messages }: ChatRequest): boolean {
  return messages.some(({ role }) => role === 'tool');
}

/** Why the real API would answer 400, or undefined. Every call of a tool wants its result, and no result comes without a call. */
function problemOf({ model, messages, stream, tools }: ChatRequest): string | undefined {
  if (stream === true) return 'This stand-in does not stream';
  if (typeof model !== 'string' || !Array.isArray(messages) || messages.length === 0) return 'model and messages are required';
  const badName = (tools ?? []).find((tool) => !/^[a-zA-Z0-9_-]{1,64}$/.test(tool.function.name));
  if (badName !== undefined) return `Invalid 'tools[0].function.name': ${badName.function.name}`;
  const called = new Set(messages.flatMap(({ tool_calls }: ChatMessage) => (tool_calls ?? []).map(({ id }) => id)));
  const answered = new Set(messages.flatMap(({ tool_call_id }: ChatMessage) => tool_call_id ?? []));
  const open = [...called].find((id) => !answered.has(id)) ?? [...answered].find((id) => !called.has(id));
  return open === undefined ? undefined : `tool_call_id ${open} has no counterpart`;
}
