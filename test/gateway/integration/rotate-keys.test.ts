import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { readConfig } from '../../../gateway/src/config.ts';
import { createReceivers } from '../../../gateway/src/events/receivers.ts';
import { signatureHeaders } from '../../../gateway/src/events/signature.ts';
import { createSignIn, renewSecondFactors } from '../../../gateway/src/http/auth/assemble.ts';
import { createMailTokens } from '../../../gateway/src/conversations/mail-tokens.ts';
import { createReturnTokens } from '../../../gateway/src/conversations/return-tokens.ts';
import { createMediaSigner } from '../../../gateway/src/media/signing.ts';
import { createMailer } from '../../../gateway/src/net/mail.ts';
import { runCommandLine } from '../../../gateway/src/operations/command-line.ts';
import { SEALED_COLUMNS, resealAll } from '../../../gateway/src/store/reseal.ts';
import { createSeal } from '../../../gateway/src/store/seal.ts';
import { checkSecretKey } from '../../../gateway/src/store/secret-probe.ts';
import { type Store, openStore } from '../../../gateway/src/store/store.ts';
import { ADMIN, PUBLIC_URL, QUICK_HASHING, START, type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, adminId } from '../support/people.ts';
import { codeOf } from '../support/authenticator.ts';
import { textMessage } from '../support/inbound.ts';
import { type Browser, PASSWORD, signIn } from '../support/signing-in.ts';
import { temporaryFolder } from '../support/stores.ts';

const NEW = randomBytes(32);
const CLIENT = { address: '192.0.2.1', userAgent: 'a browser' };

/** Every place in the database that holds a sealed text, with those texts. */
async function sealedTexts({ reader, dialect }: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = await (
    dialect === 'sqlite'
      ? sql<{ table: string; column: string }>`select m."name" as "table", c."name" as "column"
          from "sqlite_master" m, pragma_table_info(m."name") c where m."type" = 'table' and m."name" not like 'search%'`
      : sql<{ table: string; column: string }>`select "table_name" as "table", "column_name" as "column"
          from "information_schema"."columns" where "table_schema" = current_schema() and "data_type" = 'text'`
  ).execute(reader);
  const found = new Map<string, readonly string[]>();
  for (const { table, column } of columns.rows) {
    const { rows } = await sql<{ text: string }>`select ${sql.ref(column)} as "text" from ${sql.table(table)}
      where ${sql.ref(column)} like 'v1.%'`.execute(reader);
    if (rows.length > 0) found.set(`${table}.${column}`, rows.map((row) => row.text)); // prettier-ignore
  }
  return found;
}

