import type { Content } from '../model/content.ts';
import type { ContactRecord } from '../store/records.ts';
import { findTemplate } from '../store/templates.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, failure } from './failure.ts';

/** Why nothing can be sent to this person, whatever it says. */
export function whyNotToContact(contact: ContactRecord | undefined): Failure | undefined {
  if (contact === undefined) return undefined;
  if (contact.erasedAt !== null) return failure('contact_erased', 'This contact was erased: nobody knows any more where to write to.');
  if (contact.blockedAt === null) return undefined;
  return failure('contact_blocked', 'This contact is blocked. Lift the block to write to them.');
}

/**
 * Why these contents cannot be sent to somebody who has opted out: a template that its platform calls marketing. Anything else may
 * answer them, and a template that is not known here is the platform's to refuse.
 */
export async function whyNotAdvertised(
  unit: Unit,
  contact: ContactRecord | undefined,
  contents: readonly (Content<unknown> | null)[],
): Promise<Failure | undefined> {
  if (contact?.optedOut !== true) return undefined;
  for (const content of contents) {
    if (content?.type !== 'template' || content.templateId === undefined) continue;
    const template = await findTemplate(unit.tx, content.templateId);
    if (template?.category !== 'marketing') continue;
    return failure('contact_opted_out', `This contact has opted out, and the template “${template.name}” is marketing.`);
  }
  return undefined;
}
