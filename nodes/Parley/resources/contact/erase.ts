import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { contactField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { flagAt, idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';

export const erase: Operation = {
  option: {
    name: 'Erase',
    value: 'erase',
    action: 'Erase contact',
    description: 'Forget a person for good: their details, messages, notes and files. This cannot be undone.',
  },
  properties: [
    contactField,
    {
      displayName:
        'Details, names on platforms, messages, notes and files of this person are gone for good. Numbers and times stay, so that statistics stay true.',
      name: 'eraseNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'This Cannot Be Undone',
      name: 'confirmed',
      type: 'boolean',
      default: false,
      description: 'Whether you want this person forgotten for good. Without it nothing happens.',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    if (!flagAt(context, 'confirmed', itemIndex)) {
      throw new NodeOperationError(context.getNode(), 'Switch on "This Cannot Be Undone" to have a person forgotten for good', {
        itemIndex,
      });
    }
    const id = idAt(context, 'contactId', itemIndex);
    return itemOf(
      await request<IDataObject>(context, { method: 'POST', path: pathOf('contacts', id, 'erase'), body: { confirm: id } }, itemIndex),
    );
  },
};
