/** How long what the organisation decides about is kept, in whole days. */
export interface Kept {
  /** Lines of the audit log. */
  readonly auditDays: number;
  /** The bodies of platforms' webhooks, as they came. */
  readonly webhookDays: number;
}

/**
 * Twelve months of the audit log are what PCI DSS 4.0.1 asks for (requirement 10.5.1); the odd days cover one that is looked into late.
 * The bodies are for finding out what went wrong, and hold what people wrote.
 */
export const DEFAULT_KEPT: Kept = { auditDays: 400, webhookDays: 30 };

/** From and to. The audit log outlives whoever could have reason to be rid of it by at least a month. */
export const KEPT_DAYS = { auditDays: { min: 30, max: 3650 }, webhookDays: { min: 1, max: 400 } } as const satisfies Record<
  keyof Kept,
  { readonly min: number; readonly max: number }
>;
