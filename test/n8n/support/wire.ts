/** What n8n's REST API says, as far as the suite reads it. Seen with n8n 2.41.1. */

export interface Workflow {
  readonly name: string;
  readonly nodes: readonly WorkflowNode[];
  readonly connections: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface WorkflowNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly position: readonly [number, number];
  readonly webhookId?: string;
  readonly retryOnFail?: boolean;
  readonly maxTries?: number;
  readonly waitBetweenTries?: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, CredentialRef>>;
}

export interface CredentialRef {
  readonly id: string;
  readonly name: string;
}

export type StoredWorkflow = Workflow & { readonly id: string; readonly active: boolean };

export interface NodeTypeDescription {
  readonly name: string;
  readonly properties: readonly {
    readonly name: string;
    readonly options?: readonly { readonly value: string }[];
    readonly displayOptions?: { readonly show?: { readonly resource?: readonly string[] } };
  }[];
}

export interface Publication {
  readonly status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
  readonly triggers?: readonly { readonly status: string; readonly errorMessage?: string }[];
}

export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly mode: string;
  readonly startedAt: string;
  readonly data?: {
    /** What was left to do: all of it where n8n has lost the execution. */
    readonly executionData?: { readonly nodeExecutionStack?: readonly { readonly data: { readonly main?: Outputs } }[] };
    readonly resultData: {
      readonly error?: { readonly message?: string };
      readonly runData: Readonly<Record<string, readonly NodeRun[]>>;
    };
  };
}

export interface Item {
  readonly json: Readonly<Record<string, unknown>>;
}

type Outputs = readonly (readonly Item[] | null)[];

export interface NodeRun {
  /** When the node began, in milliseconds since 1970. */
  readonly startTime: number;
  readonly data?: { readonly main?: Outputs };
}
