import { createHash } from 'node:crypto';
import { clientIdOf } from '../../channels/widget/parse.ts';
import { businessMsBetween, momentAfter } from '../../model/business-hours.ts';
import { type Content, summaryOf } from '../../model/content.ts';
import type { Conversation } from '../../model/conversation.ts';
import type { Message } from '../../model/message.ts';
import type { ConnectedChannel } from '../../conversations/connected-channels.ts';
import { type WidgetSettings, questionsOf, widgetSettings } from '../../channels/widget/settings.ts';
import type { MessageRecord } from '../../store/records.ts';
import type { DeepReadonly } from '../route.ts';
import type { WidgetConversation, WidgetMessage, WidgetSettingsView } from './wire.ts';

/** How a visitor's own things are told from others'. */
export interface MessageContext {
  /** The message that this one answers. */
  readonly quoted: Pick<MessageRecord, 'id' | 'direction' | 'content' | 'visibility'> | undefined;
  readonly contactId: string;
  /** The team has read up to here. */
  readonly readUpTo: number;
}

/**
 * A message as its visitor sees it; undefined where they do not: the team's own, what is not on its way yet, what could not be sent.
 * Nothing of it names a member but their name.
 */
export function messageView(message: Message, { quoted, contactId, readUpTo }: MessageContext): DeepReadonly<WidgetMessage> | undefined {
  if (message.visibility !== 'public') return undefined;
  const isOut = message.direction === 'outbound';
  const state = message.delivery?.state;
  if (isOut && state !== 'sent' && state !== 'delivered' && state !== 'read') return undefined;
  const shown = quoted?.visibility === 'public' ? quoted : undefined;
  return {
    id: message.id,
    clientId: isOut ? null : clientIdOf(message.externalId),
    seq: message.seq,
    direction: isOut ? 'out' : 'in',
    author: {
      kind: !isOut ? 'visitor' : message.author.type === 'member' ? 'member' : 'bot',
      name: message.author.type === 'member' || !isOut ? message.author.name : null,
      avatarUrl: null,
    },
    content: visibleContent(message.content),
    sentAt: message.sentAt,
    status: isOut ? (state === 'sent' || state === 'delivered' ? state : 'read') : message.seq <= readUpTo ? 'read' : 'sent',
    quoted:
      shown === undefined
        ? null
        : { id: shown.id, direction: shown.direction === 'inbound' ? 'in' : 'out', summary: summaryOf(shown.content).slice(0, 200) },
    reactions: message.reactions.map(({ emoji, by }) => ({ emoji, mine: by === contactId })),
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
  };
}

/** A template is what it says; who was called on in a text is the team's to know. */
function visibleContent(content: Content): Content {
  if (content.type === 'text') return { type: 'text', text: content.text };
  if (content.type === 'template') return { type: 'text', text: content.rendered ?? '' };
  return content;
}

/** A conversation as its visitor sees it. */
export function conversationOf(
  { id, closedAt, assigneeId }: Pick<Conversation, 'id' | 'assigneeId'> & { readonly closedAt: unknown },
  names: ReadonlyMap<string, string>,
  readUpTo: number,
): WidgetConversation {
  const name = names.get(assigneeId ?? '');
  return { id, status: closedAt === null ? 'open' : 'closed', assignee: name === undefined ? null : { name, avatarUrl: null }, readUpTo };
}

/** Read once of each channel as it is set up now: every call of every page asks. */
const known = new WeakMap<ConnectedChannel, WidgetSettings>();

/** The channel's settings, or undefined where it is no widget or its settings are broken. */
export function settingsOf(connected: ConnectedChannel | undefined): WidgetSettings | undefined {
  if (connected === undefined || connected.isDeleted || connected.ref.type !== 'widget') return undefined;
  const settings = known.get(connected) ?? widgetSettings.safeParse(connected.settings).data;
  if (settings !== undefined) known.set(connected, settings);
  return settings;
}

/** What a page needs to know of the channel before anything is said, but for what is announced. */
export function settingsView(...shown: Parameters<typeof settingsShown>): Omit<WidgetSettingsView, 'announcements'> {
  const view = settingsShown(...shown);
  return { ...view, version: createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 12) };
}

function settingsShown(
  connected: ConnectedChannel,
  settings: WidgetSettings,
  now: number,
  conferenceUrl: string | null,
): Omit<WidgetSettingsView, 'version' | 'announcements'> {
  const { colour, position, title, launcherText, logoUrl, texts } = settings.appearance;
  const { welcome, offlineMessage, consentText, consentUrl } = settings;
  const questions = questionsOf(settings);
  const { mediaRules } = connected.facts;
  return {
    name: connected.ref.name,
    locale: settings.locale,
    appearance: {
      colour,
      position,
      title: title ?? connected.ref.name,
      ...(launcherText === undefined ? {} : { launcherText }),
      ...(logoUrl === undefined ? {} : { logoUrl }),
      ...(texts === undefined ? {} : { texts }),
    },
    ...(welcome === undefined ? {} : { welcome }),
    hours: hoursView(connected, offlineMessage, now),
    ...(questions.length === 0 ? {} : { preChat: [...questions] }),
    files: { maxBytes: connected.facts.twoWay ? mediaRules.maxBytes : 0, types: [...mediaRules.mimeTypes] },
    conference: conferenceUrl !== null,
    ...(consentText === undefined ? {} : { consent: { text: consentText, ...(consentUrl === undefined ? {} : { url: consentUrl }) } }),
    requireIdentity: settings.requireIdentity,
  };
}

function hoursView({ facts }: ConnectedChannel, message: string | undefined, now: number): WidgetSettingsView['hours'] {
  const { hours } = facts.timingOf(facts.team?.id ?? null);
  const said = message === undefined ? {} : { message };
  if (hours === null || businessMsBetween(hours, now, now + 1000) > 0) return { open: true, ...said };
  // A second of their work: the hours begin that much earlier.
  const opensAt = momentAfter(hours, now, 1);
  return { open: false, ...said, ...(opensAt === null ? {} : { nextOpenAt: new Date(opensAt - 1000).toISOString() }) };
}
