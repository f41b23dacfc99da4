import type { TemplateRef } from '../model/events.ts';
import type { InboundTemplateStatus } from '../model/inbound.ts';
import { clampSentAt } from '../model/window.ts';
import { isSameLanguage, platformTemplateKind, templateStatusOf } from '../model/template.ts';
import type { TemplateRecord } from '../store/templates.ts';
import type { Unit } from '../store/unit.ts';
import type { Origin } from './apply-message.ts';
import { SYSTEM } from './identify.ts';

/**
 * The platform's word on a template: its status, category, quality, or that its wording changed. Every channel of the same account
 * that has the template learns of it, each with an event; where nothing is known of it, the platform's list is asked for soon.
 */
export function applyTemplateStatus(unit: Unit, event: InboundTemplateStatus, origin: Origin): void {
  const known = recordsOf(unit, event, origin.channelId);
  const own = known.find((record) => record.channelId === origin.channelId);
  const saysNothingNew = event.status === undefined && event.category === undefined && event.quality === undefined;
  if (own === undefined) {
    unit.staleTemplates.add(origin.channelId);
    unit.emit({ type: 'template.status_changed', actor: SYSTEM, channel: unit.factsOf(origin.channelId).ref, template: refOf(event) });
  }
  // Webhooks come in any order, for days: an older one says nothing of how the template is now.
  const saidAt = clampSentAt(origin.sentAt, unit.now);
  for (const record of known) if (record.learnedAt <= saidAt) learn(unit, event, record, saidAt);
  // The wording itself is not in the webhook.
  if (saysNothingNew) for (const { channelId } of known) if (channelId !== null) unit.staleTemplates.add(channelId);
}

/** The template on each channel that lists it. Ids name a template in one language, except where a platform reuses them. */
function recordsOf(unit: Unit, event: InboundTemplateStatus, channelId: string): readonly TemplateRecord[] {
  const kind = platformTemplateKind(unit.factsOf(channelId).ref);
  const sameId = [...unit.templates.values()].filter((record) => record.externalId === event.externalId && record.kind === kind);
  const languages = new Set(sameId.map((record) => record.language));
  return languages.size < 2 ? sameId : sameId.filter((record) => isSameLanguage(record.language, event.language));
}

function learn(unit: Unit, event: InboundTemplateStatus, record: TemplateRecord, saidAt: number): void {
  if (record.channelId === null) return;
  const from = record.status;
  record.status = templateStatusOf(event.status) ?? from;
  record.category = event.category ?? record.category;
  record.quality = event.quality ?? record.quality;
  if (event.status !== undefined || event.reason !== undefined) record.reason = event.reason ?? null;
  record.learnedAt = saidAt;
  record.updatedAt = unit.now;
  unit.changedTemplates.add(record);
  unit.emit({
    type: 'template.status_changed',
    actor: SYSTEM,
    channel: unit.factsOf(record.channelId).ref,
    template: { ...refOf(event), name: event.name || record.name, language: event.language || record.language },
    ...(from === record.status ? {} : { from, to: record.status }),
  });
}

function refOf(event: InboundTemplateStatus): TemplateRef {
  return {
    externalId: event.externalId,
    name: event.name,
    language: event.language,
    ...(event.status === undefined ? {} : { status: event.status }),
    ...(event.category === undefined ? {} : { category: event.category }),
    ...(event.quality === undefined ? {} : { quality: event.quality }),
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  };
}
