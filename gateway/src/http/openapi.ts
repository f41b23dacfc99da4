import { z } from 'zod';
import { exampleOf } from './examples/index.ts';
import { sessionCookieAt } from './auth/cookies.ts';
import { PROBLEM_TYPE } from './problem.ts';
import type { AnyRouteSpec, Route } from './route.ts';
import { problemSchema } from './schemas/problem.ts';

/** A JSON object that is put together here. */
type Json = Record<string, unknown>;

/** Where named schemas end up. */
const COMPONENTS = '#/components/schemas/';

/** Routes that are mounted at another place than the API, and where. */
interface RoutesElsewhere {
  readonly base: string;
  readonly routes: readonly Route[];
}

/**
 * The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1) of these routes, made of the very schemas that check requests. Paths
 * elsewhere are written whole and name their own server, as operations may (https://spec.openapis.org/oas/v3.1.1#operation-object).
 */
export function openApiDocument(
  routes: readonly Route[],
  info: { readonly version: string; readonly publicUrl: string; readonly elsewhere?: RoutesElsewhere },
): Json {
  const schemas: Json = {};
  const problemRef = schemaOf(problemSchema, 'output', schemas);
  const paths: Record<string, Json> = {};
  for (const { spec } of routes) {
    const path = (paths[spec.path] ??= {});
    path[spec.method] = operationOf(spec, problemRef, schemas);
  }
  const host = info.publicUrl.replace(/\/+$/, '');
  const { base = '', routes: others = [] } = info.elsewhere ?? {};
  for (const { spec } of others) {
    const path = (paths[base + spec.path] ??= {});
    path[spec.method] = { ...operationOf(spec, problemRef, schemas), servers: [{ url: host }] };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: info.version,
      description:
        'The omnichannel conversation gateway. Lists answer `{data, nextCursor}`; errors are `application/problem+json` with a stable `code`; times are ISO-8601 in UTC; unknown fields are refused. Every POST that makes something takes an `Idempotency-Key`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${host}/api/v1` }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: [...new Set([...routes, ...others].map(({ spec }) => spec.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer prl_…`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieAt(info.publicUrl),
          description: 'A member who signed in: `POST /session`',
        },
        visitor: {
          type: 'http',
          scheme: 'bearer',
          description: 'A visitor’s page: the `token` of `POST …/sessions`, from the same origin',
        },
      },
    },
  };
}

function operationOf(spec: AnyRouteSpec, problemRef: unknown, schemas: Json): Json {
  const needs = spec.permission === 'public' || spec.permission === 'any' ? '' : `Needs the permission \`${spec.permission}\`.`;
  const description = [spec.description, needs].filter(Boolean).join('\n\n');
  return {
    operationId: spec.name,
    summary: spec.summary,
    ...(description === '' ? {} : { description }),
    tags: [spec.tag],
    ...(spec.permission === 'public' ? { security: spec.wantsVisitor === true ? [{ visitor: [] }] : [] } : {}),
    parameters: parametersOf(spec, schemas),
    ...requestBodyOf(spec, schemas),
    responses: responsesOf(spec, problemRef, schemas),
  };
}

function parametersOf(spec: AnyRouteSpec, schemas: Json): readonly Json[] {
  return [
    ...(spec.params === undefined
      ? []
      : fieldsOf(spec.params, schemas).map(({ name, schema }) => ({ name, in: 'path', required: true, schema }))),
    ...(spec.query === undefined
      ? []
      : fieldsOf(spec.query, schemas).map(({ name, schema, isRequired }) => queryParameter(name, schema, isRequired))),
    ...(spec.idempotent === true ? [IDEMPOTENCY_HEADER] : []),
  ];
}

const IDEMPOTENCY_HEADER: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeated with the same body within 7 days, the request is not carried out again and gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function queryParameter(name: string, schema: unknown, isRequired: boolean): Json {
  const description: unknown = isObject(schema) ? schema['description'] : undefined;
  return { name, in: 'query', required: isRequired, ...(description === undefined ? {} : { description }), schema };
}

function fieldsOf(object: z.ZodType, schemas: Json): readonly { name: string; schema: unknown; isRequired: boolean }[] {
  const schema = schemaOf(object, 'input', schemas);
  if (!isObject(schema) || !isObject(schema['properties'])) return [];
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(schema['properties']).map(([name, field]) => ({ name, schema: field, isRequired: required.includes(name) }));
}

function requestBodyOf(spec: AnyRouteSpec, schemas: Json): Json {
  if (spec.bodyKind === 'bytes') {
    return { requestBody: { required: true, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } } };
  }
  if (spec.body === undefined) return {};
  const schema = schemaOf(spec.body, 'input', schemas);
  const media = { schema, ...(spec.example === undefined ? {} : { example: spec.example }) };
  return { requestBody: { required: !spec.body.safeParse({}).success, content: { 'application/json': media } } };
}

function responsesOf(spec: AnyRouteSpec, problemRef: unknown, schemas: Json): Json {
  const responses: Json = {};
  for (const [status, schema] of Object.entries(spec.responses)) {
    responses[status] =
      schema === null
        ? { description: 'Done.' }
        : { description: spec.summary, content: { 'application/json': answerOf(schema, schemas) } };
  }
  for (const [status, type] of Object.entries(spec.otherResponses ?? {})) {
    const known: unknown = isObject(responses[status]) ? responses[status]['content'] : undefined;
    const content = { ...(isObject(known) ? known : {}), [type]: { schema: { type: 'string' } } };
    responses[status] = { description: spec.summary, content };
  }
  const codes = spec.problems === undefined ? '' : ` Codes to expect here: ${spec.problems.map((code) => `\`${code}\``).join(', ')}.`;
  responses['default'] = { description: `A problem.${codes}`, content: { [PROBLEM_TYPE]: { schema: problemRef } } };
  return responses;
}

function answerOf(schema: z.ZodType, schemas: Json): Json {
  const example = exampleOf(schema);
  return { schema: schemaOf(schema, 'output', schemas), ...(example === undefined ? {} : { example }) };
}

/** A schema with everything that has a name moved to the components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Json): unknown {
  const made: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) };
  const { $defs, $schema: _dialect, id: _id, ...whole } = made;
  const name = schema.meta()?.id;
  for (const [key, definition] of Object.entries(isObject($defs) ? $defs : {})) schemas[nameOf(key)] = readable(definition, io, name);
  if (name === undefined) return readable(whole, io, name);
  if (!('$ref' in whole)) schemas[name] = readable(whole, io, name);
  return { $ref: COMPONENTS + name };
}

/** zod numbers what calls itself and has no name: JSON values, which are the same everywhere. */
function nameOf(key: string): string {
  return key.startsWith('__schema') ? 'JsonValue' : key;
}

/** References lead to the components. Answers may grow: what they may also contain is left open. */
function readable(value: unknown, io: 'input' | 'output', within: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => readable(one, io, within));
  if (!isObject(value)) return value;
  const result: Json = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === '$ref' && typeof member === 'string') {
      result[key] = member === '#' ? COMPONENTS + (within ?? '') : COMPONENTS + nameOf(member.replace('#/$defs/', ''));
    } else if (io === 'output' && key === 'additionalProperties' && member === false) continue;
    else if (key === 'id' && typeof member === 'string') continue;
    else result[key] = readable(member, io, within);
  }
  return result;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
