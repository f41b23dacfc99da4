import type { GatewayAccess } from '../business.ts';
import { parseJson, textAt } from '../json.ts';

/** One call to the gateway's public API. Gives the body, or throws with the gateway's own words. */
export async function callGateway(
  gateway: GatewayAccess,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${gateway.apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = parseJson(Buffer.from(await response.arrayBuffer()));
  if (response.ok) return answer;
  throw new Error(
    `${method} ${path} answered ${response.status}: ${textAt(answer, 'detail') ?? textAt(answer, 'title') ?? 'no reason given'}`,
  );
}
