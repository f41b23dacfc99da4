/** See postgres.mjs. */
export function startPostgres(options?: { readonly isDurable?: boolean }): Promise<{ readonly url: string; stop(): Promise<void> }>;
