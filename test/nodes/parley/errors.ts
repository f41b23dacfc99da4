import nock from 'nock';

import { GATEWAY, itemsFrom, locator, outputsOf, runParley } from '../support/engine';

const send = { resource: 'message', operation: 'send', conversationId: locator('={{ $json.id }}'), text: 'Hello' };
const shut = {
  type: 'about:blank',
  title: 'Conflict',
  status: 409,
  code: 'window_closed',
  detail: 'WhatsApp lets you write freely only for 24 hours after the last message. Send a template.',
};

test("a refusal becomes a NodeApiError with the gateway's sentence, http code and item", async () => {
  nock(GATEWAY).post(/.*/).reply(202, {}).post(/.*/).reply(409, shut, { 'content-type': 'application/problem+json' });
  const run = await runParley({ parameters: send, items: [{ id: 'cnv_1' }, { id: 'cnv_2' }] });
  expect(run.status).toBe('error');
  expect(run.data.resultData.error).toMatchObject({
    name: 'NodeApiError',
    message: shut.detail,
    description: 'Code: window_closed.',
    httpCode: '409',
    context: { itemIndex: 1 },
  });
});

test('the fields that the gateway found bad are named', async () => {
  const problem = {
    detail: 'The message cannot be sent as it is.',
    code: 'invalid_request',
    errors: [{ path: 'content.text', message: 'must not be empty' }, { path: 'answers' }],
  };
  nock(GATEWAY).post(/.*/).reply(400, problem, { 'content-type': 'application/problem+json' });
  const run = await runParley({ parameters: send, items: [{ id: 'cnv_1' }] });
  expect(run.data.resultData.error).toMatchObject({
    message: 'The message cannot be sent as it is.',
    description: 'Look at content.text: must not be empty; answers. Code: invalid_request.',
    httpCode: '400',
  });
});

test('a retry with other values says that nothing is done twice', async () => {
  const used = { code: 'idempotency_conflict', detail: 'This Idempotency-Key was used before with another body.' };
  nock(GATEWAY).post(/.*/).reply(422, used, { 'content-type': 'application/problem+json' });
  const run = await runParley({ parameters: send, items: [{ id: 'cnv_1' }] });
  const description = expect.stringMatching(/^An earlier try of this execution .+ Code: idempotency_conflict\.$/);
  expect(run.data.resultData.error).toMatchObject({ message: used.detail, description, httpCode: '422' });
});

test('an answer that is not from the gateway says what to check', async () => {
  nock(GATEWAY).post(/.*/).reply(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' });
  const run = await runParley({ parameters: send, items: [{ id: 'cnv_1' }] });
  expect(run.data.resultData.error).toMatchObject({
    message: 'The gateway answered 502. Check the base URL of the Parley credential.',
    httpCode: '502',
  });
});

test('a gateway that cannot be reached fails the node', async () => {
  nock(GATEWAY)
    .post(/.*/)
    .replyWithError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
  const run = await runParley({ parameters: send, items: [{ id: 'cnv_1' }] });
  expect(run.status).toBe('error');
  expect(run.data.resultData.error).toMatchObject({ name: 'NodeApiError' });
});

test('with continue on fail the item says what happened and the others go on', async () => {
  nock(GATEWAY).post(/cnv_1/).reply(409, shut).post(/cnv_2/).reply(202, { id: 'msg_2' });
  const run = await runParley({
    parameters: send,
    items: [{ id: 'cnv_1' }, { id: 'cnv_2' }],
    nodeSettings: { onError: 'continueRegularOutput' },
  });
  expect(run.status).toBe('success');
  expect(itemsFrom(run)).toEqual([
    {
      json: { error: shut.detail, details: { httpCode: '409', code: 'window_closed', description: 'Code: window_closed.' } },
      pairedItem: { item: 0 },
    },
    { json: { id: 'msg_2' }, pairedItem: { item: 1 } },
  ]);
});

test('with an error output the item goes there, with what came in and why it failed', async () => {
  nock(GATEWAY).post(/cnv_1/).reply(409, shut).post(/cnv_2/).reply(202, { id: 'msg_2' });
  const run = await runParley({
    parameters: send,
    items: [{ id: 'cnv_1' }, { id: 'cnv_2' }],
    nodeSettings: { onError: 'continueErrorOutput' },
  });
  const [sent, failed] = outputsOf(run);
  expect(sent).toEqual([{ id: 'msg_2' }]);
  expect(failed).toEqual([{ id: 'cnv_1', error: shut.detail, details: expect.objectContaining({ code: 'window_closed' }) }]);
});
