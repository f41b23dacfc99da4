import type { CallIo, HealthFinding } from '../channel.ts';
import { field, listField, numberField, textField } from '../meta/wire.ts';
import { askGraph } from './graph.ts';
import type { FacebookSettings } from './settings.ts';

/** Early enough to make another token without haste; a person's token lives 60 days. */
const SOON_MS = 14 * 24 * 3_600_000;

const NEW_TOKEN = 'Make a token of the Page that never expires, with the permissions of the set-up guide, and save it in the channel.';

/**
 * What Meta says of the token itself (https://developers.facebook.com/docs/graph-api/reference/debug_token).
 *
 * @returns with the findings the app that the token was made for, where Meta names it
 */
export async function checkToken(
  settings: FacebookSettings,
  io: CallIo,
): Promise<{ readonly appId: string | undefined; readonly findings: readonly HealthFinding[] }> {
  const query = { input_token: settings.pageAccessToken };
  const answer = await askGraph({ method: 'GET', path: ['debug_token'], query, safeToRepeat: true }, settings, io);
  const data = answer.is === 'answered' ? field(answer.json, 'data') : undefined;
  if (answer.is !== 'answered' || data === undefined) {
    const why = answer.is === 'answered' ? 'it answered with nothing we can read' : answer.detail;
    const detail = `Meta takes the token, but does not tell when it ends or what it may do: ${why}`;
    return { appId: undefined, findings: [{ level: 'warning', what: 'token_expiry', detail, nextStep: 'Test the channel again later.' }] };
  }
  const appId = textField(data, 'app_id');
  if (field(data, 'is_valid') === false) {
    const detail = textField(field(data, 'error'), 'message') ?? 'Meta says that the token is not valid.';
    return { appId, findings: [{ level: 'error', what: 'credentials', detail, nextStep: NEW_TOKEN }] };
  }
  return { appId, findings: [expiryOf(data, io.now()), ...permissionsIn(data, settings)] };
}

/** Zero, or nothing, is never. The token's own end and the end of its reach come to the same: nothing works after it. */
function expiryOf(data: unknown, now: number): HealthFinding {
  const what = 'token_expiry';
  const ends = ['expires_at', 'data_access_expires_at'].map((name) => (numberField(data, name) ?? 0) * 1000).filter((at) => at > 0);
  if (ends.length === 0) return { level: 'ok', what, detail: 'The access token never expires.' };
  const end = Math.min(...ends);
  if (end <= now) return { level: 'error', what, detail: `The access token expired on ${dayOf(end)}.`, nextStep: NEW_TOKEN };
  const detail = `The access token expires on ${dayOf(end)}.`;
  return end - now > SOON_MS ? { level: 'ok', what, detail } : { level: 'warning', what, detail, nextStep: NEW_TOKEN };
}

/** A time that no calendar has is shown as it is. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().slice(0, 10);
}

/** A permission, by every name that Meta has for it, and what it is for. */
interface Needed {
  readonly names: readonly string[];
  readonly level: 'error' | 'warning';
  readonly isFor: string;
}

const PERMISSIONS: readonly Needed[] = [
  { names: ['pages_messaging'], level: 'error', isFor: 'to send and to receive messages' },
  { names: ['pages_manage_metadata'], level: 'warning', isFor: 'to subscribe the app to the Page' },
  // Meta's guide writes the first, its sign-in takes only the second.
  {
    names: ['page_utility_messaging', 'pages_utility_messaging'],
    level: 'warning',
    isFor: 'for templates, the only messages after the 24 hours and the 7 days',
  },
];
const INSTAGRAM_PERMISSIONS: readonly Needed[] = [
  { names: ['instagram_basic'], level: 'error', isFor: 'for Instagram messages' },
  { names: ['instagram_manage_messages'], level: 'error', isFor: 'for Instagram messages' },
];

function permissionsIn(data: unknown, { instagramAccountId }: FacebookSettings): readonly HealthFinding[] {
  const scopes = listField(data, 'scopes');
  const needed = instagramAccountId === undefined ? PERMISSIONS : [...PERMISSIONS, ...INSTAGRAM_PERMISSIONS];
  const missing = needed.filter(({ names }) => !names.some((name) => scopes.includes(name)));
  if (missing.length === 0) return [{ level: 'ok', what: 'permission', detail: 'The token has every permission it needs.' }];
  return missing.map(({ names, level, isFor }) => {
    const detail = `The token lacks the permission ${names[0] ?? ''}, which is needed ${isFor}.`;
    return { level, what: 'permission', detail, nextStep: NEW_TOKEN };
  });
}
