import { at, listAt, textAt } from '../json.ts';
import type { GraphProblem } from './errors.ts';

/** What a button of a template needs in a message: its `sub_type` and the key its value stands under; null: nothing at all. */
type Need = { readonly subType: string; readonly key: 'text' | 'coupon_code' | 'payload' | 'action'; readonly isRequired: boolean } | null;

/**
 * What Meta would find wrong with the buttons of a template message: a value that is missing, a button that is none or of another kind
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components#buttons).
 */
export function buttonProblem(buttons: readonly unknown[], given: readonly unknown[]): GraphProblem | undefined {
  const sent = given.filter((component) => textAt(component, 'type')?.toLowerCase() === 'button');
  for (const [index, button] of buttons.entries()) {
    const need = needOf(button);
    const own = sent.find((component) => Number(at(component, 'index')) === index);
    const problem = own === undefined ? missing(need, button, index) : wrong(need, own, button, index);
    if (problem !== undefined) return problem;
  }
  const stranger = sent.find((component) => !(Number(at(component, 'index')) in buttons));
  return stranger === undefined
    ? undefined
    : { code: 132012, details: `buttons: there is no button at index ${String(at(stranger, 'index'))}` };
}

function needOf(button: unknown): Need {
  switch (textAt(button, 'type')?.toUpperCase()) {
    case 'URL':
      return (textAt(button, 'url') ?? '').includes('{{') ? { subType: 'url', key: 'text', isRequired: true } : null;
    case 'OTP':
      return { subType: 'url', key: 'text', isRequired: true };
    case 'COPY_CODE':
      return { subType: 'copy_code', key: 'coupon_code', isRequired: true };
    case 'QUICK_REPLY':
      return { subType: 'quick_reply', key: 'payload', isRequired: false };
    case 'FLOW':
      return { subType: 'flow', key: 'action', isRequired: false };
    case 'CATALOG':
      return { subType: 'catalog', key: 'action', isRequired: false };
    default:
      return null;
  }
}

function missing(need: Need, button: unknown, index: number): GraphProblem | undefined {
  if (need === null || !need.isRequired) return undefined;
  return { code: 131008, details: `buttons: Button at index ${index} of type ${kindOf(button)} requires a parameter` };
}

function wrong(need: Need, own: unknown, button: unknown, index: number): GraphProblem | undefined {
  const where = `buttons: Button at index ${index} of type ${kindOf(button)}`;
  if (need === null) return { code: 132012, details: `${where} does not take parameters` };
  if (textAt(own, 'sub_type')?.toLowerCase() !== need.subType) return { code: 132012, details: `${where} does not match its sub_type` };
  const [parameter] = listAt(own, 'parameters');
  const value = at(parameter, need.key);
  if (parameter === undefined) return missing(need, button, index);
  return value === undefined || value === '' ? { code: 131008, details: `${where} is missing ${need.key}` } : undefined;
}

function kindOf(button: unknown): string {
  return textAt(button, 'type') ?? 'unknown';
}
