import type { AnyChannel } from '../channel.ts';
import { capabilities, limits } from './limits.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';
import { markRead, react, send, showTyping } from './send.ts';
import { type WidgetSettings, widgetSettings } from './settings.ts';
import { verify } from './verify.ts';

export type { WidgetSettings } from './settings.ts';

/**
 * The chat on a site's own pages. The platform is Parley itself: what comes in is written by our widget routes (or by the site's server)
 * and signed with the channel's secret; what goes out is read by the visitors' pages.
 */
export const widget: AnyChannel<WidgetSettings> = {
  type: 'widget',
  provider: null,
  settings: widgetSettings,
  capabilities,
  limits,
  makesSecrets: ['identitySecret'],
  handshake: () => undefined,
  verify,
  parse,
  render,
  send,
  showTyping,
  markRead,
  react,
  acknowledgement: { status: 200, contentType: 'application/json', body: '{}' },
};
