import type { IDataObject } from 'n8n-workflow';
import type nock from 'nock';

/** What one operation asks of the gateway, and what it makes of the answer. */
export interface OperationCase {
  readonly does: string;
  readonly parameters: IDataObject;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  /** The exact body; undefined for none. */
  readonly body?: nock.DataMatcherMap;
  readonly query?: Record<string, string>;
  readonly answer?: unknown;
  readonly gives?: IDataObject[];
}

/** A resource locator as the editor stores it. */
export function locator(value: string, mode: 'id' | 'list' | 'url' = 'id'): IDataObject {
  return { __rl: true, mode, value };
}

export const answered = { id: 'one' };
export const inConversation = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'conversation',
  operation,
  conversationId: locator('cnv_1'),
  ...more,
});
export const ofContact = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'contact',
  operation,
  contactId: locator('cnt_1'),
  ...more,
});
export const forMember = { options: { memberId: locator('mbr_9') } };
export const everything = { returnAll: true };
/** What a list answers, and the items it becomes. */
export const page = { data: [{ id: 'a' }, { id: 'b' }], nextCursor: null };
export const both = [{ id: 'a' }, { id: 'b' }];
