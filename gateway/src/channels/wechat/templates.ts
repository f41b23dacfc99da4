import type { Outcome } from '../../model/outcome.ts';
import type { PlatformTemplate, TemplateParam } from '../../model/template.ts';
import type { CallIo, SyncsTemplates } from '../channel.ts';
import { call, endOf } from './call.ts';
import type { WechatSettings } from './settings.ts';
import { LEADS } from './render-template.ts';
import { field, isFields, listAt, textAt } from './wire.ts';

type Listed = { readonly is: 'listed'; readonly templates: readonly PlatformTemplate[] } | Exclude<Outcome, { is: 'accepted' }>;

/** WeChat's templates have no language of their own; almost all are Chinese. */
const LANGUAGE = 'zh_CN';

/**
 * The account's template messages (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html) and subscription
 * notifications (https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html). Neither list has pages. Many accounts
 * have only one of the two: a list that is refused is left out, unless both are. Never throws.
 */
export async function listTemplates(settings: WechatSettings, io: CallIo): ReturnType<SyncsTemplates<WechatSettings>['listTemplates']> {
  const messages = await list('/cgi-bin/template/get_all_private_template', 'template_list', messageTemplate, settings, io);
  // A list that is only missing for now must not look like an empty one.
  if (messages.is !== 'listed' && !isLeftOut(messages)) return messages;
  const notifications = await list('/wxaapi/newtmpl/gettemplate', 'data', notificationTemplate, settings, io);
  if (notifications.is !== 'listed' && !isLeftOut(notifications)) return notifications;
  if (messages.is !== 'listed' && notifications.is !== 'listed') return messages;
  return {
    is: 'listed',
    templates: [messages, notifications].flatMap((one) => (one.is === 'listed' ? one.templates : [])),
  };
}

function isLeftOut(listed: Listed): boolean {
  return listed.is === 'refused' && listed.stopsChannel !== true;
}

async function list(
  path: string,
  name: string,
  read: (item: unknown) => PlatformTemplate | undefined,
  settings: WechatSettings,
  io: CallIo,
): Promise<Listed> {
  const called = await call({ method: 'GET', path }, settings, io);
  if (called.is !== 'called') return called;
  const isList = Array.isArray(field(called.json, name)) && (called.code === undefined || called.code === 0);
  if (!isList) return endOf(called, io.now());
  return { is: 'listed', templates: listAt(called.json, name).flatMap((item) => read(item) ?? []) };
}

function messageTemplate(item: unknown): PlatformTemplate | undefined {
  return templateOf(item, { id: textAt(item, 'template_id'), kind: 'template', category: null });
}

/** Type 2 may be sent once for each consent, type 3 again and again. */
function notificationTemplate(item: unknown): PlatformTemplate | undefined {
  const type = textAt(item, 'type');
  const category = type === '2' ? 'one_time' : type === '3' ? 'long_term' : null;
  return templateOf(item, { id: textAt(item, 'priTmplId'), kind: 'subscribe', category });
}

function templateOf(
  item: unknown,
  { id, kind, category }: { readonly id: string | undefined; readonly kind: 'template' | 'subscribe'; readonly category: string | null },
): PlatformTemplate | undefined {
  if (id === undefined) return undefined;
  const content = textAt(item, 'content') ?? '';
  return {
    externalId: id,
    name: textAt(item, 'title') ?? id,
    language: LANGUAGE,
    status: 'approved',
    category,
    quality: null,
    text: content.replace(VALUE, '{{$1}}').trim(),
    params: paramsOf(content),
    // `render` must know which of the two calls sends it.
    components: { ...(isFields(item) ? item : {}), kind },
  };
}

/** `{{keyword1.DATA}}` */
const VALUE = /\{\{\s*([^{}\s]+?)\.DATA\s*\}\}/g;

function paramsOf(content: string): readonly TemplateParam[] {
  const names = new Set([...content.matchAll(VALUE)].flatMap(([, name]) => name ?? []));
  const values = [...names].map((name): TemplateParam => ({ name, type: 'text', place: 'body' }));
  // Every template may lead somewhere when it is tapped; a value of the same name is the template's own.
  const leads = LEADS.filter((name) => !names.has(name)).map((name): TemplateParam => ({
    name,
    type: name === 'url' ? 'url' : 'text',
    place: 'button',
    optional: true,
  }));
  return [...values, ...leads];
}
