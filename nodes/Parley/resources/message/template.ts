import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { PREVIEW } from '../../resourceMapping/templateVariables';
import { pairsField } from '../../shared/descriptions';
import { channelField, templateField } from '../../shared/locators';
import { asText, filled, idAt, rowsAt, tableAt, textAt } from '../../shared/parameters';

const isKnown = { templateSource: ['known'] };
const isNamed = { templateSource: ['name'] };

/** Which template, and what fills its blanks. */
export const templateFields: INodeProperties[] = [
  {
    displayName: 'Template Source',
    name: 'templateSource',
    type: 'options',
    default: 'known',
    options: [
      { name: 'By Name', value: 'name', description: 'By the name the platform approved it under, also when Parley does not know it' },
      { name: 'From Parley', value: 'known', description: 'One of the templates that Parley has fetched, with a field for each variable' },
    ],
    description: 'How the template is named',
  },
  {
    ...channelField,
    displayOptions: { show: { ...isKnown, sendTo: ['conversation'] } },
    description: 'Only to narrow the list of templates to one channel',
  },
  { ...templateField, displayOptions: { show: isKnown } },
  {
    displayName: 'Variables',
    name: 'templateVariables',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'defineBelow', value: null },
    required: true,
    displayOptions: { show: isKnown },
    typeOptions: {
      loadOptionsDependsOn: ['templateId.value'],
      resourceMapper: {
        resourceMapperMethod: 'getTemplateVariables',
        mode: 'add',
        fieldWords: { singular: 'variable', plural: 'variables' },
        addAllFields: true,
        supportAutoMap: true,
        noFieldsError: 'This template has no variables.',
      },
    },
  },
  {
    displayName: 'Template Name',
    name: 'templateName',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. appointment_reminder',
    displayOptions: { show: isNamed },
    description: 'The name under which the platform approved the template',
  },
  {
    displayName: 'Language',
    name: 'language',
    type: 'string',
    required: true,
    default: 'en',
    placeholder: 'e.g. en_US',
    displayOptions: { show: isNamed },
    description: 'The language code under which the template was approved',
  },
  {
    ...pairsField('Template Parameters', 'templateParameters', 'Parameter', 'What fills the blanks of the template, by name or number'),
    displayOptions: { show: isNamed },
  },
];

/** The template of the item as the gateway takes it. Throws a `NodeOperationError` that names every variable without a value. */
export function templateOf(context: IExecuteFunctions, itemIndex: number): IDataObject {
  if (textAt(context, 'templateSource', itemIndex) === 'name') {
    const rows = rowsAt(context, 'templateParameters.values', itemIndex);
    return {
      type: 'template',
      name: textAt(context, 'templateName', itemIndex).trim(),
      language: textAt(context, 'language', itemIndex).trim(),
      params: Object.fromEntries(rows.map((row) => [row.name, String(row.value)])),
    };
  }
  return { type: 'template', templateId: idAt(context, 'templateId', itemIndex), params: variablesAt(context, itemIndex) };
}

/** What the mapper holds: typed in, or taken from the fields of the item that have the same names. */
function variablesAt(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const schema = tableAt(context, 'templateVariables.schema', itemIndex).filter(({ id }) => !asText(id).startsWith(PREVIEW));
  const isFromItem = textAt(context, 'templateVariables.mappingMode', itemIndex) === 'autoMapInputData';
  const given = isFromItem ? (context.getInputData()[itemIndex]?.json ?? {}) : mapped(context, itemIndex);
  const wanted = isFromItem ? schema.map(({ id }) => asText(id)) : Object.keys(given);
  const values = filled(Object.fromEntries(wanted.filter((name) => !name.startsWith(PREVIEW)).map((name) => [name, asText(given[name])])));
  const missing = schema.filter(({ id, required }) => required === true && values[asText(id)] === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ id, displayName }) => asText(displayName) || asText(id));
    throw new NodeOperationError(context.getNode(), `The template needs a value for: ${names.join('; ')}`, {
      itemIndex,
      description: 'Each variable of a template must have a text. Platforms take no empty ones.',
    });
  }
  return values;
}

function mapped(context: IExecuteFunctions, itemIndex: number): Record<string, unknown> {
  const mapper: unknown = context.getNodeParameter('templateVariables', itemIndex, {});
  if (typeof mapper !== 'object' || mapper === null || !('value' in mapper)) return {};
  return typeof mapper.value === 'object' && mapper.value !== null ? { ...mapper.value } : {};
}
