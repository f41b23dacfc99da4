import type { IDataObject, IRun } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import nock from 'nock';

import { Parley } from '../../../nodes/Parley/Parley.node';
import {
  callResumeUrl,
  EXECUTION_ID,
  GATEWAY,
  jsonFrom,
  locator,
  NODE_ID,
  outputsOf,
  parleyWorkflow,
  runParley,
  wake,
} from '../support/engine';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const DAY_MS = 86_400_000;

beforeEach(() => {
  jest.useFakeTimers({
    now: NOW,
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'],
  });
});
afterEach(() => jest.useRealTimers());

const asking = (more: IDataObject = {}): IDataObject => ({
  resource: 'message',
  operation: 'sendAndWait',
  conversationId: locator('cnv_1'),
  message: 'Which size?',
  ...more,
});

/** Lets the next question be asked, and notes how. */
function takeQuestion(
  answer: IDataObject = { waitId: 'wai_1', message: { id: 'msg_1' } },
  status = 201,
  after = () => undefined as unknown,
): { body: IDataObject } {
  const taken: { body: IDataObject } = { body: {} };
  nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1', 'idempotency-key': /^n8n-[0-9a-f]{40}$/ } })
    .post('/api/v1/conversations/cnv_1/waits', (body: IDataObject) => {
      taken.body = body;
      return true;
    })
    .reply(status, () => {
      after();
      return answer;
    });
  return taken;
}

async function waiting(more: IDataObject = {}): Promise<IRun> {
  takeQuestion();
  return await runParley({ parameters: asking(more), items: [{ from: 'start' }] });
}

describe('asking', () => {
  test('hands the question, a signed address and the end of the time to the gateway, and waits', async () => {
    const taken = takeQuestion();
    const run = await runParley({ parameters: asking() });
    expect(run.status).toBe('waiting');
    expect(taken.body).toEqual({
      content: { type: 'text', text: 'Which size?' },
      expect: 'text',
      resumeUrl: expect.stringMatching(new RegExp(`^http://n8n.test/webhook-waiting/${EXECUTION_ID}/${NODE_ID}\\?signature=[0-9a-f]{64}$`)),
      expiresAt: '2026-11-21T10:00:00.000Z',
    });
    // n8n gives up by itself only after the gateway has: it tells of the end for three days.
    expect(run.waitTill?.getTime() ?? run.data.waitTill?.getTime()).toBe(NOW + DAY_MS + 73 * 3_600_000);
  });

  test.each<[string, IDataObject, IDataObject]>([
    ['a file', { responseType: 'attachment' }, { expect: 'attachment' }],
    ['a place', { responseType: 'location' }, { expect: 'location' }],
    [
      'a choice, asked again twice',
      {
        responseType: 'choice',
        choices: { values: [{ label: 'S', id: 's' }, { label: 'M' }] },
        style: 'list',
        maxReasks: 2,
        reaskText: 'S or M, please.',
      },
      {
        content: {
          type: 'choice',
          text: 'Which size?',
          style: 'list',
          options: [
            { id: 's', label: 'S' },
            { id: 'M', label: 'M' },
          ],
        },
        expect: 'choice',
        maxReasks: 2,
        reaskText: 'S or M, please.',
      },
    ],
    [
      'an approval',
      { responseType: 'approval' },
      {
        content: {
          type: 'choice',
          text: 'Which size?',
          style: 'buttons',
          options: [
            { id: 'approve', label: 'Approve' },
            { id: 'decline', label: 'Decline' },
          ],
        },
        expect: 'choice',
      },
    ],
    [
      'an approval with one button of its own',
      { responseType: 'approval', approvalOptions: { values: { approvalType: 'single', approveLabel: 'Got it' } } },
      {
        content: { type: 'choice', text: 'Which size?', style: 'buttons', options: [{ id: 'approve', label: 'Got it' }] },
        expect: 'choice',
      },
    ],
    ['for two hours', { waitAmount: 2, waitUnit: 'hours' }, { expiresAt: '2026-11-20T12:00:00.000Z' }],
    [
      'behind a template that opens the window, in the name of a member',
      {
        options: {
          openingTemplateId: locator('tpl_1'),
          openingParams: { values: [{ name: '1', value: 'Ann' }] },
          memberId: locator('mbr_1'),
          answers: true,
        },
      },
      { template: { type: 'template', templateId: 'tpl_1', params: { '1': 'Ann' } }, memberId: 'mbr_1', answers: true },
    ],
  ])('%s', async (_name, more, body) => {
    const taken = takeQuestion();
    await runParley({ parameters: asking(more) });
    expect(taken.body).toMatchObject(body);
  });

  test('says the same when n8n tries again, so that the gateway knows the question', async () => {
    const first = takeQuestion({ detail: 'Not now.' }, 503, () => jest.setSystemTime(NOW + 5_000));
    const second = takeQuestion();
    const nodeSettings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    expect((await runParley({ parameters: asking(), nodeSettings })).status).toBe('waiting');
    expect(second.body).toEqual(first.body);
  });

  test('goes on at once where a person holds the conversation and the question is to be skipped', async () => {
    takeQuestion({ skipped: true, reason: 'held_by_member' }, 200);
    const run = await runParley({ parameters: asking({ options: { ifHeld: 'skip' } }) });
    expect(run.status).toBe('success');
    expect(outputsOf(run)).toEqual([
      [],
      [],
      [{ outcome: 'handed_over', because: 'held_by_member', conversationId: 'cnv_1', data: {}, reply: null }],
      [],
    ]);
  });

  test('of several items fails with what to do', async () => {
    const run = await runParley({ parameters: asking(), items: [{}, {}] });
    expect(run.data.resultData.error).toMatchObject({
      message: 'One execution can wait for one answer, and 2 items came in',
      description: expect.stringContaining('Loop Over Items'),
    });
  });

  test('with continue on fail a refusal is an item at the first output', async () => {
    takeQuestion({ detail: 'The window is closed.', code: 'window_closed' }, 409);
    const run = await runParley({ parameters: asking(), nodeSettings: { onError: 'continueRegularOutput' } });
    expect(jsonFrom(run)).toEqual([{ error: 'The window is closed.', details: expect.objectContaining({ code: 'window_closed' }) }]);
  });
});

