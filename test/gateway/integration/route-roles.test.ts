import { isAudited } from '../../../gateway/src/http/audit.ts';
import { en } from '../../../gateway/console/strings/en.ts';
import { zhHans } from '../../../gateway/console/strings/zh-hans.ts';
import { zhHant } from '../../../gateway/console/strings/zh-hant.ts';
import { PERMISSIONS, permissionsOfRole } from '../../../gateway/src/http/auth/caller.ts';
import { keyWith } from '../support/people.ts';
import { ANSWERS, PUBLIC, ROLES } from '../support/route-answers.ts';
import { type Stage, ask, askOfThemselves, bodyOf, pathOf, setStage, specsOf } from '../support/route-requests.ts';
import { AGENT_PERMISSIONS, as } from '../support/signed-in.ts';

/** Where Ben, who was offered the conversation, is told who took it: which one it was, and nothing that was said in it. */
const TELLS_WHO_TOOK_IT = 'listNotifications';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.api.close());

it('every route has its line, and every line its route', () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(
    specsOf(stage)
      .filter((spec) => spec.permission !== 'public')
      .map((spec) => spec.name)
      .sort(),
  );
});

it('the console has words for everything that leaves a line in the audit log, in all its languages', () => {
  // What the command line does is no route.
  const actions = [...specsOf(stage).filter(isAudited).map((spec) => spec.name), 'rotate-keys'].sort(); // prettier-ignore
  for (const words of [en, zhHans, zhHant]) expect(Object.keys(words.settings.audit.actions).sort()).toEqual(actions);
});

it('a key may be given every permission that there is, by whoever has them', async () => {
  const all = (await stage.api.get('/api-keys/permissions')).body.data;
  expect(all).toEqual(PERMISSIONS);
  const some = await stage.api.get('/api-keys/permissions', { key: await keyWith(stage.api, 'manage_keys', 'read_audit') });
  expect(some.body.data.toSorted()).toEqual(['manage_keys', 'read_audit']);
});

it('only what comes before having a key is open without one', () => {
  const open = specsOf(stage).filter((spec) => spec.permission === 'public');
  expect(open.map((spec) => spec.name).sort()).toEqual(PUBLIC);
});

it('agents are here what the product lets them be', () => {
  expect(AGENT_PERMISSIONS).toEqual(permissionsOfRole('agent'));
});

it('those who may see the conversation are told of it', async () => {
  const conversation = `/conversations/${stage.lasting.conversation}`;
  const ofConversation = [conversation, `${conversation}/waits`, `${conversation}/transcript`, `/messages/${stage.lasting.message}`];
  for (const path of [
    ...ofConversation,
    '/conversations',
    '/events',
    `/contacts/${stage.lasting.contact}/sessions`,
    `/waits/${stage.hers.wait}`,
  ]) {
    const answer = await stage.api.get(path, as(stage.ids.Ann));
    expect([path, answer.text.includes(stage.lasting.conversation)]).toEqual([path, true]);
  }
});

it('Ann has what is hers', async () => {
  const { device, notification, pushSubscription } = stage.hers;
  const own = [
    ['/me/devices', device],
    ['/push/subscriptions', pushSubscription],
    ['/notifications', notification],
  ] as const;
  for (const [path, id] of own) expect([path, (await stage.api.get(path, as(stage.ids.Ann))).text.includes(id)]).toEqual([path, true]);
  expect((await stage.api.post(`/notifications/${notification}/read`, {}, as(stage.ids.Ann))).status).toBe(200);
});

it.each(['Ben', 'Ada'] as const)('nothing is open to %s in the name of Ann', async (role) => {
  const wrong: string[] = [];
  for (const spec of specsOf(stage)) {
    if (spec.permission === 'public') continue;
    const path = await pathOf(stage, spec, stage.lasting);
    const isInQuery = spec.body === undefined || spec.bodyKind === 'bytes';
    const target = isInQuery ? `${path}${path.includes('?') ? '&' : '?'}memberId=${stage.ids.Ann}` : path;
    const body = isInQuery ? undefined : { ...Object(bodyOf(stage, spec, stage.lasting)), memberId: stage.ids.Ann };
    const answer = await stage.api.request(spec.method.toUpperCase(), target, body, as(stage.ids[role]));
    // Where a member can be named, 403; elsewhere there is no such field.
    if (answer.status !== 403 && answer.status !== 400) wrong.push(`${spec.name}: ${answer.status}`);
  }
  expect(wrong).toEqual([]);
});

