import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { createCallIo } from '../conversations/call-io.ts';
import { type RunCommand, createCommands } from '../conversations/commands.ts';
import { createChannelMemories } from '../conversations/memory.ts';
import { createAnnouncementBoard } from '../events/announcements.ts';
import { createDeliveries } from '../events/deliver.ts';
import { createReceivers } from '../events/receivers.ts';
import { createResumes } from '../events/resume.ts';
import { createEventStream } from '../events/stream.ts';
import { createTranscripts } from '../events/transcript.ts';
import { createVisitorStreams } from '../events/visitor-streams.ts';
import { createVisitorLive } from '../http/widget/live.ts';
import { createIngest } from '../ingest/create-ingest.ts';
import { createPassiveAnswers } from '../ingest/passive-answers.ts';
import { createReceive } from '../ingest/receive.ts';
import { createReadFile } from '../media/read-file.ts';
import { withSignedMedia } from '../media/signing.ts';
import { SOLE_HOLDER, createHoldings } from '../outbox/holdings.ts';
import { createPauses } from '../outbox/pauses.ts';
import { createRates } from '../outbox/rates.ts';
import { createSends } from '../outbox/send.ts';
import type { Flushed } from '../store/flush.ts';
import { type GatewayHint, createGatewayHints } from '../store/gateway-hints.ts';
import { findMedia } from '../store/media-jobs.ts';
import { createPeopleCache } from '../store/people-cache.ts';
import { createActiveSubscriptions } from '../store/subscriptions.ts';
import type { Base } from './base.ts';
import type { Channels } from './channels.ts';

/**
 * What takes in, changes, sends out and delivers.
 *
 * @param wake told what each commit has made due, for all parts of the gateway
 */
export function assembleTraffic(
  base: Base,
  channels: Channels,
  config: Pick<Config, 'publicUrl' | 'databaseUrl'>,
  wake: (flushed: Flushed) => void,
) {
  const { log, now, ids, seal, store, metrics, net, storage, signer, tracing } = base;
  const { channelOf, factsOf } = channels;
  const subscriptions = createActiveSubscriptions(store.dialect);
  const people = store.dialect === 'sqlite' ? createPeopleCache() : undefined;
  const shared = { ids, factsOf, people, subscriptions: subscriptions.active, wake };
  const ingest = createIngest(base, shared);
  const run = createCommands({ ...shared, committer: store.committer, tracing });
  const commands: RunCommand = async (command) => {
    await channels.all();
    return run(command);
  };
  const rates = createRates();
  const token = randomUUID();
  const lanes = { store, committer: store.committer, now, random: Math.random, log, metrics, token, tracing };
  const holdings =
    store.dialect === 'sqlite'
      ? undefined
      : createHoldings({ store, log, token, onTaken: (ids) => rates.restart(ids), onGain: () => sends.look() });
  const visitorStreams = createVisitorStreams({ store, log });
  const announcements = createAnnouncementBoard({ store, now, log });
  const visitors = createVisitorLive(visitorStreams, announcements);
  channels.connected.watch(visitors.lookAgain);
  const callIo = createCallIo({
    ...{ fetch: net.fetch, now, memories: createChannelMemories(now), publicUrl: config.publicUrl },
    visitors: visitors.reaches(store, commands),
  });
  const passive = createPassiveAnswers();
  const pauses = createPauses(store.laneNow);
  const readFile = createReadFile({ find: (id) => findMedia(store, id), storage, net });
  const sending = {
    rates,
    channelOf,
    urlOf: signer.sign,
    callIo,
    readFile,
    answerInResponse: passive.offer,
    pauses,
    holdings: holdings ?? SOLE_HOLDER,
  };
  const sends = createSends({ ...lanes, ...shared, ...sending });
  const withSigned = (json: string) => withSignedMedia(json, signer.sign);
  const deliveries = createDeliveries({
    ...lanes,
    net,
    ids,
    withSignedMedia: withSigned,
    receiverOf: createReceivers({ store, seal, now, remembered: subscriptions.remembered }),
    transcriptOf: createTranscripts(store),
  });
  const resumes = createResumes({ ...lanes, net, seal, withSignedMedia: withSigned });
  const stream = createEventStream({ store, log, withSignedMedia: withSigned });
  metrics.watch((figures) => {
    figures.spooledWebhooks.set(ingest.length());
    figures.openStreams.set({ kind: 'members' }, stream.size());
    figures.openStreams.set({ kind: 'visitors' }, visitors.size());
  });
  const receive = createReceive({ channels: channels.all, store: ingest.store, passive, now, log, metrics, tracing });
  const hear = ({ sends: lanes, notified, changesChannels, announces }: GatewayHint) => {
    if (changesChannels) channels.connected.forget();
    if (announces) announcements.wake();
    sends.wake(lanes);
    stream.wake(notified);
    visitorStreams.wake();
  };
  const { databaseUrl } = config;
  const hints = databaseUrl === undefined ? undefined : createGatewayHints({ databaseUrl, token, told: hear });
  return {
    subscriptions,
    commands,
    callIo,
    passive,
    pauses,
    rates,
    ingest,
    receive,
    stream,
    visitors,
    announcements,
    workers: [...[holdings, hints].filter((one) => one !== undefined), sends, deliveries, resumes, announcements],
    wake(flushed: Flushed) {
      deliveries.wake(flushed.deliveryLanes);
      sends.wake(flushed.sendLanes);
      resumes.wake(flushed.resumeLanes ?? []);
      stream.wake(flushed.notified);
      visitorStreams.wake();
      if (flushed.changesChannels) channels.connected.forget();
      if (flushed.announces === true) announcements.wake();
      hints?.tell(flushed);
    },
  };
}
export type Traffic = ReturnType<typeof assembleTraffic>;
