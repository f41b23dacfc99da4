import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { Background, freePort } from './processes.ts';
import { passwordHash } from './runtime.ts';

/** Who n8n is started for. */
export interface Owner {
  readonly email: string;
  readonly password: string;
}

export interface N8nOptions {
  /** n8n's entry file, from `ensureN8n`. */
  readonly entry: string;
  /** Everything n8n keeps goes into `.n8n` below it. */
  readonly userFolder: string;
  readonly port: number;
  readonly owner: Owner;
  readonly encryptionKey: string;
  /** Stands in for graph.facebook.com, which n8n's own WhatsApp nodes have built in. */
  readonly graphUrl?: string;
  /** Which part of n8n it is: all of it, or in queue mode what runs executions, or what takes webhooks. */
  readonly part?: 'start' | 'worker' | 'webhook';
  /** Settings beside those that every n8n here has. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Parts of n8n that reach out for something, or that no test needs. `community-packages` must stay: it loads our nodes. */
const MODULES_OFF =
  'mcp-registry,mcp,instance-ai,agents,chat-hub,insights,external-secrets,source-control,sso-oidc,sso-saml,ldap,log-streaming,otel,' +
  'provisioning,breaking-changes,quick-connect,workflow-builder,instance-registry,instance-version-history,token-exchange,' +
  'workflow-reviews,dynamic-credentials,runtime-credentials,n8n-packages,favorites,oauth-server,oauth-jwe,redaction';

const GRAPH_REDIRECT = path.join(import.meta.dirname, 'graph-redirect.cjs');

/** With these n8n 2.41 makes no connection of its own to the world. */
const QUIET = {
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
  N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
  EXTERNAL_FRONTEND_HOOKS_URLS: '',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_VERIFIED_PACKAGES_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  N8N_DISABLED_MODULES: MODULES_OFF,
};

/**
 * How long n8n may finish what it is doing after SIGTERM; 30 s by itself. What has not ended by then it loses. n8n 2.41 goes on taking
 * webhooks meanwhile: what shuts its server down is registered on a class that is not the running server's (abstract-server.ts).
 */
const GRACE_SECONDS = 120;

/** A real n8n on loopback that can be stopped and started again with what it knew. */
export class N8n {
  readonly baseUrl: string;
  readonly logFile: string;
  readonly options: N8nOptions;
  #process: Background | undefined;

  constructor(options: N8nOptions) {
    this.options = options;
    this.baseUrl = `http://127.0.0.1:${options.port}`;
    this.logFile = path.join(options.userFolder, options.part === undefined ? 'n8n.log' : `n8n-${options.part}.log`);
  }

  /**
   * Starts it and waits until it takes requests: about 7 s the first time, 4 s later. After a kill it looks at each execution that was
   * open, a minute or more for some dozens while it takes webhooks again already.
   */
  async start(): Promise<void> {
    await mkdir(this.options.userFolder, { recursive: true });
    const brokerPort = await freePort();
    this.#process = new Background(
      process.execPath,
      [...(this.options.graphUrl === undefined ? [] : ['--require', GRAPH_REDIRECT]), this.options.entry, this.options.part ?? 'start'],
      this.#environment(brokerPort),
      this.logFile,
      this.options.userFolder,
    );
    await this.#process.answers(`${this.baseUrl}/healthz/readiness`, 600_000);
  }

  /** Of the process that was started last. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** SIGTERM lets it end what it is doing; SIGKILL does not. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#process?.stop(signal, (GRACE_SECONDS + 10) * 1000);
    this.#process = undefined;
  }

  /** Nothing of ours is handed down but the path: an n8n must not pick up settings of the machine it is tested on. */
  #environment(brokerPort: number): NodeJS.ProcessEnv {
    const { userFolder, port, owner, encryptionKey, graphUrl, settings } = this.options;
    return {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      HOME: userFolder,
      N8N_USER_FOLDER: userFolder,
      N8N_PORT: String(port),
      // A worker has no other server.
      QUEUE_HEALTH_CHECK_PORT: String(port),
      QUEUE_HEALTH_CHECK_ACTIVE: 'true',
      N8N_RUNNERS_BROKER_PORT: String(brokerPort),
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_HOST: '127.0.0.1',
      N8N_PROTOCOL: 'http',
      WEBHOOK_URL: `${this.baseUrl}/`,
      N8N_ENCRYPTION_KEY: encryptionKey,
      N8N_SECURE_COOKIE: 'false',
      N8N_GRACEFUL_SHUTDOWN_TIMEOUT: String(GRACE_SECONDS),
      N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
      N8N_INSTANCE_OWNER_EMAIL: owner.email,
      N8N_INSTANCE_OWNER_PASSWORD_HASH: passwordHash(owner.password),
      ...(graphUrl === undefined ? {} : { PARLEY_SUITE_GRAPH: graphUrl }),
      ...QUIET,
      ...settings,
    };
  }
}
