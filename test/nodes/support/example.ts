import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IConnections, INode, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Parley } from '../../../nodes/Parley/Parley.node';
import { ParleyTrigger } from '../../../nodes/ParleyTrigger/ParleyTrigger.node';

const FOLDER = path.join(__dirname, '../../../examples/workflows');

export interface Example {
  readonly file: string;
  readonly name: string;
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
}

/** Every workflow that is shipped as an example. */
export const examples: readonly Example[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => ({ file, ...(JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Omit<Example, 'file'>) }));

/** What n8n makes of a node for AI agents has the node's fields and one more pair. */
const TOOL_FIELDS = ['descriptionType', 'toolDescription'];

/** The description of a node of ours, or undefined for one of n8n's own. */
export function descriptionOf(node: INode): INodeTypeDescription | undefined {
  if (node.type === 'n8n-nodes-parley.parleyTrigger') return new ParleyTrigger().description;
  return ['n8n-nodes-parley.parley', 'n8n-nodes-parley.parleyTool'].includes(node.type) ? new Parley().description : undefined;
}

/** The parameters of a node that its description does not know, or does not show with the others: `options.answer`, … */
export function unknownParameters(node: INode, description: INodeTypeDescription): string[] {
  const given = Object.fromEntries(Object.entries(node.parameters).filter(([name]) => !TOOL_FIELDS.includes(name)));
  const understood = NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description) ?? {};
  return missingFrom(understood, given, '');
}

/** What an editor would mark red; null when nothing. */
export function issuesOf(node: INode, description: INodeTypeDescription): unknown {
  return NodeHelpers.getNodeParametersIssues(description.properties, node, description);
}

function missingFrom(understood: unknown, given: unknown, at: string): string[] {
  if (!isRecord(given)) return JSON.stringify(understood) === JSON.stringify(given) ? [] : [at];
  if (!isRecord(understood)) return [at];
  return Object.entries(given).flatMap(([name, value]) => missingFrom(understood[name], value, at === '' ? name : `${at}.${name}`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