describe.each(STORES)('another secret key on %s', (dialect) => {
  let api: TestApi;
  let browser: Browser;
  let totpUri: string;
  let subscriptionId: string;
  const seal = () => createSeal(NEW, api.secretKey);
  /** The gateway's sign-in as a start with these keys would have it. */
  const signInWith = (keys: { readonly secretKey: Buffer; readonly previousSecretKey?: Buffer }) =>
    createSignIn({ ...api.deps, ...keys, publicUrl: PUBLIC_URL, mail: undefined }, { hashing: QUICK_HASHING }).accounts;

  beforeAll(async () => {
    api = await startApi(dialect, {}, { mailer: createMailer('smtp://127.0.0.1:9', 'desk@harbour.example') });
    await checkSecretKey(api.store, api.deps.seal);
    const channelId = await connect(api);
    await api.ingest(channelId, textMessage('15550100', 'wamid.1', 'hello'));
    const conversation = String((await api.get('/conversations')).body.data[0].id);
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await api.post(`/conversations/${conversation}/waits`, {
      ...{ content: { type: 'text', text: 'When?' }, resumeUrl: 'https://n8n.example.com/webhook-waiting/1', secret },
    });
    const subscription = { url: 'https://crm.example/hook', events: ['message.received'] };
    subscriptionId = String((await api.post('/subscriptions', subscription, { idempotencyKey: 'one' })).body.id);
    await api.post(`/subscriptions/${subscriptionId}/secret`);
    await api.post('/invitations', { email: 'ben@example.com', role: 'agent' });
    browser = await signIn(api, await adminId(api));
    await browser.get('/push/key');
    const { p256dh, auth } = {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    };
    await browser.post('/push/subscriptions', { endpoint: 'https://push.example.com/send/abc', keys: { p256dh, auth } });
    ({ totpUri } = (await browser.post('/me/two-factor', { password: PASSWORD })).body);
    await browser.post('/me/two-factor/confirm', { code: codeOf(totpUri) });
  });
  afterAll(() => api.close());

  it('is refused alone, and the former one is enough beside it', async () => {
    expect(await checkSecretKey(api.store, createSeal(NEW))).toMatch(/PARLEY_SECRET_KEY is not the key/);
    expect(await checkSecretKey(api.store, seal())).toBeUndefined();
  });

  it('lets those in who had signed in, before and after they do something', async () => {
    const accounts = signInWith({ secretKey: NEW, previousSecretKey: api.secretKey });
    expect((await accounts.callerOf(browser.cookie))?.caller.id).toBe(await adminId(api));
    expect(await signInWith({ secretKey: NEW }).callerOf(browser.cookie)).toBeUndefined();
    const changed = await accounts.changePassword(browser.cookie, { current: PASSWORD, next: 'staple of a better one' });
    if (typeof changed === 'string') throw new Error(changed);
    const cookie = changed.map((one) => one.split(';')[0]).join('; ');
    expect((await signInWith({ secretKey: NEW }).callerOf(cookie))?.caller.id).toBe(await adminId(api));
  });

  it('takes the codes of second factors, which are under it from then on', async () => {
    const enter = (accounts: ReturnType<typeof signInWith>, steps: number) =>
      accounts.signIn({ email: ADMIN, password: 'staple of a better one', code: codeOf(totpUri, steps), client: CLIENT });
    expect(await enter(signInWith({ secretKey: NEW, previousSecretKey: api.secretKey }), 1)).toHaveProperty('memberId');
    const renew = () => renewSecondFactors({ store: api.store, secretKey: NEW, previousSecretKey: api.secretKey, publicUrl: PUBLIC_URL });
    expect(await renew()).toBe(0);
    api.clock.now += 90_000;
    await api.deps.attempts.forgive('sign_in', ADMIN);
    expect(await signInWith({ secretKey: NEW }).signIn({ email: ADMIN, password: 'staple of a better one', client: CLIENT })).toBe(
      'two_factor_required',
    );
    // And back, by the command's own way.
    expect(await renewSecondFactors({ store: api.store, secretKey: api.secretKey, previousSecretKey: NEW, publicUrl: PUBLIC_URL })).toBe(1);
    expect(await renew()).toBe(1);
  });

  it('goes on after a kill in the middle, and leaves nothing under the former one', async () => {
    const before = await sealedTexts(api.store);
    expect([...before.keys()].sort()).toEqual([...new Set(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`))].sort());
    const killed: Store = {
      ...api.store,
      committer: {
        ...api.store.committer,
        register(work) {
          const write = api.store.committer.register(work);
          let commits = 0;
          return (item) => (++commits > 3 ? Promise.reject(new Error('killed')) : write(item));
        },
      },
    };
    await expect(resealAll(killed, seal())).rejects.toThrow('killed');
    const total = [...before.values()].flat().length - 1;
    const { texts, unopened } = await resealAll(api.store, seal());
    expect(texts).toBe(total - 3);
    expect(unopened.size).toBe(0);
    const after = await sealedTexts(api.store);
    const former = [...after].flatMap(([place, all]) => (all.some((one) => !one.startsWith(createSeal(NEW).mark)) ? [place] : []));
    // The probe is last, see the command.
    expect(former).toEqual(['meta.value']);
    expect(await resealAll(api.store, seal())).toMatchObject({ texts: 0 });
    const row = await api.store.reader.selectFrom('channels').select('secrets').executeTakeFirstOrThrow();
    expect(createSeal(NEW).open(row.secrets)).toContain('canary-access-token');
  });

  it('says where a text is that neither key opens, and leaves it', async () => {
    const third = createSeal(randomBytes(32)).seal('x');
    const set = (secrets: string) =>
      api.deps.commands({ locks: [], run: async ({ tx }) => void (await tx.db.updateTable('channels').set({ secrets }).execute()) });
    await set(third);
    expect((await resealAll(api.store, seal())).unopened).toEqual(new Map([['channels.secrets', 1]]));
    await set(seal().seal('{}'));
  });

  it('a subscription’s former secret signs for a day too', async () => {
    const receiverOf = createReceivers({ store: api.store, seal: seal(), now: () => api.clock.now });
    const secrets = await api.store.reader.selectFrom('subscriptions').select(['secret', 'previousSecret']).executeTakeFirstOrThrow();
    const signed = async () => {
      const receiver = await receiverOf(subscriptionId);
      if (typeof receiver === 'string') throw new Error(receiver);
      return signatureHeaders(receiver.keys, 'evt_1', 1, '{}')['webhook-signature'];
    };
    const by = (sealed: string | null) => {
      const key = Buffer.from(
        seal()
          .open(sealed ?? '')
          .slice('whsec_'.length),
        'base64',
      );
      return `v1,${createHmac('sha256', key).update('evt_1.1.{}').digest('base64')}`;
    };
    expect(await signed()).toBe(`${by(secrets.secret)} ${by(secrets.previousSecret)}`);
    api.clock.now += 24 * 3_600_000;
    expect(await signed()).toBe(by(secrets.secret));
  });
});

it('addresses and links that were given out go on working beside the former key, and are made with the new one', () => {
  const former = randomBytes(32);
  const now = () => START;
  const media = createMediaSigner(NEW, PUBLIC_URL, now, { previous: former });
  const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);
  const old = queryOf(createMediaSigner(former, PUBLIC_URL, now).sign('att_1'));
  expect(media.check('att_1', old['expires'], old['signature'])).toBe(true);
  expect(createMediaSigner(NEW, PUBLIC_URL, now).check('att_1', old['expires'], old['signature'])).toBe(false);
  expect(media.sign('att_1')).toBe(createMediaSigner(NEW, PUBLIC_URL, now).sign('att_1'));
  const conversation = 'cnv_01JCXW3T5M8ZP4Q7RSV2N6K9AD';
  const token = createMailTokens(former).replyToken(conversation);
  expect(createMailTokens(NEW, former).conversationOf(token)).toBe(conversation);
  expect(createMailTokens(NEW).conversationOf(token)).toBeUndefined();
  const link = createReturnTokens(former).make('vis_1', START + 1000);
  expect(createReturnTokens(NEW, former).visitorOf(link, START)).toBe('vis_1');
  expect(createReturnTokens(NEW).visitorOf(link, START)).toBeUndefined();
});

it('the command changes the key of a data folder, its key file too, and leaves a line in the audit log', async () => {
  const { folder, remove } = temporaryFolder();
  const [former, next] = [randomBytes(32), NEW];
  writeFileSync(path.join(folder, 'secret.key'), former.toString('base64'));
  const openedWith = async (key: Buffer) => {
    const store = await openStore({ dataDir: folder, databaseUrl: undefined, now: () => START });
    if (typeof store === 'string') throw new Error(store);
    const why = await checkSecretKey(store, createSeal(key));
    const audited = await store.reader.selectFrom('audit').select(['action', 'actorType']).execute();
    await store.close();
    return { why, audited: audited.map((line) => ({ ...line })) };
  };
  await openedWith(former);
  const rotate = (env: Readonly<Record<string, string>>) => {
    const config = readConfig({ PARLEY_DATA_DIR: folder, ...env });
    if ('length' in config) return config;
    return runCommandLine(['rotate-keys'], config, () => START);
  };
  expect(await rotate({})).toMatchObject({ code: 1, lines: [expect.stringContaining('PARLEY_SECRET_KEY_PREVIOUS')] });
  const keys = { PARLEY_SECRET_KEY: next.toString('base64'), PARLEY_SECRET_KEY_PREVIOUS: former.toString('base64') };
  expect(await rotate({ ...keys, PARLEY_SECRET_KEY_PREVIOUS: keys.PARLEY_SECRET_KEY })).toEqual([
    expect.stringContaining('is the same as'),
  ]);
  expect(await rotate(keys)).toMatchObject({ code: 0, lines: [expect.stringContaining('secret.key'), expect.stringContaining('14 days')] });
  expect(readFileSync(path.join(folder, 'secret.key'), 'utf8')).toBe(next.toString('base64'));
  expect(await openedWith(next)).toEqual({ why: undefined, audited: [{ action: 'rotate-keys', actorType: 'operator' }] });
  expect((await openedWith(former)).why).toMatch(/is not the key/);
  remove();
});
