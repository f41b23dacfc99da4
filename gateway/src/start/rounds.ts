import type { Config } from '../config.ts';
import { createAwayAnswers } from '../conversations/away-answers.ts';
import { createClock } from '../conversations/clock.ts';
import { createDraining } from '../conversations/draining.ts';
import { createErasures } from '../conversations/erasures.ts';
import { createHealthRounds } from '../conversations/health-rounds.ts';
import { createSearchIndexing } from '../conversations/search-indexing.ts';
import { createTemplateSync } from '../conversations/template-sync.ts';
import { createWaitClock } from '../conversations/wait-clock.ts';
import { createNotificationWorkers } from '../events/notification-workers.ts';
import { createMediaFetching } from '../ingest/fetch-media.ts';
import { createMailReplies } from '../ingest/mail-replies.ts';
import { createMailboxReading } from '../ingest/read-mailbox.ts';
import { createProfiles } from '../ingest/read-profiles.ts';
import type { Received } from '../ingest/store-events.ts';
import { DEFAULT_MEDIA_RULES } from '../model/settings.ts';
import type { Flushed } from '../store/flush.ts';
import { createPruning } from '../store/retention.ts';
import { dropEndedSubscriptions } from '../store/subscriptions.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { Base } from './base.ts';
import type { Channels } from './channels.ts';
import { assemblePresence } from './presence.ts';
import type { Traffic } from './traffic.ts';

const PRUNE_MS = 3_600_000;
const SWEEP_MS = 30_000;

/** What looks for its work by itself: what time does, what platforms are asked, who is told, and what is cleared away. */
export function assembleRounds(
  base: Base,
  channels: Channels,
  config: Pick<Config, 'publicUrl' | 'mail' | 'mailReplyTo' | 'mailbox'>,
  traffic: Traffic,
) {
  const { log, now, seal, store, metrics, net, storage, signIn, tracing } = base;
  const { channelOf } = channels;
  const { commands: run, callIo } = traffic;
  const { mailing } = signIn;
  const profiles = createProfiles({ store, run, channelOf, callIo, now, log, net, storage, rules: DEFAULT_MEDIA_RULES });
  const templateSync = createTemplateSync({ channels: channels.all, run, callIo, now, log });
  const waitClock = createWaitClock({ store, run, now, log });
  const media = createMediaFetching({ store, run, channelOf, now, log, metrics, net, storage, tracing });
  const healthRounds = createHealthRounds({ channels: channels.all, callIo, run, now, log });
  const clock = createClock({ store, run, now, log });
  const draining = createDraining({ store, run, log });
  const erasures = createErasures({ store, run, log });
  const notifications = createNotificationWorkers({
    ...{ store, seal, net, now, log, random: Math.random, publicUrl: config.publicUrl },
    mails: mailing,
    mailFrom: config.mail?.from,
  });
  const awayAnswers = createAwayAnswers({
    ...{ store, run, mails: mailing, now, log, publicUrl: config.publicUrl },
    ...{ returns: base.returnTokens, signMedia: base.signer.sign },
    ...{ tokens: base.mailTokens, from: config.mail?.from ?? '', replyTo: config.mailReplyTo },
  });
  const keepMail = async (received: Received) => {
    await channels.all();
    return traffic.ingest.store(received);
  };
  const mailReplies = createMailReplies({
    ...{ store, run, keep: keepMail, tokens: base.mailTokens, storage, ids: base.ids, now },
    rulesOf: async (id) => (await channelOf(id))?.facts.mediaRules,
  });
  const mailbox = createMailboxReading({ url: config.mailbox, store, replies: mailReplies, now, log });
  const presence = assemblePresence(base, traffic);
  const searchIndexing = createSearchIndexing({ store, log });
  const sweeping = sweepers(base, traffic);
  return {
    erasures,
    presence,
    templateSync,
    mailReplies,
    vapidKeys: notifications.vapidKeys,
    workers: [
      media,
      clock,
      waitClock,
      draining,
      profiles,
      erasures,
      healthRounds,
      awayAnswers,
      mailbox,
      mailing,
      notifications,
      templateSync,
      presence,
      searchIndexing,
      ...sweeping,
    ],
    wake(flushed: Flushed) {
      if (flushed.hasPushes === true) notifications.wake();
      if (flushed.hasMedia) media.wake();
      if (flushed.makesRoom === true) draining.wake();
      if (flushed.staleTemplates !== undefined) templateSync.soon(flushed.staleTemplates);
    },
  };
}
export type Rounds = ReturnType<typeof assembleRounds>;

/** Drop ended subscriptions and what is past its time. */
function sweepers({ store, log, now }: Base, { subscriptions }: Traffic): readonly Worker[] {
  const prune = createPruning(store, now);
  const dropEnded = store.committer.register<null, null>({
    name: 'ended subscriptions',
    async run(tx, items) {
      await dropEndedSubscriptions(tx, subscriptions);
      return items;
    },
  });
  return [
    createWorker({
      ...{ what: 'dropping ended subscriptions', everyMs: SWEEP_MS, begins: 'after_rest', log },
      tick: async () => void (await dropEnded(null)),
    }),
    createWorker({ what: 'pruning', everyMs: PRUNE_MS, begins: 'after_rest', log, tick: (isStopping) => prune({ isStopping }) }),
  ];
}
