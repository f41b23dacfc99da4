import type { Request, Response } from 'express';

import { type Outside, serveOutside } from './outside.ts';

export interface HubSpotContact {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}

interface Input {
  readonly id?: string;
  readonly idProperty?: string;
  readonly properties?: Readonly<Record<string, string>>;
}

/** The properties that the account has; `parley_id` is the one its owner has made, with unique values. */
const PROPERTIES = ['email', 'firstname', 'lastname', 'phone', 'parley_id'];
const UNIQUE = ['email', 'parley_id'];

/**
 * HubSpot's contacts as far as an upsert needs them.
 * https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/batch/upsert-contacts
 */
export class HubSpot {
  readonly key = 'pat-suite-service-key';
  readonly contacts: HubSpotContact[] = [];
  readonly baseUrl: string;
  readonly stop: () => Promise<void>;
  #answersToLose = 0;

  private constructor(baseUrl: string, stop: () => Promise<void>) {
    this.baseUrl = baseUrl;
    this.stop = stop;
  }

  static async start(): Promise<HubSpot> {
    const made: { hubspot?: HubSpot } = {};
    const outside: Outside = await serveOutside((app) => {
      app.post('/crm/v3/objects/contacts/batch/upsert', (request, response) => made.hubspot?.upsert(request, response));
    });
    made.hubspot = new HubSpot(outside.baseUrl, outside.stop);
    return made.hubspot;
  }

  /** The next answers are outages, although the work is done: what a client that tries again must survive. */
  loseAnswers(count: number): void {
    this.#answersToLose = count;
  }

  private upsert(request: Request, response: Response): void {
    if (request.headers.authorization !== `Bearer ${this.key}`) {
      response.status(401).json({ status: 'error', message: 'Authentication credentials not found.', category: 'INVALID_AUTHENTICATION' });
      return;
    }
    const { inputs } = request.body as { inputs?: Input[] };
    const unknown = (inputs ?? []).flatMap(({ properties }) => Object.keys(properties ?? {})).find((name) => !PROPERTIES.includes(name));
    const wrong = inputs === undefined || inputs.some(({ id, idProperty }) => id === undefined || !UNIQUE.includes(idProperty ?? ''));
    if (wrong || unknown !== undefined) {
      response.status(400).json({ status: 'error', message: `Invalid input: ${unknown ?? 'inputs'}`, category: 'VALIDATION_ERROR' });
      return;
    }
    const results = inputs.map((input) => this.upsertOne(input));
    if (this.#answersToLose > 0) {
      this.#answersToLose -= 1;
      response.status(502).json({ status: 'error', message: 'Bad gateway' });
      return;
    }
    response.json({ status: 'COMPLETE', results, startedAt: new Date().toISOString(), completedAt: new Date().toISOString() });
  }

  private upsertOne({ id, idProperty, properties }: Input): HubSpotContact & { readonly new: boolean } {
    const at = this.contacts.findIndex((known) => known.properties[idProperty ?? ''] === id);
    const known = this.contacts[at];
    const contact = {
      id: known?.id ?? String(30_000_000_000 + this.contacts.length),
      properties: { ...known?.properties, ...properties, [idProperty ?? '']: id ?? '' },
    };
    if (known === undefined) this.contacts.push(contact);
    else this.contacts[at] = contact;
    return { ...contact, new: known === undefined };
  }
}
