import type { Content, SendableMedia } from '../../model/content.ts';
import type { KnownTemplate } from '../../model/template.ts';
import { type Drawn, drawn, refusedDrawing } from './drawn.ts';
import { variablesJson } from './variables.ts';

type TemplateContent = Extract<Content<SendableMedia>, { type: 'template' }>;

/** A Content SID (https://www.twilio.com/docs/glossary/what-is-a-sid). */
const CONTENT_SID = /^HX\w{1,62}$/;
/** https://www.twilio.com/docs/content/using-variables-with-content-api */
const VALUE_MAX = 1600;
/** Refused in a variable with a code that explains nothing (https://www.twilio.com/docs/api/errors/21656). */
const FORBIDDEN = /[\n\r\t]| {5,}/;

/**
 * A content template by its Content SID: the one that is known here, or a `name` that is itself a SID (`HX…`). `params`
 * are its variables by their names, as in `{{1}}` or `{{name}}`.
 */
export function drawTemplate(content: TemplateContent, known: KnownTemplate | undefined): Drawn {
  const sid = known?.externalId ?? (CONTENT_SID.test(content.name ?? '') ? content.name : undefined);
  if (sid === undefined) {
    return refusedDrawing('message_invalid', 'Twilio sends templates by their Content SID (HX…); no template of this name is known here.');
  }
  const fault = faultOf(content.params, known);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const variables = Object.keys(content.params).length === 0 ? {} : { ContentVariables: variablesJson(content.params) };
  return drawn({ ContentSid: sid, ...variables });
}

/** A variable left out would be filled with the template's own sample, which does no harm where nobody sees it. */
function faultOf(params: Readonly<Record<string, string>>, known: KnownTemplate | undefined): string | undefined {
  const missing = known?.params.find((param) => param.optional !== true && param.type !== 'payload' && params[param.name] === undefined);
  if (missing !== undefined) return `The template has no value for its parameter "${missing.name}".`;
  for (const [name, value] of Object.entries(params)) {
    if (value === '') return `The template's parameter "${name}" is empty; Twilio takes no empty ones.`;
    if (value.length > VALUE_MAX) return `The template's parameter "${name}" is longer than ${VALUE_MAX} characters.`;
    if (FORBIDDEN.test(value)) {
      return `The template's parameter "${name}" has a line break, a tab or more than four spaces in a row, which WhatsApp does not take.`;
    }
  }
  return undefined;
}
