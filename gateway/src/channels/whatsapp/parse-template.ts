import type { InboundEvent, InboundTemplateStatus } from '../../model/inbound.ts';
import { type Change, headOfChange, ignored } from './change.ts';
import { field, present, textField } from './wire.ts';

/**
 * The four template fields: status, quality, category, wording
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update and
 * its neighbours). They share their shape so far that one reading serves all; Meta's own samples mix their names.
 */
export function templateEvents(change: Change): readonly InboundEvent[] {
  const { value } = change;
  const externalId = textField(value, 'message_template_id');
  const head = headOfChange(change, 'template');
  if (externalId === undefined) return [ignored(head, `${change.field} without a template`)];
  return [
    {
      ...head,
      ...present<InboundTemplateStatus>({
        is: 'template_status',
        externalId,
        name: textField(value, 'message_template_name') ?? '',
        language: textField(value, 'message_template_language') ?? '',
        status: textField(value, 'event')?.toLowerCase(),
        category: (textField(value, 'new_category') ?? textField(value, 'message_template_category'))?.toLowerCase(),
        quality: textField(value, 'new_quality_score')?.toLowerCase(),
        reason: reasonOf(change),
      }),
    },
  ];
}

/** The longest word on it that Meta gives; `NONE` is none. */
function reasonOf({ field: name, value }: Change): string | undefined {
  if (name === 'message_template_components_update') return 'The wording of the template was changed.';
  const correct = textField(value, 'correct_category');
  if (correct !== undefined) return `WhatsApp will change the category to ${correct}.`;
  const reason = textField(value, 'reason');
  const said = [
    reason === 'NONE' ? undefined : reason,
    textField(field(value, 'rejection_info'), 'reason'),
    textField(field(value, 'rejection_info'), 'recommendation'),
    textField(field(value, 'other_info'), 'title'),
    textField(field(value, 'other_info'), 'description'),
  ].filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(' — ');
}
