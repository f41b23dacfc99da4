import type { ApiAnswer } from '../calls.ts';
import { optional } from '../json.ts';
import { NOT_FOUND } from './errors.ts';
import type { LineState } from './state.ts';

/** 404 for strangers and for those who blocked the account. https://developers.line.biz/en/reference/messaging-api/#get-profile */
export function profile(state: LineState, id: string): ApiAnswer {
  const customer = state.customers.get(id);
  if (customer === undefined || state.blocked.has(id)) return NOT_FOUND;
  const { name, language, statusMessage, pictureUrl } = customer;
  return {
    status: 200,
    body: {
      displayName: name,
      userId: id,
      ...optional('pictureUrl', pictureUrl),
      ...optional('language', language),
      ...optional('statusMessage', statusMessage),
    },
  };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-group-summary */
export function groupSummary(state: LineState, groupId: string): ApiAnswer {
  const group = state.groups.get(groupId);
  if (group === undefined) return NOT_FOUND;
  return { status: 200, body: { groupId, groupName: group.name, ...optional('pictureUrl', group.pictureUrl) } };
}

/** Also of people who are no friends of the account. https://developers.line.biz/en/reference/messaging-api/#get-group-member-profile */
export function groupMember(state: LineState, groupId: string, userId: string): ApiAnswer {
  const customer = state.customers.get(userId);
  if (customer === undefined || state.groups.get(groupId)?.members.includes(userId) !== true) return NOT_FOUND;
  return { status: 200, body: { displayName: customer.name, userId, ...optional('pictureUrl', customer.pictureUrl) } };
}
