// The shipped workflows in a real n8n: each can be imported, and those that need nobody else's credential are run.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { ROOT } from './support/paths.ts';
import { until } from './support/processes.ts';
import { exampleNamed } from './support/workflows.ts';
import type { World } from './support/world.ts';

interface Listed {
  readonly id: string;
  readonly content?: { readonly type: string };
}

export async function checkExamples({ checks, client, credential, gateway, n8n, platforms }: World): Promise<void> {
  const files = (await readdir(path.join(ROOT, 'examples/workflows'))).filter((file) => file.endsWith('.json')).sort();
  const published = async (file: string, use: () => Promise<void>): Promise<void> => {
    const { id } = await client.makeWorkflow(await exampleNamed(file, credential));
    assert.equal((await client.publish(id)).status, 'published');
    await use();
    await client.unpublish(id);
  };
  const ask = async (hook: string, body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> => {
    const response = await fetch(`${n8n.baseUrl}/webhook/${hook}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  const conversationOf = async (words: string): Promise<string> => {
    const { data } = await gateway.call<{ data: Listed[] }>('GET', `/conversations?q=${encodeURIComponent(words)}`);
    return data[0]?.id ?? '';
  };

  for (const file of files) {
    await checks.check(`the example ${file} can be imported`, async () => {
      const workflow = await exampleNamed(file, credential);
      const { id } = await client.makeWorkflow({ ...workflow, name: `${workflow.name} (imported)` });
      assert.notEqual(id, '');
    });
  }

  await checks.check('the menu shows buttons, and a typed number is one of them', async () => {
    await published('keyword-menu.json', async () => {
      await platforms.strangerWrites(9_001, 'menu');
      const conversationId = await conversationOf('menu');
      await until(
        async () => {
          const { data } = await gateway.call<{ data: Listed[] }>('GET', `/conversations/${conversationId}/messages`);
          return data.some((message) => message.content?.type === 'choice');
        },
        { timeoutMs: 20_000, what: 'the menu was sent' },
      );
      await platforms.strangerWrites(9_001, '2');
      await platforms.answered('Please send us the number of your order.');
    });
  });

  await checks.check('a webhook sends a message and answers with its number, or why not', async () => {
    await published('webhook-message-respond.json', async () => {
      await platforms.strangerWrites(9_002, 'please write to me');
      const conversationId = await conversationOf('please write to me');
      const done = await ask('parley-send', { conversationId, text: 'asked by a webhook' });
      assert.equal(done.status, 202);
      assert.match(String(done.answer.messageId), /^msg_/);
      await platforms.answered('asked by a webhook');
      const refused = await ask('parley-send', { conversationId: 'cnv_nobody', text: 'to nobody' });
      assert.equal(refused.status, 422);
      assert.notEqual(refused.answer.error, '');
    });
  });

  await checks.check('a change in the CRM makes the contact, and the second one changes it', async () => {
    await published('crm-change-to-contact.json', async () => {
      const change = { id: '20451', name: 'Ann of the CRM', email: 'ann.crm@example.com', phone: '', plan: 'gold' };
      const first = await ask('parley-crm-change', change);
      const second = await ask('parley-crm-change', { ...change, name: 'Ann, renamed' });
      assert.equal(first.status, 200);
      assert.equal(second.answer.contactId, first.answer.contactId);
      const contact = await gateway.call<{ name: string }>('GET', `/contacts/${String(first.answer.contactId)}`);
      assert.equal(contact.name, 'Ann, renamed');
    });
  });
}
