import { at, listAt, textAt } from '../json.ts';
import { firstProblem, mayText } from './check-texts.ts';
import type { MessengerProblem } from './errors.ts';
import { invalid, required } from './errors.ts';

const MOST_BUTTONS = 3;
/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/generic */
const MOST_ELEMENTS = 10;
const MOST_TITLE = 80;
/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/button */
const MOST_BUTTON_TEXT = 640;
/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/buttons */
const MOST_LABEL = 20;
const MOST_PAYLOAD = 1_000;
const BUTTON_TYPES = ['postback', 'web_url', 'phone_number', 'account_link', 'account_unlink', 'game_play'];
/** Taken as they are: the sandbox does not look into them. */
const OTHER_TEMPLATES = ['media', 'receipt', 'product', 'coupon', 'customer_feedback'];

/** Checks the payload of a template attachment: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/templates */
export function checkTemplatePayload(payload: unknown): MessengerProblem | undefined {
  const type = textAt(payload, 'template_type');
  if (type === undefined) return required('message[attachment][payload][template_type]');
  if (type === 'button') return checkButtonTemplate(payload);
  if (type === 'generic') return checkGenericTemplate(payload);
  return OTHER_TEMPLATES.includes(type) ? undefined : invalid('Invalid template type');
}

function checkButtonTemplate(payload: unknown): MessengerProblem | undefined {
  if (at(payload, 'text') === undefined) return required('name_placeholder[text]');
  if (at(payload, 'buttons') === undefined) return required('name_placeholder[buttons]');
  if (listAt(payload, 'buttons').length === 0) return invalid('param name_placeholder[buttons] must be non-empty.');
  return mayText(payload, 'name_placeholder', 'text', MOST_BUTTON_TEXT) ?? checkButtons(payload, 'name_placeholder[buttons]');
}

function checkGenericTemplate(payload: unknown): MessengerProblem | undefined {
  const elements = listAt(payload, 'elements');
  if (elements.length === 0) return { code: 194, message: 'param name_placeholder[elements] has too few elements.' };
  if (elements.length > MOST_ELEMENTS) return { code: 105, message: 'param name_placeholder[elements] has too many elements.' };
  return firstProblem(elements, (element, index) => {
    const where = `name_placeholder[elements][${index}]`;
    const hasMore = ['image_url', 'subtitle', 'buttons'].some((field) => at(element, field) !== undefined);
    if (at(element, 'title') === undefined || !hasMore) {
      const words =
        'Incomplete element data: title and at least one other field (image url, subtitle or buttons) is required with non-empty value';
      return invalid(words, 2018035);
    }
    return (
      mayText(element, where, 'title', MOST_TITLE) ??
      mayText(element, where, 'subtitle', MOST_TITLE) ??
      (at(element, 'buttons') === undefined ? undefined : checkButtons(element, `${where}[buttons]`))
    );
  });
}

function checkButtons(holder: unknown, where: string): MessengerProblem | undefined {
  const buttons = listAt(holder, 'buttons');
  if (buttons.length === 0) return { code: 194, message: `param ${where} has too few elements.` };
  if (buttons.length > MOST_BUTTONS) return { code: 105, message: `param ${where} has too many elements.` };
  return firstProblem(buttons, (button, index) => checkButton(button, `${where}[${index}]`));
}

function checkButton(button: unknown, where: string): MessengerProblem | undefined {
  const type = textAt(button, 'type');
  if (type === undefined) return required(`${where}[type]`);
  if (!BUTTON_TYPES.includes(type))
    return invalid(`Param ${where}[type] must be one of {${BUTTON_TYPES.join(', ').toUpperCase()}} - got "${type}".`);
  if (['account_link', 'account_unlink'].includes(type)) return undefined;
  if (at(button, 'title') === undefined) return invalid('Element button title cannot be empty.', 2018053);
  const target = textAt(button, type === 'web_url' ? 'url' : 'payload') ?? '';
  if (type === 'postback' && target === '') return invalid('Payload cannot be empty for postback type button', 2018040);
  if (type === 'web_url' && target === '') return invalid('Web url cannot be empty for url type button', 2018041);
  if (type === 'web_url' && !/^https?:\/\//.test(target)) return invalid(`${where}[url] should represent a valid URL`);
  if (type === 'phone_number' && target === '') return required(`${where}[payload]`);
  return mayText(button, where, 'title', MOST_LABEL) ?? mayText(button, where, 'payload', MOST_PAYLOAD);
}
