import type { ApiAnswer, ApiCall } from '../calls.ts';
import { outage, unauthorized, unknownObject } from '../graph/errors.ts';
import { textAt } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import { callerOf, describeToken } from './access.ts';
import { takeUpload } from './attachments.ts';
import { invalid, NEEDS_METADATA, NEEDS_PAGE_TOKEN, NEEDS_PAGES_MESSAGING, NOT_PERMITTED, refuse, required, throttled } from './errors.ts';
import { describePage, describeProfile } from './page-account.ts';
import type { RequestFields } from './request-fields.ts';
import { readFields } from './request-fields.ts';
import { takeMessage } from './send.ts';
import type { MessengerState } from './state.ts';
import { stateOf } from './state.ts';
import { answerAppSubscriptions, answerSubscribedApps, describeApp } from './subscriptions.ts';
import { listTemplates } from './templates.ts';

/** The platform's own words for what is switched on. */
export function messengerFailure(state: MessengerState, trouble: Trouble): ApiAnswer {
  const trace = state.ids.token();
  if (trouble.kind === 'throttle') return throttled(state.account.pageId, trouble.retryAfterSeconds, trace);
  if (trouble.kind === 'expired_token') return unauthorized('expired', trace);
  return outage(trouble.status, trace);
}

/** One call to the Graph API or to Meta's file servers. The version in front of the path may be left out, as Meta allows. */
export async function answerMessenger(state: MessengerState, call: ApiCall, trouble: Trouble): Promise<ApiAnswer> {
  if (call.path.startsWith('/v/')) return answerCdn(state, call);
  const trace = state.ids.token();
  const request = await readFields(call);
  if (request === undefined) return refuse(invalid('Invalid JSON in the request body'), trace);
  const caller = callerOf(state, call, request.fields, trace);
  if (typeof caller === 'object') return caller;
  const [id = '', edge = '', ...rest] = call.path
    .replace(/^\/v\d+\.\d+(?=\/|$)/, '')
    .slice(1)
    .split('/');
  if (rest.length > 0) return unknownObject(call.method, id, trace);
  const { appId, pageId } = state.account;
  if (call.method === 'GET' && id === 'debug_token' && edge === '') return answerDebugToken(state, request, trace);
  if (call.method === 'GET' && id === 'app' && edge === '') return { status: 200, body: describeApp(state) };
  if (call.method === 'GET' && id === appId && edge === 'subscriptions')
    return caller === 'app' ? answerAppSubscriptions(state) : refuse(NOT_PERMITTED, trace);
  if (caller === 'app') return refuse(NEEDS_PAGE_TOKEN, trace);
  if (id === 'me' || id === pageId) return answerPage(state, call, edge, request, trouble, trace);
  const own = stateOf(state, id);
  const customer = own.customers.get(id);
  if (customer !== undefined && call.method === 'GET' && edge === '') return describeProfile(own, customer, request.fields, trace);
  return unknownObject(call.method, id, trace);
}

async function answerPage(
  state: MessengerState,
  call: ApiCall,
  edge: string,
  request: RequestFields,
  trouble: Trouble,
  trace: string,
): Promise<ApiAnswer> {
  const { scopes } = state.behaviour();
  const { background } = state.parts;
  switch (`${call.method} ${edge}`) {
    case 'GET ':
      return describePage(state, request.fields, trace);
    case 'POST messages':
      return background.run((signal) => takeMessage(state, request, trouble, trace, signal));
    case 'POST message_attachments':
      if (!scopes.includes('pages_messaging')) return refuse(NEEDS_PAGES_MESSAGING, trace);
      return background.run((signal) => takeUpload(uploadTo(state, request), request, trace, signal));
    case 'GET subscribed_apps':
    case 'POST subscribed_apps':
    case 'DELETE subscribed_apps':
      if (!scopes.includes('pages_manage_metadata')) return refuse(NEEDS_METADATA, trace);
      return answerSubscribedApps(state, call.method, request.fields, trace);
    case 'GET message_templates':
      if (!scopes.includes('page_utility_messaging')) return refuse(NOT_PERMITTED, trace);
      return listTemplates(state, call.path, request.fields, trace);
    default:
      return unknownObject(call.method, state.account.pageId, trace);
  }
}

/** An upload says which network it is for: https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/attachment-upload */
function uploadTo(state: MessengerState, { fields }: RequestFields): MessengerState {
  return textAt(fields, 'platform') === 'instagram' && state.instagram !== null ? state.instagram : state;
}

function answerDebugToken(state: MessengerState, request: RequestFields, trace: string): ApiAnswer {
  const token = textAt(request.fields, 'input_token');
  return token === undefined ? refuse(required('input_token'), trace) : { status: 200, body: describeToken(state, token) };
}

/** Meta's file servers answer 403 to a link that has ended or that they have not signed. */
function answerCdn(state: MessengerState, call: ApiCall): ApiAnswer {
  const file = state.cdn.open(call.path, call.query, state.parts.clock.now());
  const headers = { 'content-type': 'text/plain' };
  if (file === 'expired') return { status: 403, headers, body: Buffer.from('URL signature expired') };
  if (file === 'wrong') return { status: 403, headers, body: Buffer.from('Bad URL hash') };
  return { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes };
}
