import type { KnownTemplate } from '../../model/template.ts';
import { drawn, refusedDrawing, type Drawn, type Of } from './drawn.ts';
import { textAt, type TemplateBody } from './wire.ts';

/** Keys of `params` that say where a tap leads, unless the template has a value of that name. */
export const LEADS = ['url', 'miniprogram.appid', 'miniprogram.pagepath'] as const;

/**
 * A template message, or a subscription notification where the list says that the template is one
 * (https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage,
 * https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html). What is not known here is sent as a template
 * message whose id is the name given.
 */
export function drawTemplate(content: Of<'template'>, known: KnownTemplate | undefined): Drawn {
  const id = known?.externalId ?? content.name ?? content.templateId ?? '';
  if (id === '') return refusedDrawing('message_invalid', 'The message names no template.');
  const isNotification = textAt(known?.components, 'kind') === 'subscribe';
  const own = new Set(known?.params.flatMap((param) => (param.optional === true ? [] : param.name)) ?? []);
  const leads = LEADS.filter((name) => !own.has(name));
  const lead = (name: (typeof LEADS)[number]) => (leads.includes(name) ? content.params[name] : undefined);
  const values = Object.entries(content.params).filter(([key]) => !leads.some((name) => name === key));
  const template: TemplateBody = {
    template_id: id,
    ...target(lead('url'), isNotification),
    ...miniprogram(lead('miniprogram.appid'), lead('miniprogram.pagepath')),
    data: Object.fromEntries(values.map(([key, value]) => [key, { value }])),
  };
  return drawn({ msgtype: isNotification ? 'subscribe' : 'template', template });
}

function target(url: string | undefined, isNotification: boolean): Pick<TemplateBody, 'url' | 'page'> {
  if (url === undefined || url === '') return {};
  return isNotification ? { page: url } : { url };
}

function miniprogram(appid: string | undefined, pagepath: string | undefined): Pick<TemplateBody, 'miniprogram'> {
  if (appid === undefined || appid === '') return {};
  return { miniprogram: { appid, ...(pagepath === undefined ? {} : { pagepath }) } };
}
