import {
  type OperationCase,
  analyticsCases,
  announcementCases,
  channelCases,
  contactCases,
  conversationCases,
  eventCases,
  memberCases,
  messageCases,
  sendCases,
  teamCases,
  templateCases,
  waitCases,
} from '../../support/node-operations.ts';
import type { AnyRouteSpec } from '../../../gateway/src/http/route.ts';
import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';
import { type TestApi, startApi } from '../support/api.ts';

let api: TestApi;
let specs: readonly AnyRouteSpec[];
beforeAll(async () => {
  api = await startApi();
  specs = apiRoutes(api.deps).map(({ spec }) => spec);
});
afterAll(() => api.close());

/** The route that a request is for, with what its path says. */
function routeOf({ method, path }: OperationCase): { readonly spec: AnyRouteSpec; readonly params: Record<string, string> } | undefined {
  for (const spec of specs) {
    const names = Array.from(spec.path.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? '');
    const found = new RegExp(`^${spec.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    if (spec.method.toUpperCase() !== method || found === null) continue;
    return { spec, params: Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ''])) };
  }
  return undefined;
}

const cases = [
  ...[...conversationCases, ...contactCases, ...messageCases, ...sendCases, ...waitCases],
  ...[...templateCases, ...channelCases, ...teamCases, ...memberCases, ...analyticsCases, ...eventCases, ...announcementCases],
];

// What a node sends is checked for real here: nock in the nodes' own tests takes anything.
test.each(cases)('the gateway takes what the node sends to $does', (request) => {
  const found = routeOf(request);
  if (found === undefined) throw new Error(`No route takes ${request.method} ${request.path}`);
  const { spec, params } = found;
  expect(spec.params?.safeParse(params).error?.message).toBeUndefined();
  expect(spec.query?.safeParse(request.query ?? {}).error?.message).toBeUndefined();
  expect(spec.body?.safeParse(request.body).error?.message).toBeUndefined();
  // A body or query that the route does not know would be refused.
  expect(spec.body === undefined).toBe(request.body === undefined);
  if (spec.query === undefined) expect(request.query ?? {}).toEqual({});
});

test('a field that the gateway does not know is noticed', () => {
  const found = routeOf({ does: '', parameters: {}, method: 'POST', path: '/conversations/cnv_1/close' });
  expect(found?.spec.body?.safeParse({ why: 'solved' }).success).toBe(false);
});
