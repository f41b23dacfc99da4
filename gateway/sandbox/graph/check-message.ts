import { at, isObject, listAt, textAt } from '../json.ts';
import type { GraphProblem } from './errors.ts';

/**
 * Checks the body of `POST /{phone}/messages` as Meta does, without looking at the recipient or at templates.
 * Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/ (page of each kind).
 */
export function checkMessage(body: unknown): GraphProblem | undefined {
  if (textAt(body, 'messaging_product') !== 'whatsapp')
    return invalid('The parameter messaging_product is required and must be whatsapp.', 100);
  if (textAt(body, 'to') === undefined && textAt(body, 'recipient') === undefined) return missing('to');
  const type = textAt(body, 'type') ?? 'text';
  const check = CHECKS[type];
  if (check === undefined)
    return invalid(`Param type must be one of {${Object.keys(CHECKS).join(', ').toUpperCase()}} - got "${type}".`, 100);
  if (!isObject(at(body, type))) return missing(type);
  const correlation = at(body, 'biz_opaque_callback_data');
  if (correlation !== undefined && (typeof correlation !== 'string' || correlation.length > 512)) {
    return invalid('Param biz_opaque_callback_data must be at most 512 characters.', 100);
  }
  return check(at(body, type));
}

type Check = (part: unknown) => GraphProblem | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  text: (text) => needText(text, 'text.body', 4096, 'body'),
  image: (image) => needMedia(image, 'image') ?? mayText(image, 'image.caption', 1024, 'caption'),
  video: (video) => needMedia(video, 'video') ?? mayText(video, 'video.caption', 1024, 'caption'),
  document: (document) => needMedia(document, 'document') ?? mayText(document, 'document.caption', 1024, 'caption'),
  audio: (audio) => needMedia(audio, 'audio'),
  sticker: (sticker) => needMedia(sticker, 'sticker'),
  location: checkLocation,
  contacts: () => undefined,
  reaction: (reaction) =>
    textAt(reaction, 'message_id') === undefined
      ? missing('reaction.message_id')
      : textAt(reaction, 'emoji') === undefined
        ? missing('reaction.emoji')
        : undefined,
  interactive: checkInteractive,
  template: (template) =>
    needText(template, 'template.name', 512, 'name') ??
    (textAt(template, 'language', 'code') === undefined ? missing('template.language.code') : undefined),
};

function checkLocation(location: unknown): GraphProblem | undefined {
  for (const [field, most] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const) {
    const value = at(location, field);
    if (value === undefined) return missing(`location.${field}`);
    const degrees = typeof value === 'number' ? value : Number(value);
    if (!Number.isFinite(degrees) || Math.abs(degrees) > most)
      return invalid(`Param location.${field} must be between -${most} and ${most}.`);
  }
  return undefined;
}

function checkInteractive(interactive: unknown): GraphProblem | undefined {
  const type = textAt(interactive, 'type');
  if (type === undefined) return missing('interactive.type');
  const common =
    mayText(interactive, 'interactive.footer.text', 60, 'footer', 'text') ??
    mayText(interactive, 'interactive.header.text', 60, 'header', 'text');
  switch (type) {
    case 'button':
      return (
        common ??
        needText(interactive, 'interactive.body.text', 1024, 'body', 'text') ??
        checkButtons(listAt(interactive, 'action', 'buttons'))
      );
    case 'list':
      return common ?? needText(interactive, 'interactive.body.text', 4096, 'body', 'text') ?? checkList(at(interactive, 'action'));
    case 'cta_url':
      return common ?? needText(interactive, 'action.parameters.display_text', 20, 'action', 'parameters', 'display_text');
    case 'flow':
    case 'location_request_message':
      return common;
    default:
      return invalid(`Param interactive.type must be one of {BUTTON, LIST, CTA_URL, FLOW, LOCATION_REQUEST_MESSAGE} - got "${type}".`, 100);
  }
}

function checkButtons(buttons: readonly unknown[]): GraphProblem | undefined {
  if (buttons.length < 1 || buttons.length > 3) return invalid('Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
  return (
    firstProblem(buttons, (button, index) => {
      const where = `interactive.action.buttons[${index}].reply`;
      return needText(button, `${where}.id`, 256, 'reply', 'id') ?? needText(button, `${where}.title`, 20, 'reply', 'title');
    }) ??
    needDistinct(
      buttons.map((button) => textAt(button, 'reply', 'id')),
      'interactive.action.buttons',
    )
  );
}

function checkList(action: unknown): GraphProblem | undefined {
  const sections = listAt(action, 'sections');
  const rows = sections.flatMap((section) => listAt(section, 'rows'));
  if (sections.length < 1 || sections.length > 10)
    return invalid('Invalid sections count. Min allowed sections: 1, Max allowed sections: 10');
  if (rows.length < 1 || rows.length > 10) return invalid('Invalid rows count. Min allowed rows: 1, Max allowed rows: 10');
  const needsTitles = sections.length > 1;
  return (
    needText(action, 'interactive.action.button', 20, 'button') ??
    firstProblem(sections, (section, index) => {
      const where = `interactive.action.sections[${index}].title`;
      return needsTitles ? needText(section, where, 24, 'title') : mayText(section, where, 24, 'title');
    }) ??
    firstProblem(rows, (row, index) => {
      const where = `interactive.action.rows[${index}]`;
      return (
        needText(row, `${where}.id`, 200, 'id') ??
        needText(row, `${where}.title`, 24, 'title') ??
        mayText(row, `${where}.description`, 72, 'description')
      );
    }) ??
    needDistinct(
      rows.map((row) => textAt(row, 'id')),
      'interactive.action.rows',
    )
  );
}

function firstProblem(
  list: readonly unknown[],
  check: (item: unknown, index: number) => GraphProblem | undefined,
): GraphProblem | undefined {
  for (const [index, item] of list.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function needMedia(media: unknown, name: string): GraphProblem | undefined {
  const id = textAt(media, 'id');
  const link = textAt(media, 'link');
  if (id === undefined && link === undefined) return missing(`${name}.id or ${name}.link`);
  if (link !== undefined && !/^https?:\/\//.test(link)) return invalid(`Param ${name}.link is not a valid URI.`, 100);
  return undefined;
}

function needText(value: unknown, name: string, max: number, ...path: readonly string[]): GraphProblem | undefined {
  const text = textAt(value, ...path);
  if (text === undefined || text === '') return missing(name);
  return mayText(value, name, max, ...path);
}

function mayText(value: unknown, name: string, max: number, ...path: readonly string[]): GraphProblem | undefined {
  const text = textAt(value, ...path);
  return text !== undefined && [...text].length > max ? invalid(`Param ${name} must be at most ${max} characters long.`, 100) : undefined;
}

function needDistinct(ids: readonly (string | undefined)[], name: string): GraphProblem | undefined {
  return new Set(ids).size === ids.length ? undefined : invalid(`Param ${name} must have distinct ids.`);
}

function missing(name: string): GraphProblem {
  return { code: 131008, details: `The parameter ${name} is required.` };
}

function invalid(details: string, code = 131009): GraphProblem {
  return { code, details };
}
