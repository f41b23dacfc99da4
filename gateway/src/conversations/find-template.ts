import { isSameLanguage, platformTemplateKind } from '../model/template.ts';
import { type TemplateRecord, findTemplate, findTemplatesNamed } from '../store/templates.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, badField } from './failure.ts';
import type { TemplateContent } from './send-message.ts';
import type { TemplatePlace } from './templates.ts';

/**
 * The template that a content names on a channel, or why it cannot be used there. Undefined: the name is not known here, and the
 * platform may know it. By id a template must exist and be usable now; by name the platform has the last word on its status.
 *
 * A fallback is for a shut window, which a canned template does not open.
 */
export async function findNamedTemplate(
  unit: Unit,
  channelId: string,
  given: TemplateContent,
  place: TemplatePlace,
): Promise<TemplateRecord | Failure | undefined> {
  if (given.templateId !== undefined) return findById(unit, channelId, given, given.templateId, place);
  const found = await findTemplatesNamed(unit.tx, channelId, given.name ?? '');
  const ofPlatform = ofPlatformNamed(found, given);
  if (ofPlatform !== undefined || place === 'fallback') return ofPlatform;
  const canned = found.filter((one) => one.kind === 'canned' && isUsableOn(one, channelId));
  const one = canned.find(({ language }) => language === given.language) ?? canned.find((some) => isSameLanguage(some.language, given.language)); // prettier-ignore
  const platformHasNone = platformTemplateKind(unit.factsOf(channelId).ref) === undefined;
  if (one !== undefined || canned.length === 0 || !platformHasNone) return one;
  const languages = canned.map(({ language }) => language).join(', ');
  return badField('content.language', `The template “${given.name ?? ''}” is there in ${languages}, not in ${given.language}.`);
}

async function findById(
  unit: Unit,
  channelId: string,
  given: TemplateContent,
  templateId: string,
  place: TemplatePlace,
): Promise<TemplateRecord | Failure> {
  const record = await findTemplate(unit.tx, templateId);
  if (record === undefined) return badField(`${place}.templateId`, 'There is no such template.');
  const { name, language } = record;
  if (given.name !== undefined && given.name !== name && given.name !== record.externalId) {
    return badField(`${place}.name`, `This template is called “${name}”. Its id is enough.`);
  }
  if (given.language !== '' && language !== '' && !isSameLanguage(language, given.language)) {
    return badField(`${place}.language`, `This template is in ${language}. Each language of a name has an id of its own.`);
  }
  const why = whyNotUsable(record, channelId, place);
  return why === undefined ? record : badField(`${place}.templateId`, why);
}

function whyNotUsable(record: TemplateRecord, channelId: string, place: TemplatePlace): string | undefined {
  if (!isUsableOn(record, channelId)) return `The template “${record.name}” belongs to another channel.`;
  if (record.kind === 'canned') {
    return place === 'fallback' ? 'A canned template does not open a closed window. Name one that the platform keeps.' : undefined;
  }
  if (record.status === 'approved' || isFreeInWindow(record, place)) return undefined;
  const because = record.reason === null ? '' : ` (${record.reason})`;
  return `The template “${record.name}” is ${record.status.replaceAll('_', ' ')}${because}: only approved ones can be sent.`;
}

/**
 * Twilio sends contents that nobody approved while the window is open, and refuses them otherwise
 * (https://www.twilio.com/docs/content/content-types-overview).
 */
function isFreeInWindow({ kind, status }: TemplateRecord, place: TemplatePlace): boolean {
  return kind === 'twilio' && status !== 'deleted' && place === 'content';
}

function isUsableOn(record: TemplateRecord, channelId: string): boolean {
  return record.channelIds.length === 0 || record.channelIds.includes(channelId);
}

/**
 * An external id names a template by itself where its platform does not reuse it from language to language. Names need not be unique
 * (Twilio): an approved one goes first.
 */
function ofPlatformNamed(found: readonly TemplateRecord[], { name, language }: TemplateContent): TemplateRecord | undefined {
  const ofPlatform = found
    .filter((one) => one.kind !== 'canned')
    .toSorted((one, other) => Number(other.status === 'approved') - Number(one.status === 'approved'));
  const byId = ofPlatform.filter((one) => one.externalId === name);
  return (
    ofPlatform.find((one) => one.language === language) ??
    ofPlatform.find((one) => isSameLanguage(one.language, language)) ??
    (byId.length === 1 ? byId[0] : undefined) ??
    ofPlatform.find((one) => one.language === '')
  );
}
