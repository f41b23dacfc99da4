import { addCredential } from '../../../gateway/src/store/credentials.ts';
import { PUBLIC_URL, type TestApi } from './api.ts';
import { type Answer, type RequestOptions } from './api-client.ts';

/** What every member of the tests signs in with. */
export const PASSWORD = 'correct horse battery';

/** A member's browser: it keeps the cookies it is given and says that its own page asks. */
export interface Browser {
  /** As the `Cookie` header has them; empty before signing in. */
  cookie: string;
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
}

/** A browser that nobody has signed in with. */
export function openBrowser(api: TestApi, cookie = ''): Browser {
  const browser: Browser = {
    cookie,
    async request(method, path, body, options = {}) {
      const headers = { ...(browser.cookie === '' ? {} : { cookie: browser.cookie }), origin: PUBLIC_URL, ...options.headers };
      const answer = await api.request(method, path, body, { key: null, ...options, headers });
      browser.cookie = withCookies(browser.cookie, answer.headers.getSetCookie());
      return answer;
    },
    get: (path, options) => browser.request('GET', path, undefined, options),
    post: (path, body = {}, options = {}) => browser.request('POST', path, body, options),
  };
  return browser;
}

function withCookies(before: string, set: readonly string[]): string {
  const kept = new Map(before === '' ? [] : before.split('; ').map((one) => [one.slice(0, one.indexOf('=')), one]));
  for (const cookie of set) {
    const pair = cookie.split(';')[0] ?? '';
    const name = pair.slice(0, pair.indexOf('='));
    if (/max-age=0(;|$)/i.test(cookie)) kept.delete(name);
    else kept.set(name, pair);
  }
  return [...kept.values()].join('; ');
}

/** Lets a member sign in with `PASSWORD`. */
export async function givePassword(api: TestApi, memberId: string): Promise<void> {
  const passwordHash = await api.deps.accounts.hash(PASSWORD);
  const { email } = await emailOf(api, memberId);
  await api.deps.commands({ locks: [], run: async (unit) => void (await addCredential(unit.tx, { id: memberId, email }, passwordHash)) });
}

function emailOf(api: TestApi, memberId: string): Promise<{ email: string }> {
  return api.store.reader.selectFrom('members').select('email').where('id', '=', memberId).executeTakeFirstOrThrow();
}

/** Signs a member in, who gets a password where they have none, and gives their browser. */
export async function signIn(api: TestApi, memberId: string): Promise<Browser> {
  await givePassword(api, memberId);
  const browser = openBrowser(api);
  const answer = await browser.post('/session', { email: (await emailOf(api, memberId)).email, password: PASSWORD });
  if (answer.status !== 200) throw new Error(answer.text);
  return browser;
}
