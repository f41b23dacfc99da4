import type { InboundEvent, InboundTemplateStatus } from '../../model/inbound.ts';
import { field, present, textField } from '../meta/wire.ts';
import { headOf, ignored, type Occurrence } from './occurrence.ts';

/** Meta's guide to utility messages says the first, its list of webhook fields the second. */
const TEMPLATE_FIELDS: readonly string[] = ['message_template_status_update', 'messenger_template_status_update'];

/** A change of the Page or the account that is no message: a template's review; comments and posts are not read. */
export function changeEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const name = textField(occurrence.item, 'field') ?? 'change without a field';
  const value = field(occurrence.item, 'value');
  const externalId = textField(value, 'message_template_id');
  if (!TEMPLATE_FIELDS.includes(name) || externalId === undefined) return [ignored(headOf(occurrence, 'ignored'), name)];
  const status = textField(value, 'event') ?? textField(value, 'message_template_status') ?? textField(value, 'status');
  return [
    {
      ...headOf(occurrence, 'template'),
      ...present<InboundTemplateStatus>({
        is: 'template_status',
        externalId,
        name: textField(value, 'message_template_name') ?? '',
        language: textField(value, 'message_template_language') ?? '',
        status: status?.toLowerCase(),
        category: textField(value, 'message_template_category')?.toLowerCase(),
        reason: reasonIn(value),
      }),
    },
  ];
}

function reasonIn(value: unknown): string | undefined {
  const reason = textField(value, 'reason');
  return reason?.toUpperCase() === 'NONE' ? undefined : reason;
}
