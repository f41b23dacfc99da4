/** One line of the audit log. */
export interface AuditRow {
  id: string;
  at: number;
  /** See `AUDIT_ACTORS`. */
  actorType: string;
  actorId: string | null;
  /** As they were called then. */
  actorName: string | null;
  /** The name of the operation in the OpenAPI document, or of a command of the command line. */
  action: string;
  targetId: string | null;
  /** The fields that the request named, some with their values. */
  changesJson: string;
  /** Why it was not done; null: it was. */
  problem: string | null;
  address: string | null;
  userAgent: string | null;
  /** The `X-Request-Id` of the answer. */
  requestId: string | null;
}
