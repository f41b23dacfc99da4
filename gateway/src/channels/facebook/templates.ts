import { type PlatformTemplate, type TemplateParam, templateStatusOf } from '../../model/template.ts';
import type { CallIo } from '../channel.ts';
import { listPages } from '../meta/pages.ts';
import { asText, field, listField, present, textField } from '../meta/wire.ts';
import { askGraph, type Failed, unreadable } from './graph.ts';
import type { FacebookSettings } from './settings.ts';

const PAGE = '100';
/** Meta names no limit for Pages; ten thousand templates are more than anybody writes. */
const MOST_PAGES = 100;
/** A hundred templates with their samples are more than the default. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * All utility templates of the Page, page by page
 * (https://developers.facebook.com/docs/graph-api/reference/page/message_templates/). No fields are named: Meta's page lists none, and
 * one that it does not know fails the call.
 */
export async function listTemplates(
  settings: FacebookSettings,
  io: CallIo,
): Promise<{ readonly is: 'listed'; readonly templates: readonly PlatformTemplate[] } | Failed> {
  const path = [settings.pageId, 'message_templates'];
  const listed = await listPages({
    ask: (after) => askGraph({ method: 'GET', path, query: pageQuery(after), maxBytes: MOST_BYTES, safeToRepeat: true }, settings, io),
    mostPages: MOST_PAGES,
    entryOf: templateOf,
    unreadable: unreadable({ safeToRepeat: true }),
  });
  return 'is' in listed ? listed : { is: 'listed', templates: listed };
}

const pageQuery = (after: string | undefined) => ({ limit: PAGE, ...(after === undefined ? {} : { after }) });

/** One entry of the list; undefined where it lacks what makes it one. Meta's samples leave the status out: such a one may be sent. */
export function templateOf(listed: unknown): PlatformTemplate | undefined {
  const externalId = textField(listed, 'id');
  const name = textField(listed, 'name');
  const language = textField(listed, 'language');
  if (externalId === undefined || name === undefined || language === undefined) return undefined;
  const components = componentsOf(listed);
  const reason = textField(listed, 'rejected_reason');
  const status = textField(listed, 'status')?.toLowerCase();
  return present<PlatformTemplate>({
    externalId,
    name,
    language,
    status: status === undefined ? 'approved' : (templateStatusOf(status) ?? 'pending'),
    category: textField(listed, 'category')?.toLowerCase() ?? null,
    quality: textField(field(listed, 'quality_score'), 'score')?.toLowerCase() ?? null,
    text: textOfTemplate(components),
    params: paramsOf(components),
    components,
    reason: reason === 'NONE' ? undefined : reason,
  });
}

/** Templates from Meta's library are listed with their parts beside each other; here they are components like all others. */
function componentsOf(listed: unknown): readonly unknown[] {
  const components = listField(listed, 'components');
  const body = textField(listed, 'body');
  if (components.length > 0 || body === undefined) return components;
  const header = textField(listed, 'header');
  const buttons = listField(listed, 'buttons');
  return [
    ...(header === undefined ? [] : [{ type: 'HEADER', format: 'TEXT', text: header }]),
    { type: 'BODY', text: body, example: { body_text: [listField(listed, 'body_params')] } },
    ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons }]),
  ];
}

const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/g;

/** What a message's `params` fill, by the keys of `drawTemplate`. */
function paramsOf(components: readonly unknown[]): readonly TemplateParam[] {
  return components.flatMap((component) => {
    switch (textField(component, 'type')?.toUpperCase()) {
      case 'HEADER':
        return headerParams(component);
      case 'BODY':
        return namesIn(textField(component, 'text')).map((name) => param(name, 'text', 'body', exampleOf(component, 'body_text', name)));
      case 'BUTTONS':
        return listField(component, 'buttons').flatMap(buttonParams);
      default:
        return [];
    }
  });
}

function headerParams(component: unknown): readonly TemplateParam[] {
  if (textField(component, 'format')?.toUpperCase() === 'IMAGE') return [param('header.image', 'image', 'header', undefined)];
  return namesIn(textField(component, 'text')).map((name) =>
    param(`header.${name}`, 'text', 'header', exampleOf(component, 'header_text', name)),
  );
}

/** Meta wants every changing part of a button filled, so that a payload is a text like others here, not one that may be left out. */
function buttonParams(button: unknown, index: number): readonly TemplateParam[] {
  if (namesIn(textField(button, 'url')).length > 0) {
    return [param(`button.${index}`, 'url', 'button', textField(field(button, 'example'), 'url_suffix_example'))];
  }
  return namesIn(textField(button, 'payload')).length > 0 ? [param(`button.${index}.payload`, 'text', 'button', undefined)] : [];
}

function param(name: string, type: TemplateParam['type'], place: TemplateParam['place'], example: string | undefined): TemplateParam {
  return present<TemplateParam>({ name, type, place, example });
}

function namesIn(text = ''): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** The sample of a named parameter by its name, of a positional one by its place; the body's samples stand one list deeper. */
function exampleOf(component: unknown, samples: 'header_text' | 'body_text', name: string): string | undefined {
  const example = field(component, 'example');
  const named = listField(example, `${samples}_named_params`).find((sample) => textField(sample, 'param_name') === name);
  if (named !== undefined) return textField(named, 'example');
  const list = listField(example, samples);
  const row = Array.isArray(list[0]) ? list[0] : list;
  return asText(row[Number(name) - 1]);
}

/** What a customer reads: header and body on lines of their own, with `{{key}}` for each parameter. */
function textOfTemplate(components: readonly unknown[]): string {
  const lineOf = (type: string, prefix: string) =>
    components
      .filter((component) => textField(component, 'type')?.toUpperCase() === type)
      .map((component) => (textField(component, 'text') ?? '').replaceAll(PLACEHOLDER, (_whole, name: string) => `{{${prefix}${name}}}`));
  return [...lineOf('HEADER', 'header.'), ...lineOf('BODY', ''), ...lineOf('FOOTER', '')].filter((line) => line !== '').join('\n');
}
