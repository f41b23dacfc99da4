import type { CallIo, HealthFinding } from '../channel.ts';
import { field, textField } from '../meta/wire.ts';
import { askGraph, type Failed } from './graph.ts';
import { checkToken } from './health-token.ts';
import { checkWebhook } from './health-webhook.ts';
import type { FacebookSettings } from './settings.ts';

const AGAIN = 'Test the channel again in a few minutes.';
const PAGE_TOKEN = 'Make a new token of this Page, as the set-up guide says, and save it in the channel.';

/**
 * Asks Meta whether the channel can work: whether the token is the Page's, when it ends and what it may do, whether the Page's
 * webhooks come here, and whether the Instagram account is the Page's. Where the token is no good nothing else is asked. Only reads.
 * Never throws.
 */
export async function checkHealth(settings: FacebookSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const page = await checkPage(settings, io);
  if (page.level === 'error') return [page];
  const token = await checkToken(settings, io);
  const [webhook, instagram] = await Promise.all([checkWebhook(token.appId, settings, io), checkInstagram(settings, io)]);
  return [page, ...token.findings, ...webhook, ...instagram];
}

/** Whose token it is (https://developers.facebook.com/docs/graph-api/reference/page/): a person's works for nothing here. */
async function checkPage(settings: FacebookSettings, io: CallIo): Promise<HealthFinding> {
  const answer = await askGraph({ method: 'GET', path: ['me'], query: { fields: 'id,name' }, safeToRepeat: true }, settings, io);
  if (answer.is !== 'answered') return unreachable(answer);
  const id = textField(answer.json, 'id');
  const name = textField(answer.json, 'name') ?? id ?? '';
  if (id === settings.pageId) return { level: 'ok', what: 'credentials', detail: `Meta takes the access token of the Page ${name}.` };
  if (id === undefined) return { level: 'error', what: 'platform', detail: 'Meta answered with nothing we can read.', nextStep: AGAIN };
  const detail = `The access token is of ${name} (${id}), not of the Page ${settings.pageId}.`;
  return { level: 'error', what: 'credentials', detail, nextStep: PAGE_TOKEN };
}

function unreachable(failure: Failed): HealthFinding {
  if (failure.is !== 'refused') return { level: 'error', what: 'platform', detail: failure.detail, nextStep: AGAIN };
  const isPermission = /^(3|10|2\d\d)(\/|$)/.test(failure.platformCode ?? '');
  return { level: 'error', what: isPermission ? 'permission' : 'credentials', detail: failure.detail, nextStep: PAGE_TOKEN };
}

/** Whether the Instagram account of the settings is linked to the Page; nothing to say where there is none. */
async function checkInstagram(settings: FacebookSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const { pageId, instagramAccountId } = settings;
  if (instagramAccountId === undefined) return [];
  const what = 'instagram_account';
  const nextStep = 'Compare the account’s id, and link the Instagram account to the Page in the Page’s settings, under “Linked accounts”.';
  const query = { fields: 'instagram_business_account{id,username}' };
  const answer = await askGraph({ method: 'GET', path: [pageId], query, safeToRepeat: true }, settings, io);
  if (answer.is !== 'answered') {
    return [{ level: 'warning', what, detail: `Meta does not show the Instagram account of the Page: ${answer.detail}`, nextStep }];
  }
  const linked = field(answer.json, 'instagram_business_account');
  const id = textField(linked, 'id');
  if (id === instagramAccountId) {
    return [{ level: 'ok', what, detail: `The Instagram account ${textField(linked, 'username') ?? id} is linked to the Page.` }];
  }
  const detail =
    id === undefined ? 'No Instagram account is linked to the Page.' : `Another Instagram account, ${id}, is linked to the Page.`;
  return [{ level: 'error', what, detail, nextStep }];
}
