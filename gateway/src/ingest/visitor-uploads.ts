import { attachmentsOf } from '../model/content.ts';
import type { InboundEvent } from '../model/inbound.ts';
import type { AttachmentRow } from '../store/schema.ts';
import { findStoredFiles } from '../store/uploads.ts';
import type { Unit } from '../store/unit.ts';

/** Files that came to us before the message that carries them (the widget's), by their ids. */
export async function loadUploads(unit: Unit, events: readonly InboundEvent[]): Promise<void> {
  const ids = events.flatMap((event) =>
    event.is === 'message' ? attachmentsOf(event.content).flatMap((media) => media.ref['upload'] ?? []) : [],
  );
  for (const [id, row] of await findStoredFiles(unit.tx, ids)) unit.uploads.set(id, row);
}

/** The upload that a file is, where it is this visitor's own and no other message has it yet. */
export function uploadOf(unit: Unit, ref: Readonly<Record<string, string>>, channelId: string): AttachmentRow | undefined {
  const row = unit.uploads.get(ref['upload'] ?? '');
  if (row === undefined || row.messageId !== null || row.channelId !== channelId) return undefined;
  return row.sourceJson === uploadSource(ref['visitorId'] ?? '') ? row : undefined;
}

/** What says whose an upload is. */
export function uploadSource(visitorId: string): string {
  return JSON.stringify({ visitorId });
}