describe('the answer', () => {
  const message = { id: 'msg_2', content: { type: 'text', text: 'M' } };
  const end = (outcome: string, value?: unknown): IDataObject => ({
    waitId: 'wai_1',
    conversationId: 'cnv_1',
    messageId: 'msg_1',
    outcome,
    because: 'told',
    reply: value === undefined ? null : ({ message, value } as IDataObject),
  });

  test.each([
    ['answered', 0],
    ['timed_out', 1],
    ['handed_over', 2],
    ['opted_out', 3],
  ])('"%s" goes on at output %i only', async (outcome, index) => {
    const { status, run } = await callResumeUrl(await waiting(), { parameters: asking() }, end(outcome));
    expect(status).toBe(200);
    expect(run?.status).toBe('success');
    const outputs = outputsOf(run);
    expect(outputs.map((items) => items.length)).toEqual([0, 1, 2, 3].map((one) => (one === index ? 1 : 0)));
    expect(outputs[index]?.[0]).toMatchObject({ outcome, because: 'told', waitId: 'wai_1', reply: null });
  });

  test.each<[string, IDataObject, unknown, IDataObject]>([
    ['a text', {}, 'M', { answer: 'M', data: { text: 'M' } }],
    ['a choice', { responseType: 'choice' }, { optionId: 'm', label: 'Medium' }, { answer: 'm', data: { optionId: 'm', label: 'Medium' } }],
    ['a choice without an id', { responseType: 'choice' }, { optionId: null, label: 'Medium' }, { answer: 'Medium' }],
    ['a yes', { responseType: 'approval' }, { optionId: 'approve', label: 'Yes' }, { answer: 'approve', data: { approved: true } }],
    ['a no', { responseType: 'approval' }, { optionId: 'decline', label: 'No' }, { answer: 'decline', data: { approved: false } }],
    [
      'a file',
      { responseType: 'attachment' },
      { id: 'att_1', mimeType: 'image/png', url: 'https://x.test/a' },
      { answer: 'https://x.test/a' },
    ],
    ['a place', { responseType: 'location' }, { latitude: 1, longitude: 2 }, { answer: { latitude: 1, longitude: 2 } }],
  ])('%s is given simply, with the whole message', async (_name, more, value, expected) => {
    const { run } = await callResumeUrl(await waiting(more), { parameters: asking(more) }, end('answered', value));
    expect(outputsOf(run)[0]?.[0]).toMatchObject({ ...expected, value, reply: message });
  });

  test('nobody gave in time is no approval', async () => {
    const more = { responseType: 'approval' };
    const { run } = await callResumeUrl(await waiting(more), { parameters: asking(more) }, end('timed_out'));
    expect(outputsOf(run)[1]?.[0]).toMatchObject({ data: { approved: false } });
  });

  test('to an earlier question, come late, wakes nobody', async () => {
    const { status, result, run } = await callResumeUrl(
      await waiting(),
      { parameters: asking() },
      { ...end('answered', 'S'), waitId: 'wai_0' },
    );
    expect(status).toBe(200);
    expect(result.workflowData).toBeUndefined();
    expect(run).toBeUndefined();
  });

  test.each([[{}], [{ outcome: 'maybe' }]])('%p is refused with 400 and wakes nobody', async (body) => {
    const { status, result } = await callResumeUrl(await waiting(), { parameters: asking() }, body);
    expect(status).toBe(400);
    expect(result).toEqual({ noWebhookResponse: true });
  });

  test("n8n's tool for human review gets the verdict at its one output", async () => {
    const more = { responseType: 'approval' };
    const run = await waiting(more);
    const tool = { parameters: asking(more), nodeSettings: { type: 'parleyHitlTool' } };
    const { result } = await callResumeUrl(run, tool, end('timed_out'));
    expect(result.workflowData?.[0]?.[0]?.json).toMatchObject({ outcome: 'timed_out', data: { approved: false } });
  });
});

test('when no word ever comes from the gateway, n8n goes on at "Timed Out" and not at "Answered"', async () => {
  const run = await wake(await waiting(), { parameters: asking() });
  expect(run.status).toBe('success');
  expect(outputsOf(run)).toEqual([
    [],
    [{ outcome: 'timed_out', because: 'no_word_from_gateway', waitId: 'wai_1', conversationId: 'cnv_1', data: {}, reply: null }],
    [],
    [],
  ]);
});

test.each([
  ['where the node waits, one for each ending', 'sendAndWait', ['Answered', 'Timed Out', 'Handed to a Person', 'Opted Out']],
  ['elsewhere, one', 'send', [undefined]],
])('the outputs are %s', (_name, operation, names) => {
  const workflow = parleyWorkflow({ parameters: asking({ operation }) });
  const node = workflow.getNode('Parley');
  if (node === null) throw new Error('No node');
  const outputs = NodeHelpers.getNodeOutputs(workflow, node, new Parley().description);
  expect(outputs.map((output) => (typeof output === 'string' ? undefined : output.displayName))).toEqual(names);
});

test('the fields have the names that n8n looks for when it makes its tool for human review', () => {
  const names = new Parley().description.properties.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['message', 'responseType', 'approvalOptions']));
});
