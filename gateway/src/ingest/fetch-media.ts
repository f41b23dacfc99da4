import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { RunCommand } from '../conversations/commands.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import type { Tracing } from '../log/tracing.ts';
import { type MediaFetcherParts, fetchMediaOnce } from '../media/fetcher.ts';
import type { FetchedMedia } from '../model/media.ts';
import { mapAttachments } from '../model/content.ts';
import { loadConversations, loadMessages } from '../store/load.ts';
import { dueMedia, endMedia, takeMedia, updateMedia } from '../store/media-jobs.ts';
import { storedAttachment } from '../store/records.ts';
import type { AttachmentRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import { SYSTEM } from './identify.ts';

export interface MediaFetchingOptions extends Omit<MediaFetcherParts, 'rules'> {
  readonly store: Store;
  readonly run: RunCommand;
  readonly channelOf: (channelId: string) => Promise<ConnectedChannel | undefined>;
  readonly now: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
}

const POLL_MS = 2_000;
const AT_ONCE = 8;
/** Longer than one fetch may take. */
const TAKEN_MS = 180_000;
/** 1, 2, 4 … s up to half an hour: about a day in all, then the file is given up. WhatsApp's ids live 7 days, WeChat's 3. */
const MOST_TRIES = 60;
const LONGEST_WAIT_MS = 30 * 60_000;

/** Fetches the files that messages announce, as soon as they are stored: platforms keep them only for minutes or days. */
export function createMediaFetching(options: MediaFetchingOptions): Worker {
  async function tick(isStopping: () => boolean): Promise<void> {
    for (;;) {
      const due = await dueMedia(options.store, options.now(), AT_ONCE);
      await Promise.all(due.map((row) => handle(row)));
      if (due.length < AT_ONCE || isStopping()) return;
    }
  }

  async function handle(row: AttachmentRow): Promise<void> {
    const taken = await options.run({ locks: [], run: (unit) => takeMedia(unit.tx, row, options.now() + TAKEN_MS) });
    if (!taken) return;
    if (row.state === 'withdrawn') return remove(row);
    const connected = row.channelId === null ? undefined : await options.channelOf(row.channelId);
    const fetched = await fetchOne(row, connected).catch((error: unknown): FetchedMedia => {
      options.log.error({ err: error, attachmentId: row.id }, 'a file could not be fetched because of a fault in Parley');
      return { is: 'later', why: 'a fault in Parley' };
    });
    options.metrics.mediaFetches.inc({ channel_type: connected?.ref.type ?? 'none', result: fetched.is });
    await record(row, fetched);
  }

  async function fetchOne(row: AttachmentRow, connected: ConnectedChannel | undefined): Promise<FetchedMedia> {
    if (connected?.channel.fetchMedia === undefined || row.sourceJson === null)
      return { is: 'gone', why: 'the channel cannot fetch files' };
    const { traceparent, ...ref }: Record<string, string> = JSON.parse(row.sourceJson);
    const declared = { mimeType: row.mimeType, ...(row.name === null ? {} : { name: row.name }) };
    const { channel, settings, facts } = connected;
    const fetchMedia = connected.channel.fetchMedia.bind(channel);
    const work = () => fetchMediaOnce({ fetchMedia, ref, settings, declared }, { ...options, rules: facts.mediaRules });
    const { tracing } = options;
    return tracing === undefined ? work() : tracedFetch(tracing, { row, type: connected.ref.type, traceparent }, work);
  }

  async function remove(row: AttachmentRow): Promise<void> {
    if (row.storageKey !== null) await options.storage.remove(row.storageKey);
    const gone = { dueAt: null, storageKey: null, bytes: null, sha256: null };
    await options.run({ locks: [], run: (unit) => updateMedia(unit.tx, row.id, gone) });
  }

  async function record(row: AttachmentRow, fetched: FetchedMedia): Promise<void> {
    if (fetched.is === 'later' && row.attempts + 1 < MOST_TRIES) {
      const wait = fetched.afterMs ?? Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(row.attempts, 20));
      await options.run({ locks: [], run: (unit) => updateMedia(unit.tx, row.id, { dueAt: options.now() + wait, error: fetched.why }) });
      return;
    }
    const change: Partial<AttachmentRow> =
      fetched.is === 'stored'
        ? {
            state: 'stored',
            dueAt: null,
            error: null,
            bytes: fetched.bytes,
            mimeType: fetched.mimeType,
            sha256: fetched.sha256,
            storageKey: fetched.storageKey,
            name: fetched.name ?? row.name,
          }
        : { state: 'failed', dueAt: null, error: fetched.why };
    const isKept = await options.run({
      locks: row.conversationId === null ? [] : [row.conversationId],
      run: (unit) => tell(unit, { ...row, ...change }, change),
    });
    if (!isKept && fetched.is === 'stored') await options.storage.remove(fetched.storageKey);
  }

  return createWorker({ what: 'fetching files', everyMs: POLL_MS, log: options.log, tick });
}

function tracedFetch(
  tracing: Tracing,
  { row, type, traceparent }: { readonly row: AttachmentRow; readonly type: string; readonly traceparent: string | undefined },
  work: () => Promise<FetchedMedia>,
): Promise<FetchedMedia> {
  const facts = { 'parley.attachment.id': row.id, 'parley.channel.type': type, 'parley.attempt': row.attempts + 1 };
  return tracing.span('fetch file', { kind: 'client', parent: traceparent ?? null, facts }, async (span) => {
    const fetched = await work();
    if (fetched.is === 'stored') span.tell({ 'parley.bytes': fetched.bytes });
    else span.fail(fetched.is);
    return fetched;
  });
}

/** Writes the file into its message, and tells that the message changed. False where the file was taken back meanwhile. */
async function tell(unit: Unit, row: AttachmentRow, change: Partial<AttachmentRow>): Promise<boolean> {
  if (!(await endMedia(unit.tx, row.id, change))) return false;
  if (row.messageId === null) return true;
  await loadMessages(unit, [row.messageId]);
  const message = unit.messages.get(row.messageId);
  if (message === undefined) return true;
  await loadConversations(unit, [message.conversationId]);
  const conversation = unit.conversations.get(message.conversationId);
  if (conversation === undefined) return true;
  message.content = mapAttachments(message.content, (attachment) =>
    attachment.id !== row.id
      ? attachment
      : storedAttachment({
          ...attachment,
          name: row.name,
          mimeType: row.mimeType,
          bytes: row.bytes,
          state: row.state === 'stored' ? 'stored' : 'failed',
        }),
  );
  unit.touchMessage(message);
  unit.emit({ type: 'message.updated', actor: SYSTEM, conversation, message });
  return true;
}
