import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The headers that keep a send from happening twice. The key is the same whenever n8n runs the same node again for the same
 * item of the same execution (its "Retry On Fail" after a lost answer, or a failed execution that a person retries), and different
 * otherwise: the run index tells the rounds of a loop apart, and the workflow and instance tell two n8n apart whose executions are
 * both number 7.
 */
export function idempotencyHeaders(context: IExecuteFunctions, itemIndex: number): { 'Idempotency-Key': string } {
  const parts = [
    context.getInstanceId(),
    context.getWorkflow().id ?? '',
    firstExecutionIdOf(context),
    context.getNode().id,
    String(context.evaluateExpression('{{ $runIndex }}', itemIndex)),
    String(itemIndex),
  ];
  return { 'Idempotency-Key': `n8n-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40)}` };
}

/**
 * The execution that this one is a retry of, or else itself. A retry has a number of its own, and whatever the first one kept for its
 * nodes (execution.service.ts of n8n 2.41).
 */
function firstExecutionIdOf(context: IExecuteFunctions): string {
  const kept = context.getContext('node');
  const known: unknown = kept.firstExecutionId;
  const id = typeof known === 'string' ? known : context.getExecutionId();
  kept.firstExecutionId = id;
  return id;
}
