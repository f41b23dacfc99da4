import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import { pathOf, request } from '../shared/transport';
import type { Template, TemplateParam } from '../shared/wire-organization';

/**
 * Marks the field that shows the text of the template: to be read, not to be sent. The template's id follows, so that another
 * template never shows the text of the one before.
 */
export const PREVIEW = 'preview of ';

/** One field for each variable of the template that the node names, below the text that the customer will read. */
export async function getTemplateVariables(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  const templateId: unknown = this.getCurrentNodeParameter('templateId', { extractValue: true });
  // An expression has no value while the workflow is being edited.
  if (typeof templateId !== 'string' || !templateId.startsWith('tpl_')) {
    return { fields: [], emptyFieldsNotice: 'Choose a template: its variables appear here.' };
  }
  const template = await request<Template>(this, { method: 'GET', path: pathOf('templates', templateId) });
  const preview: ResourceMapperField = {
    id: `${PREVIEW}${template.id}`,
    displayName: 'What the Customer Reads',
    defaultMatch: false,
    required: false,
    display: true,
    readOnly: true,
    type: 'string',
    defaultValue: template.text,
  };
  return {
    fields: [preview, ...template.params.map(fieldOf)],
    emptyFieldsNotice: `This template has no variables: "${template.text}"`,
  };
}

const KINDS: Readonly<Record<TemplateParam['type'], string>> = {
  text: '',
  image: 'an image: its address',
  video: 'a video: its address',
  document: 'a document: its address',
  url: 'the end of an address',
  payload: 'what your workflow gets when it is tapped',
  code: 'a code',
};

/** Platforms take texts only, so that every field is one; its label says what kind is meant and where it is seen. */
function fieldOf({ name, type, place, example, optional }: TemplateParam): ResourceMapperField {
  const told = [place, KINDS[type], example === undefined ? '' : `e.g. ${example}`].filter((part) => part !== '');
  return {
    id: name,
    displayName: `${name} (${told.join(', ')})`,
    defaultMatch: false,
    required: optional !== true,
    display: true,
    type: 'string',
  };
}
