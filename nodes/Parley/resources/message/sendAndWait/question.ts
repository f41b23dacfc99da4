import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { filled, idAt, numberAt, rowsAt, textAt } from '../../../shared/parameters';
import type { WaitExpectation } from '../../../shared/wire-waits';
import { choicesOf } from '../choices';
import { policyOf } from '../policy';
import { APPROVED } from './outcomes';

const EXPECTED: Readonly<Record<string, WaitExpectation>> = {
  approval: 'choice',
  choice: 'choice',
  attachment: 'attachment',
  location: 'location',
};

const UNITS_MS: Readonly<Record<string, number>> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** How long the customer has for an answer, in milliseconds. */
export function patienceMs(context: IExecuteFunctions): number {
  return (numberAt(context, 'waitAmount', 0) ?? 1) * (UNITS_MS[textAt(context, 'waitUnit', 0)] ?? 86_400_000);
}

/** The question of the first item as the gateway takes it, but for where and until when it is answered. */
export function questionOf(context: IExecuteFunctions): IDataObject {
  const templateId = idAt(context, 'options.openingTemplateId', 0);
  const params = rowsAt(context, 'options.openingParams.values', 0).map(({ name, value }) => [name, String(value)]);
  const maxReasks = numberAt(context, 'maxReasks', 0) ?? 0;
  return filled({
    content: contentOf(context),
    expect: EXPECTED[textAt(context, 'responseType', 0)] ?? 'text',
    maxReasks: maxReasks === 0 ? undefined : maxReasks,
    reaskText: maxReasks === 0 ? undefined : textAt(context, 'reaskText', 0),
    template: templateId === '' ? undefined : { type: 'template', templateId, params: Object.fromEntries(params) },
    ...policyOf(context, 0),
  });
}

function contentOf(context: IExecuteFunctions): IDataObject {
  const text = textAt(context, 'message', 0);
  switch (textAt(context, 'responseType', 0)) {
    case 'approval':
      return { type: 'choice', text, style: 'buttons', options: approvalOptions(context) };
    case 'choice':
      return { type: 'choice', text, style: textAt(context, 'style', 0), options: choicesOf(context, 0) };
    default:
      return { type: 'text', text };
  }
}

function approvalOptions(context: IExecuteFunctions): IDataObject[] {
  const label = (name: string, otherwise: string) => textAt(context, `approvalOptions.values.${name}`, 0) || otherwise;
  const approve = { id: APPROVED, label: label('approveLabel', 'Approve') };
  const isSingle = textAt(context, 'approvalOptions.values.approvalType', 0) === 'single';
  return isSingle ? [approve] : [approve, { id: 'decline', label: label('disapproveLabel', 'Decline') }];
}
