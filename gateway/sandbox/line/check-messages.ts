import { at, isObject, listAt, numberAt, textAt } from '../json.ts';
import type { LineErrorDetail } from './wire.ts';

/**
 * Everything LINE would find wrong with the `messages` of a reply or push, with the property it names.
 * Limits: https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function checkMessages(messages: unknown): readonly LineErrorDetail[] {
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > 5) {
    return [{ message: 'Size must be between 1 and 5', property: 'messages' }];
  }
  return messages.flatMap((message: unknown, index) => checkOne(message, `messages[${index}]`));
}

type Found = readonly LineErrorDetail[];
type Check = (message: unknown, where: string) => Found;

const CHECKS: Readonly<Record<string, Check>> = {
  text: (message, where) => needText(message, where, 5000, 'text'),
  textV2: (message, where) => needText(message, where, 5000, 'text'),
  sticker: (message, where) => [...needText(message, where, 100, 'packageId'), ...needText(message, where, 100, 'stickerId')],
  image: (message, where) => [...needUrl(message, where, 'originalContentUrl'), ...needUrl(message, where, 'previewImageUrl')],
  video: (message, where) => [...needUrl(message, where, 'originalContentUrl'), ...needUrl(message, where, 'previewImageUrl')],
  audio: (message, where) => [...needUrl(message, where, 'originalContentUrl'), ...needNumber(message, where, 'duration')],
  location: (message, where) => [
    ...needText(message, where, 100, 'title'),
    ...needText(message, where, 100, 'address'),
    ...needNumber(message, where, 'latitude'),
    ...needNumber(message, where, 'longitude'),
  ],
  template: (message, where) => [
    ...needText(message, where, 1500, 'altText'),
    ...checkTemplate(at(message, 'template'), `${where}.template`),
  ],
  flex: (message, where) => [
    ...needText(message, where, 1500, 'altText'),
    ...(isObject(at(message, 'contents')) ? [] : [empty(`${where}.contents`)]),
  ],
  imagemap: (message, where) => [...needText(message, where, 1500, 'altText'), ...needText(message, where, 2000, 'baseUrl')],
  coupon: (message, where) => needText(message, where, 200, 'couponId'),
};

function checkOne(message: unknown, where: string): Found {
  const check = CHECKS[textAt(message, 'type') ?? ''];
  if (check === undefined) {
    return [{ message: `Must be one of the following values: [${Object.keys(CHECKS).join(', ')}]`, property: `${where}.type` }];
  }
  return [...check(message, where), ...checkQuickReply(message, where), ...mayText(message, where, 20, 'sender', 'name')];
}

function checkQuickReply(message: unknown, where: string): Found {
  if (at(message, 'quickReply') === undefined) return [];
  const items = listAt(message, 'quickReply', 'items');
  if (items.length < 1 || items.length > 13) return [{ message: 'Size must be between 1 and 13', property: `${where}.quickReply.items` }];
  return items.flatMap((item, index) => checkAction(at(item, 'action'), `${where}.quickReply.items[${index}].action`));
}

function checkTemplate(template: unknown, where: string): Found {
  switch (textAt(template, 'type')) {
    case 'buttons': {
      const hasHead = textAt(template, 'title') !== undefined || textAt(template, 'thumbnailImageUrl') !== undefined;
      return [
        ...mayText(template, where, 40, 'title'),
        ...needText(template, where, hasHead ? 60 : 160, 'text'),
        ...checkActions(template, where, 1, 4),
      ];
    }
    case 'confirm':
      return [...needText(template, where, 240, 'text'), ...checkActions(template, where, 2, 2)];
    case 'carousel': {
      const columns = listAt(template, 'columns');
      if (columns.length < 1 || columns.length > 10) return [{ message: 'Size must be between 1 and 10', property: `${where}.columns` }];
      return columns.flatMap((column, index) => {
        const here = `${where}.columns[${index}]`;
        const hasHead = textAt(column, 'title') !== undefined || textAt(column, 'thumbnailImageUrl') !== undefined;
        return [
          ...mayText(column, here, 40, 'title'),
          ...needText(column, here, hasHead ? 60 : 120, 'text'),
          ...checkActions(column, here, 1, 3),
        ];
      });
    }
    case 'image_carousel':
      return listAt(template, 'columns').flatMap((column, index) => needUrl(column, `${where}.columns[${index}]`, 'imageUrl'));
    default:
      return [{ message: 'Must be one of the following values: [buttons, confirm, carousel, image_carousel]', property: `${where}.type` }];
  }
}

function checkActions(holder: unknown, where: string, least: number, most: number): Found {
  const actions = listAt(holder, 'actions');
  if (actions.length < least || actions.length > most)
    return [{ message: `Size must be between ${least} and ${most}`, property: `${where}.actions` }];
  return actions.flatMap((action, index) => checkAction(action, `${where}.actions[${index}]`));
}

function checkAction(action: unknown, where: string): Found {
  const label = needText(action, where, 20, 'label');
  switch (textAt(action, 'type')) {
    case 'message':
      return [...label, ...needText(action, where, 300, 'text')];
    case 'postback':
      return [...label, ...needText(action, where, 300, 'data'), ...mayText(action, where, 300, 'displayText')];
    case 'uri':
      return [...label, ...needText(action, where, 1000, 'uri')];
    case 'datetimepicker':
      return [...label, ...needText(action, where, 300, 'data')];
    case 'camera':
    case 'cameraRoll':
    case 'location':
      return label;
    case 'clipboard':
      return [...label, ...needText(action, where, 1000, 'clipboardText')];
    default:
      return [
        {
          message: 'Must be one of the following values: [message, postback, uri, datetimepicker, camera, cameraRoll, location, clipboard]',
          property: `${where}.type`,
        },
      ];
  }
}

function needText(holder: unknown, where: string, max: number, ...path: readonly string[]): Found {
  const text = textAt(holder, ...path);
  return text === undefined || text === '' ? [empty(`${where}.${path.join('.')}`)] : mayText(holder, where, max, ...path);
}

/** LINE counts UTF-16 units: https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
function mayText(holder: unknown, where: string, max: number, ...path: readonly string[]): Found {
  const text = textAt(holder, ...path);
  if (text === undefined || text.length <= max) return [];
  return [{ message: `Length must be between 0 and ${max}`, property: `${where}.${path.join('.')}` }];
}

function needNumber(holder: unknown, where: string, key: string): Found {
  return numberAt(holder, key) === undefined ? [empty(`${where}.${key}`)] : [];
}

/** The real LINE takes HTTPS only; loopback, where there are no certificates, is let through. */
function needUrl(holder: unknown, where: string, key: string): Found {
  const missing = needText(holder, where, 2000, key);
  if (missing.length > 0) return missing;
  const isFetchable = /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(textAt(holder, key) ?? '');
  return isFetchable ? [] : [{ message: 'Invalid URI scheme', property: `${where}.${key}` }];
}

function empty(property: string): LineErrorDetail {
  return { message: 'May not be empty', property };
}
