export interface ChannelRow {
  id: string;
  type: string;
  provider: string | null;
  name: string;
  status: string;
  healthJson: string;
  /** What differs from the organisation's rules for files; null: nothing. */
  attachmentsJson: string | null;
  /** What else differs from the team's and the organisation's settings; null: nothing. */
  overridesJson: string | null;
  /** What customers are told, once a day, where `twoWay` is 0. */
  oneWayReply: string | null;
  twoWay: number;
  /** Settings that are no secret. */
  settingsJson: string;
  /** Settings that are, sealed. */
  secrets: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
}

export interface MessageRow {
  id: string;
  conversationId: string;
  sessionId: string;
  channelId: string;
  seq: number;
  direction: string;
  visibility: string;
  authorJson: string;
  contentType: string;
  contentJson: string;
  quotedMessageId: string | null;
  reactionsJson: string | null;
  externalId: string | null;
  tokensJson: string | null;
  webhookId: string | null;
  sentAt: number;
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  deliveryState: string | null;
  deliveryJson: string | null;
  /** Outbound only: what the writer asked for, and the platform ids of the parts that are out. */
  sendJson: string | null;
}

export interface AttachmentRow {
  id: string;
  conversationId: string | null;
  messageId: string | null;
  channelId: string | null;
  state: string;
  name: string | null;
  mimeType: string;
  bytes: number | null;
  sha256: string | null;
  storageKey: string | null;
  sourceJson: string | null;
  attempts: number;
  dueAt: number | null;
  error: string | null;
  createdAt: number;
}

export interface TemplateRow {
  id: string;
  kind: string;
  /** The channel whose platform keeps it; null for a canned one. */
  channelId: string | null;
  /** Where a canned one may be used; an empty list: everywhere. */
  channelIdsJson: string;
  externalId: string | null;
  name: string;
  language: string;
  status: string;
  category: string | null;
  quality: string | null;
  reason: string | null;
  text: string;
  paramsJson: string;
  /** The file of a canned one. */
  attachmentId: string | null;
  /** The platform's own form; null for a canned one. */
  componentsJson: string | null;
  /** When its status was true: the time of the webhook, or of the start of the listing. An older listing changes nothing. */
  learnedAt: number;
  createdAt: number;
  updatedAt: number;
}
