import type { Checks } from './checks.ts';
import type { Gateway } from './gateway.ts';
import type { N8n, Owner } from './n8n.ts';
import type { Platforms } from './platforms.ts';
import type { N8nClient } from './rest.ts';
import type { CredentialRef, WorkflowNode } from './wire.ts';

/** Everything that a part of the suite plays with. */
export interface World {
  readonly checks: Checks;
  readonly client: N8nClient;
  readonly credential: CredentialRef;
  readonly gateway: Gateway;
  readonly n8n: N8n;
  readonly owner: Owner;
  readonly platforms: Platforms;
}

let made = 0;

/** A node of the package with the credential, at the next place of the canvas. */
export function parleyNode(
  { credential }: Pick<World, 'credential'>,
  kind: 'parley' | 'parleyTrigger',
  name: string,
  parameters: WorkflowNode['parameters'],
): WorkflowNode {
  const number = String(++made).padStart(12, '0');
  return {
    id: `b7a3b4f0-3f39-4b8b-8f5e-${number}`,
    name,
    type: `n8n-nodes-parley.${kind}`,
    typeVersion: 1,
    position: [made * 40, 0],
    webhookId: `c7a3b4f0-3f39-4b8b-8f5e-${number}`,
    parameters,
    credentials: { parleyApi: credential },
  };
}

/** A resource locator as the editor stores it. */
export function locator(value: string): { readonly __rl: true; readonly mode: 'id'; readonly value: string } {
  return { __rl: true, mode: 'id', value };
}
