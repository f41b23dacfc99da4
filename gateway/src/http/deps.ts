import type { Request, RequestHandler, Response } from 'express';
import type { RawRequest, Reply as PlatformReply } from '../channels/channel.ts';
import type { CallIoOf } from '../conversations/call-io.ts';
import type { RunCommand } from '../conversations/commands.ts';
import type { ConnectedChannels } from '../conversations/connected-channels.ts';
import type { Mailing } from '../conversations/mailing.ts';
import type { PlatformActions } from '../conversations/platform-actions.ts';
import type { TemplateSync } from '../conversations/template-sync.ts';
import type { CheckUrl } from '../conversations/files.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import type { Tracing } from '../log/tracing.ts';
import type { MediaStorage } from '../media/storage.ts';
import type { SetAside } from '../ingest/spooling.ts';
import type { EventType } from '../model/events.ts';
import type { Ids } from '../model/ids.ts';
import type { Flushed } from '../store/flush.ts';
import type { Pauses } from '../outbox/pauses.ts';
import type { Seal } from '../store/seal.ts';
import type { Viewer } from '../store/sight.ts';
import type { Store } from '../store/store.ts';
import type { VapidKeys } from '../store/vapid-keys.ts';
import type { ActiveSubscriptions } from '../store/subscriptions.ts';
import type { Worker } from '../work/worker.ts';
import type { Accounts } from './auth/accounts.ts';
import type { Authenticator } from './auth/api-keys.ts';
import type { Attempts } from './auth/attempts.ts';
import type { MailIn } from './mail.ts';
import type { WidgetParts } from './widget/parts.ts';
import type { Caller } from './auth/caller.ts';

/** Everything the HTTP API needs of the rest of the gateway. */
export interface AppDeps {
  readonly store: Store;
  readonly commands: RunCommand;
  /** Told of lanes that a replay has made due. */
  readonly wake: (flushed: Flushed) => void;
  readonly connectedChannels: ConnectedChannels;
  readonly subscriptions: ActiveSubscriptions;
  readonly callIo: CallIoOf;
  readonly pauses: Pauses;
  readonly platformActions: PlatformActions;
  readonly templateSync: Pick<TemplateSync, 'sync'>;
  readonly erasures: Pick<Worker, 'wake'>;
  readonly authenticator: Authenticator;
  /** Members' passwords and sessions. */
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly mailing: Mailing;
  /** What whoever sets the gateway up must know, see `auth/set-up.ts`. */
  readonly setupToken: string;
  readonly seal: Seal;
  /** The pair that pushes are signed with. */
  readonly vapidKeys: () => Promise<VapidKeys>;
  readonly ids: Ids;
  readonly now: () => number;
  /** Spans of what is asked of us, where traces are kept. */
  readonly tracing?: Tracing | undefined;
  /** The network policy's word on an address that Parley shall call. */
  readonly checkUrl: CheckUrl;
  /** Some of the log after a cursor (empty: from its beginning), envelopes as JSON with their files' addresses not signed yet. */
  readonly readEvents: (query: {
    readonly after: string;
    readonly limit: number;
    readonly types?: readonly EventType[];
    /** Only what this member may see. */
    readonly viewer?: Viewer;
  }) => Promise<{ readonly json: readonly string[]; readonly nextCursor: string } | 'bad_cursor'>;
  /** Answers with the live stream. A bad cursor must be found before this; `after` is null for "from now on"; a member also gets their notifications. */
  readonly stream: (
    request: Request,
    response: Response,
    options: { readonly after: string | null; readonly caller: Caller; readonly memberId: string | undefined },
  ) => void | Promise<void>;
  /** A platform's webhook: verified, stored, answered. */
  readonly receive: (request: RawRequest & { readonly channelId: string; readonly requestId?: string }) => Promise<PlatformReply>;
  /** Webhooks that the database refused. */
  readonly setAside: SetAside;
  /** Mails that come in, and those that are wanted no more. */
  readonly mailIn: MailIn;
  readonly widget: WidgetParts;
  /** `GET /media/{id}`, see `media/serve.ts`. */
  readonly serveMedia: RequestHandler;
  readonly mediaStorage: MediaStorage;
  /** An address for a stored file, see `media/signing.ts`. */
  readonly signMedia: (attachmentId: string) => string;
  /** `PARLEY_PUBLIC_URL` */
  readonly publicUrl: string;
  /** Express's `trust proxy`, from `PARLEY_TRUST_PROXY`. */
  readonly trustProxy: boolean | number | string;
  readonly metrics: Pick<Metrics, 'render' | 'contentType'>;
  readonly log: Logger;
  /** Undefined when requests can be served, else why not. */
  readonly ready: () => string | undefined | Promise<string | undefined>;
}
