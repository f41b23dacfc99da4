import { type TestApi, startApi } from '../support/api.ts';
import { exampleOf } from '../../../gateway/src/http/examples/index.ts';
import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';
import { WIDGET_BASE, widgetRoutes } from '../../../gateway/src/http/widget/router.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const document = async () => (await api.get('//api/v1/openapi.json', { key: null })).body;

/** Every route that the document tells of, by its address there. */
const allRoutes = () => [
  ...apiRoutes(api.deps).map(({ spec }) => ({ spec, path: spec.path })),
  ...widgetRoutes(api.deps).map(({ spec }) => ({ spec, path: WIDGET_BASE + spec.path })),
];

/** Every value of a name in a JSON value, at any depth. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesOf(one, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [...(key === name ? [member] : []), ...valuesOf(member, name)]);
}

describe('the OpenAPI document', () => {
  it('lists every route under its own name, with its security and problem answer', async () => {
    const { openapi, paths, components } = await document();
    expect(openapi).toBe('3.1.0');
    expect(components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(components.securitySchemes.session).toMatchObject({ in: 'cookie', name: '__Host-parley.session_token' });
    const names = new Set<string>();
    for (const { spec, path } of allRoutes()) {
      const operation = paths[path]?.[spec.method];
      expect(operation).toMatchObject({ operationId: spec.name, summary: spec.summary });
      expect(operation.responses.default.content['application/problem+json'].schema).toEqual({ $ref: '#/components/schemas/Problem' });
      for (const status of Object.keys(spec.responses)) expect(operation.responses[status]).toBeDefined();
      const inPath = operation.parameters.filter((one: { in: string }) => one.in === 'path').map((one: { name: string }) => one.name);
      expect(inPath).toEqual([...spec.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
      names.add(spec.name);
    }
    expect(names.size).toBe(allRoutes().length);
    expect(Object.values(paths).flatMap((path) => Object.keys(Object(path)))).toHaveLength(names.size);
  });

  it('says of a widget’s routes where they are, and that they want the visitor’s token', async () => {
    const { paths, components } = await document();
    const { get, post } = paths['/widget/v1/{channelId}/messages'];
    expect(post).toMatchObject({ servers: [{ url: api.deps.publicUrl }], security: [{ visitor: [] }], tags: ['Widget'] });
    expect(get.responses.default.description).toContain('`unauthorized`');
    expect(paths['/widget/v1/{channelId}/settings'].get.security).toEqual([]);
    expect(components.securitySchemes.visitor).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  it('has nothing that leads nowhere', async () => {
    const whole = await document();
    const refs = valuesOf(whole, '$ref').map(String);
    expect(refs.length).toBeGreaterThan(50);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\/schemas\/\w+$/);
      expect([ref, whole.components.schemas[ref.split('/').at(-1) ?? ''] !== undefined]).toEqual([ref, true]);
    }
    expect(valuesOf(whole, '$defs')).toEqual([]);
    expect(Object.keys(whole.components.schemas)).toEqual(
      expect.arrayContaining([
        'Message',
        'Conversation',
        'Contact',
        'Channel',
        'Event',
        'Subscription',
        'Problem',
        'ContentInput',
        'Content',
      ]),
    );
  });

  it('leaves answers open to grow and requests closed', async () => {
    const { components, paths } = await document();
    expect(components.schemas.Message.additionalProperties).toBeUndefined();
    expect(components.schemas.Message.required).toContain('delivery');
    const body = paths['/contacts'].post.requestBody.content['application/json'].schema;
    expect(body.additionalProperties).toBe(false);
  });

  it('shows examples that the routes take', () => {
    for (const { spec } of allRoutes()) {
      if (spec.body === undefined) continue;
      expect([spec.name, spec.example !== undefined]).toEqual([spec.name, true]);
      expect([spec.name, spec.body.safeParse(spec.example).error?.message]).toEqual([spec.name, undefined]);
    }
  });
});

describe('the examples of answers', () => {
  it('are there for every route that answers with JSON, and are what it may answer', () => {
    for (const { spec } of allRoutes()) {
      for (const [status, schema] of Object.entries(spec.responses)) {
        if (schema === null) continue;
        const example = exampleOf(schema);
        expect([spec.name, status, example !== undefined]).toEqual([spec.name, status, true]);
        expect([spec.name, status, schema.safeParse(example)]).toEqual([spec.name, status, { success: true, data: example }]);
      }
    }
  });

  it('stand in the document', async () => {
    const { paths } = await document();
    const answer = paths['/conversations'].get.responses['200'].content['application/json'];
    expect(answer.example.data[0].lastMessage.summary).toContain('atlas');
    expect(answer.example.nextCursor).toBeNull();
  });
});

describe('/docs', () => {
  it('is served from here alone, under a policy without inline scripts', async () => {
    const page = await api.get('//docs', { key: null });
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy.split(';').find((part) => part.includes('script-src'))).not.toContain('unsafe-inline');
    expect(page.text).not.toMatch(/<script>|https?:/);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const found = await api.get(`/${file ?? ''}`, { key: null });
      expect([file, found.status]).toEqual([file, 200]);
    }
    expect((await api.get('//docs/init.js', { key: null })).text).toContain('/api/v1/openapi.json');
  });
});
