import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The headers that keep a send from happening twice. The key is the same whenever n8n runs the same node again for the same
 * item of the same execution (its "Retry On Fail" after a lost answer), and different otherwise: the run index tells the rounds
 * of a loop apart, and the workflow and instance tell two n8n apart whose executions are both number 7.
 */
export function idempotencyHeaders(context: IExecuteFunctions, itemIndex: number): { 'Idempotency-Key': string } {
  const parts = [
    context.getInstanceId(),
    context.getWorkflow().id ?? '',
    context.getExecutionId(),
    context.getNode().id,
    String(context.evaluateExpression('{{ $runIndex }}', itemIndex)),
    String(itemIndex),
  ];
  return { 'Idempotency-Key': `n8n-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40)}` };
}
