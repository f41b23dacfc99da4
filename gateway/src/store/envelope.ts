/** An event on its way to a subscription. */
export interface PendingDelivery {
  readonly deliveryId: number;
  readonly laneId: string;
  readonly eventId: string;
  readonly type: string;
  readonly attempts: number;
  readonly batchId: string | null;
  readonly createdAt: number;
  /** The envelope as JSON, except for the signatures of its files' addresses. */
  readonly envelopeJson: string;
}

/** The envelope of a stored event as JSON, put together from the stored pieces. */
export function envelopeJson(row: {
  readonly id: string;
  readonly tx: number;
  readonly position: number;
  readonly type: string;
  readonly occurredAt: number;
  readonly conversationSeq: number | null;
  readonly actorJson: string;
  readonly dataJson: string;
}): string {
  return (
    `{"id":"${row.id}","type":"${row.type}","occurredAt":"${new Date(row.occurredAt).toISOString()}",` +
    `"cursor":"${row.tx}.${row.position}","conversationSeq":${row.conversationSeq},"actor":${row.actorJson},"data":${row.dataJson}}`
  );
}
