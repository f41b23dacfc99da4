import { until } from '../processes.ts';
import { serveOutside } from './outside.ts';

/** A team chat with an incoming webhook, such as Slack's: takes `{text}` and answers `ok`. */
export class TeamChat {
  readonly texts: string[] = [];
  readonly url: string;
  readonly stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.stop = stop;
  }

  static async start(): Promise<TeamChat> {
    const made: { chat?: TeamChat } = {};
    const { baseUrl, stop } = await serveOutside((app) => {
      app.post('/team-chat', (request, response) => {
        const { text } = request.body as { text?: string };
        if (typeof text !== 'string' || text === '') {
          response.status(400).send('no_text');
          return;
        }
        made.chat?.texts.push(text);
        response.send('ok');
      });
    });
    made.chat = new TeamChat(`${baseUrl}/team-chat`, stop);
    return made.chat;
  }

  /** Waits until the chat has a text that fits. */
  async told(pattern: RegExp): Promise<string> {
    return await until(async () => this.texts.find((text) => pattern.test(text)), {
      timeoutMs: 20_000,
      what: `the team chat is told ${String(pattern)}`,
    });
  }
}
