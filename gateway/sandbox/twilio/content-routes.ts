import type { ApiAnswer, ApiCall } from '../calls.ts';
import { parseJson, textAt } from '../json.ts';
import { readNewContent } from './check-content.ts';
import { kindOf } from './content.ts';
import { notFound, refuse } from './errors.ts';
import { listBody } from './paging.ts';
import type { TwilioState } from './state.ts';
import type { ContentResource } from './wire.ts';

/** One call to the Content API: https://www.twilio.com/docs/content/content-api-resources */
export function answerContent(state: TwilioState, call: ApiCall): ApiAnswer {
  const { contents: shelf, baseUrl } = state;
  switch (`${call.method} ${call.path}`) {
    case 'GET /v1/Content': {
      const page = shelf.page(call.query);
      const items = page.items.map((content) => withLinks(content, baseUrl));
      return { status: 200, body: listBody('contents', { ...page, items }, `${baseUrl}/v1/Content`) };
    }
    case 'GET /v1/ContentAndApprovals': {
      const page = shelf.page(call.query);
      const items = page.items.map((content) => ({ ...content, approval_requests: shelf.approvalOf(content.sid) }));
      return { status: 200, body: listBody('contents', { ...page, items }, `${baseUrl}/v1/ContentAndApprovals`) };
    }
    case 'POST /v1/Content': {
      const wanted = readNewContent(parseJson(call.body));
      if (typeof wanted === 'string') return refuse(20001, wanted);
      return { status: 201, body: withLinks(shelf.create(wanted, state.parts.clock.now()), baseUrl) };
    }
    default:
  }
  const [, version, what, sid = '', ...rest] = call.path.split('/');
  const content = version === 'v1' && what === 'Content' ? shelf.find(sid) : undefined;
  return content === undefined ? notFound(call.path) : answerOne(state, call, content, rest.join('/'));
}

function answerOne({ contents: shelf, baseUrl }: TwilioState, call: ApiCall, content: ContentResource, sub: string): ApiAnswer {
  switch (`${call.method} ${sub}`) {
    case 'GET ':
      return { status: 200, body: withLinks(content, baseUrl) };
    case 'DELETE ':
      shelf.remove(content.sid);
      return { status: 204, body: Buffer.alloc(0) };
    case 'GET ApprovalRequests': {
      const whatsapp = { type: 'whatsapp', ...shelf.approvalOf(content.sid) };
      const url = `${baseUrl}/v1/Content/${content.sid}/ApprovalRequests`;
      return { status: 200, body: { sid: content.sid, account_sid: content.account_sid, whatsapp, url } };
    }
    case 'POST ApprovalRequests/whatsapp': {
      const body = parseJson(call.body);
      const [name, category] = [textAt(body, 'name') ?? '', textAt(body, 'category') ?? ''];
      const why = whyNotSubmittable(content, name, category);
      return why === undefined ? { status: 201, body: shelf.submit(content.sid, name, category) } : refuse(20001, why);
    }
    default:
      return notFound(call.path);
  }
}

/** List pickers and places cannot be templates: https://www.twilio.com/docs/content/twiliolist-picker */
function whyNotSubmittable(content: ContentResource, name: string, category: string): string | undefined {
  const kind = kindOf(content.types);
  if (!/^[a-z0-9_]{1,512}$/.test(name)) return 'name must be lower case letters, digits and underscores';
  if (!['UTILITY', 'MARKETING', 'AUTHENTICATION'].includes(category)) return 'category is not valid';
  return kind === 'twilio/list-picker' || kind === 'twilio/location' ? `${kind} cannot be submitted for approval` : undefined;
}

function withLinks(content: ContentResource, baseUrl: string): unknown {
  const url = `${baseUrl}/v1/Content/${content.sid}`;
  return { ...content, url, links: { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` } };
}
