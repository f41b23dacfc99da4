import { type TestApi, startApi } from '../../support/api.ts';
import { adminId } from '../../support/people.ts';
import { type Page, SHOP, connectWidget, identityOf, openPage, sendAnswers } from '../../support/widget.ts';

/** One API with a widget's channel, for all parts of the suite. */
export interface WidgetScene {
  readonly api: TestApi;
  readonly channelId: string;
  /** A page of the channel, from this origin; without one, from the shop's. */
  at(origin?: string | null): Page;
  /** A page of a visitor who has a session. */
  visitor(more?: object): Promise<Page>;
  /** What the team says. */
  answer(conversationId: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(dialect: 'sqlite' | 'postgres'): Promise<WidgetScene> {
  const api = await startApi(dialect);
  const channelId = await connectWidget(api);
  const stopAnswers = await sendAnswers(api);
  const at = (origin: string | null = SHOP) => openPage(api, channelId, origin);
  return {
    api,
    channelId,
    at,
    async visitor(more = {}) {
      const page = at();
      expect((await page.begin(more)).status).toBe(200);
      return page;
    },
    async answer(conversationId, text) {
      const memberId = await adminId(api);
      const sent = await api.post(`/conversations/${conversationId}/messages`, { content: { type: 'text', text }, memberId });
      expect(sent.status).toBe(202);
    },
    async close() {
      await stopAnswers();
      await api.close();
    },
  };
}

export const conversationOf = async (page: Page) => String((await page.begin({ token: page.token })).body.conversation?.id);

export const texts = async (page: Page) =>
  (await page.call('GET', 'messages')).body.messages.map((one: { content: { text: string } }) => one.content.text);

/** A page that brings its identity each time it asks. */
export async function signedAgain(api: TestApi, page: Page, id: string): Promise<Page> {
  await page.begin({ token: page.token, identity: identityOf(api, id) });
  return { ...page, begin: (more = {}) => page.begin({ ...more, identity: identityOf(api, id) }) };
}
