import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** How an operation is shown in the editor. */
interface Shown {
  /** Its entry in the Operation list; `value` is what workflows store. */
  readonly option: INodePropertyOptions & { readonly value: string; readonly action: string };
  /** Its own fields, shown for this operation only. */
  readonly properties: readonly INodeProperties[];
}

/** One thing the node can do. Adding one is adding a file and its line in the resource's index. */
export interface Operation extends Shown {
  /** Does it for one input item. The node adds the paired item. */
  execute(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]>;
}

/** A thing after which the whole execution waits: for all items at once, with outputs of its own. */
export interface WaitingOperation extends Shown {
  executeAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

/** A kind of thing the node works on, with what can be done to it. */
export interface Resource {
  readonly name: string;
  readonly value: string;
  /** The one that a new node has. By itself and not by its value: n8n's lint takes what holds the word `getAll` for an operation. */
  readonly defaultOperation: Operation | WaitingOperation;
  /** In the order of the Operation list: n8n wants it sorted by name. */
  readonly operations: readonly (Operation | WaitingOperation)[];
}

/** The Operation list of a resource, followed by the fields of each operation. */
export function propertiesOf({ value: resource, defaultOperation, operations }: Resource): INodeProperties[] {
  const { value: defaultValue } = defaultOperation.option;
  const operationList: INodeProperties = {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [resource] } },
    options: operations.map((operation) => operation.option),
    default: defaultValue,
  };
  const fields = operations.flatMap((operation) =>
    operation.properties.map((property) => ({
      ...property,
      displayOptions: {
        ...property.displayOptions,
        show: { ...property.displayOptions?.show, resource: [resource], operation: [operation.option.value] },
      },
    })),
  );
  return [operationList, ...fields];
}

/** One answer as one item. */
export function itemOf(json: IDataObject): INodeExecutionData[] {
  return [{ json }];
}

/** Each entry of a list as an item of its own. */
export function itemsOf(list: readonly IDataObject[]): INodeExecutionData[] {
  return list.map((json) => ({ json }));
}