describe('every route is', () => {
  const refused = async (key: string | null) => {
    const answers = [];
    for (const spec of specsOf(stage)) {
      if (spec.permission === 'public') continue;
      const answer = await stage.api.request(spec.method.toUpperCase(), spec.path.replace('{id}', stage.lasting.conversation), undefined, {
        key,
      });
      answers.push({ name: spec.name, permission: spec.permission, status: answer.status, says: answer.body?.data ?? null });
    }
    return answers;
  };

  it('shut without a key, and for one that has expired or was taken back', async () => {
    const expiring = await stage.api.post('/api-keys', {
      name: 'short',
      permissions: ['*'],
      expiresAt: new Date(stage.api.clock.now + 1000).toISOString(),
    });
    const revoked = await stage.api.post('/api-keys', { name: 'gone', permissions: ['*'] });
    await stage.api.request('DELETE', `/api-keys/${String(revoked.body.id)}`);
    stage.api.clock.now += 1000;
    for (const key of [null, String(expiring.body.key), String(revoked.body.key)]) {
      const answers = await refused(key);
      expect(answers).toEqual(answers.map((one) => ({ ...one, status: 401, says: null })));
    }
  });

  it('shut for a key without the permission', async () => {
    const needing = (await refused(await keyWith(stage.api, 'read_audit'))).filter(
      (one) => one.permission !== 'any' && one.permission !== 'read_audit',
    );
    expect(needing).toEqual(needing.map((one) => ({ ...one, status: 403, says: null })));
  });

  it.each(ROLES)('open to %s for what they may see and do, and tells nothing else', async (role) => {
    const index = ROLES.indexOf(role);
    const wrong: string[] = [];
    for (const spec of specsOf(stage)) {
      if (spec.permission === 'public') continue;
      const own = await askOfThemselves(stage, spec, role);
      const answer = own === undefined ? await ask(stage, spec, as(stage.ids[role])) : { ...own, things: stage.lasting };
      const wanted = ANSWERS[spec.name]?.[index];
      if (answer.status !== wanted) wrong.push(`${spec.name}: ${answer.status} instead of ${wanted}: ${answer.text}`);
      const isToldWhoTookIt = role === 'Ben' && spec.name === TELLS_WHO_TOOK_IT;
      const isTold = [answer.things, stage.lasting].some(
        ({ words, conversation }) => answer.text.includes(words) || (!isToldWhoTookIt && answer.text.includes(conversation)),
      );
      if (isTold && index < 2) wrong.push(`${spec.name} tells of the conversation`);
    }
    expect(wrong).toEqual([]);
  });
});

it('every route that manages something leaves a line of who did it, and of who was refused; no other does', async () => {
  const left = async (problem: string | null) => {
    const lines = await stage.api.store.reader
      .selectFrom('audit')
      .select('action')
      .distinct()
      .where('problem', problem === null ? 'is' : '=', problem)
      .execute();
    return new Set(lines.map((line) => line.action));
  };
  const audited = specsOf(stage).filter((spec) => spec.permission !== 'public' && isAudited(spec));
  const [done, refused] = [await left(null), await left('forbidden')];
  const missing = audited.flatMap(({ name }) => [
    ...(done.has(name) || (ANSWERS[name]?.[3] ?? 0) >= 400 ? [] : [`${name} was done`]),
    ...(ANSWERS[name]?.[0] === 403 && !refused.has(name) ? [`${name} was refused`] : []),
  ]);
  expect(missing).toEqual([]);
  expect(audited.length).toBeGreaterThan(30);
  const names = new Set([...audited.map(({ name }) => name), 'signIn']);
  expect([...done, ...refused].filter((name) => !names.has(name))).toEqual([]);
});
