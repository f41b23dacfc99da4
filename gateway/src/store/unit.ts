import { type ContactDetails, NO_DETAILS, changesBetween, detailsOf } from '../model/contact-details.ts';
import { summaryOf } from '../model/content.ts';
import type { ChannelRef } from '../model/conversation.ts';
import type { ChannelHealth } from '../model/health.ts';
import type { Actor, EventData, EventType, TemplateRef } from '../model/events.ts';
import type { Ids } from '../model/ids.ts';
import type { IdentityKey, InboundHealth } from '../model/inbound.ts';
import type { EventFacts } from '../model/matching.ts';
import type { Message } from '../model/message.ts';
import type { Telling } from '../model/notification.ts';
import type { Happening } from '../model/notification-rules.ts';
import { statusAt } from '../model/status.ts';
import type { Tx } from './committer.ts';
import type { MemberLoad, Rota } from './rotas.ts';
import type { PeopleCache } from './people-cache.ts';
import {
  type ChannelFacts,
  type ContactRecord,
  type ConversationRecord,
  type IdentityRecord,
  type MessageRecord,
  indexedValues,
  presentContact,
  presentConversation,
  presentMessage,
  statusFactsOf,
} from './records.ts';
import type { AttachmentRow, ContactChangeRow, Schema } from './schema.ts';
import { type ReadMark, type Seats, seatsOf } from './seats.ts';
import type { NewSession, SessionChange } from './sessions.ts';
import type { TemplateRecord } from './templates.ts';
import type { NewWait, WaitChange } from './waits.ts';

/** One fact as a change states it; the unit makes the envelope. */
export interface NewEvent {
  readonly type: EventType;
  readonly actor: Actor;
  readonly conversation?: ConversationRecord;
  readonly message?: MessageRecord;
  readonly contact?: ContactRecord;
  readonly channel?: ChannelRef & { readonly health?: unknown };
  readonly template?: TemplateRef;
  readonly member?: { readonly id: string; readonly name: string };
  readonly from?: unknown;
  readonly to?: unknown;
  readonly firstOfSession?: boolean;
  readonly isWaitReply?: boolean;
  /** What the contact's history says of a `contact.…` event, where that is more than "updated". */
  readonly history?: ContactNote;
}

/** What happened to a contact, for its history. */
export interface ContactNote {
  readonly what: ContactHappening;
  readonly otherContactId?: string;
}
export const CONTACT_HAPPENINGS = ['created', 'updated', 'merged', 'unmerged', 'erased'] as const;
export type ContactHappening = (typeof CONTACT_HAPPENINGS)[number];

/** An event that waits for the flush, with all that filters ask. */
export interface PendingEvent {
  readonly id: string;
  readonly conversationId: string | null;
  readonly conversationSeq: number | null;
  readonly actorJson: string;
  readonly dataJson: string;
  readonly facts: EventFacts;
  /** What notifications are derived from. */
  readonly happening: Happening;
}

export interface UnitOptions {
  readonly ids: Ids;
  readonly factsOf: (channelId: string) => ChannelFacts;
  /** People as the last commit left them, where this process is the only writer. */
  readonly people?: PeopleCache | undefined;
}

/**
 * A unit of work: the records that one transaction has read, what it changes in them, and the events that tell of it.
 * Loading (`load.ts`) fills it, the domain changes records in place and says so, flushing (`flush.ts`) writes everything in a few
 * multi-row statements. Ingest, people's commands and the outbox all change conversations through it and in no other way.
 */
export class Unit {
  readonly tx: Tx;
  readonly ids: Ids;
  readonly factsOf: (channelId: string) => ChannelFacts;
  readonly people: PeopleCache | undefined;
  /** Stands for the unit where the memory of it outlives the unit. */
  readonly mark = Symbol('unit');

  readonly contacts = new Map<string, ContactRecord>();
  readonly identities = new Map<string, IdentityRecord>();
  readonly identityByKey = new Map<string, IdentityRecord>();
  /** Identities of which it is known whether they have a conversation. */
  readonly lookedUp = new Set<string>();
  readonly conversations = new Map<string, ConversationRecord>();
  readonly conversationByIdentity = new Map<string, ConversationRecord>();
  readonly messages = new Map<string, MessageRecord>();
  readonly messageByExternalId = new Map<string, MessageRecord>();

  readonly changedContacts = new Set<ContactRecord>();
  readonly contactChanges: ContactChangeRow[] = [];
  /** Contacts' details as their history knows them. */
  readonly #knownDetails = new Map<string, ContactDetails>();
  readonly changedIdentities = new Set<IdentityRecord>();
  readonly changedConversations = new Set<ConversationRecord>();
  /** Who was in a conversation when it was loaded, and what indexes knew of it. */
  readonly seatsBefore = new Map<string, Seats>();
  readonly indexedBefore = new Map<string, readonly unknown[]>();
  /** How far members have read now, see `markRead`. */
  readonly readMarks = new Map<string, ReadMark>();
  readonly changedMessages = new Set<MessageRecord>();
  readonly newMessages = new Set<MessageRecord>();
  readonly newSessions: NewSession[] = [];
  /** What happens in sessions, by their ids, see `changeSession`. */
  readonly sessionChanges = new Map<string, SessionChange>();
  readonly attachments: AttachmentRow[] = [];
  /** Files that came before their messages, see `ingest/visitor-uploads.ts`. */
  readonly uploads = new Map<string, AttachmentRow>();
  readonly events: PendingEvent[] = [];
  /** What members are told though no event tells of it. */
  readonly tellings: Telling[] = [];
  /** Members whose notifications changed. */
  readonly notified = new Set<string>();
  /** Those of them whose browsers are to be told. */
  readonly toPush = new Set<string>();
  /** Reports on messages that we do not know yet. */
  readonly earlyReports: Schema['earlyReports'][] = [];
  /** Later platform ids of messages that go by one already. */
  readonly messageParts: Schema['messageParts'][] = [];
  /** Messages taken back by their writer, whose files go too. */
  readonly withdrawnMessages: string[] = [];
  readonly channelHealth = new Map<string, ChannelHealth>();
  /** What platforms said of accounts. */
  readonly accountNews: { readonly channelId: string; readonly event: InboundHealth }[] = [];
  /** The platforms' templates that webhooks of this unit are about. */
  readonly templates = new Map<string, TemplateRecord>();
  readonly changedTemplates = new Set<TemplateRecord>();
  /** Conversations whose events were rewritten in the log, null for events of none: what is kept of them in memory is no longer so. */
  readonly rewritten = new Set<string | null>();
  /** Channels whose platform has templates that are not known here as they are now. */
  readonly staleTemplates = new Set<string>();
  /** Whose turn it is in teams that assign by themselves, and how much their members have. */
  readonly rotas = new Map<string, Rota>();
  readonly memberLoads = new Map<string, MemberLoad>();
  /** Somebody may have room for a customer now who had none before. */
  makesRoom = false;
  /** What pages of widgets are shown besides their conversations changed. */
  announces = false;
  readonly newWaits: NewWait[] = [];
  /** What became of waits, by their ids. */
  readonly waitChanges = new Map<string, WaitChange>();
  /** Messages that were for a wait. */
  readonly waitReplies: Schema['waitReplies'][] = [];
  /** The `traceparent` of what is being done, where traces are kept: what is done of it later, and elsewhere, belongs to it. */
  traceparent: string | undefined;
  /** Conversations whose outbound lane has work, by channel. */
  readonly dueSends = new Map<string, string>();

  constructor(tx: Tx, options: UnitOptions) {
    this.tx = tx;
    this.ids = options.ids;
    this.factsOf = options.factsOf;
    this.people = options.people;
  }

  get now(): number {
    return this.tx.now;
  }

  keep(record: { contact?: ContactRecord; identity?: IdentityRecord; conversation?: ConversationRecord; message?: MessageRecord }): void {
    if (record.contact) {
      this.contacts.set(record.contact.id, record.contact);
      if (!this.#knownDetails.has(record.contact.id)) this.#knownDetails.set(record.contact.id, detailsOf(record.contact));
    }
    if (record.identity) {
      this.identities.set(record.identity.id, record.identity);
      for (const key of record.identity.keys) {
        if (key.retiredAt === null) this.identityByKey.set(keyName(record.identity.channelId, key), record.identity);
      }
    }
    if (record.conversation) {
      if (!this.seatsBefore.has(record.conversation.id)) {
        this.seatsBefore.set(record.conversation.id, seatsOf(record.conversation));
        this.indexedBefore.set(record.conversation.id, indexedValues(record.conversation));
      }
      this.conversations.set(record.conversation.id, record.conversation);
      this.conversationByIdentity.set(record.conversation.identityId, record.conversation);
    }
    if (record.message) {
      this.messages.set(record.message.id, record.message);
      if (record.message.externalId !== null) {
        this.messageByExternalId.set(externalName(record.message.channelId, record.message.externalId), record.message);
      }
    }
  }

  /** The conversation's contact. @throws when it was not loaded, which is a bug */
  contactOf(conversation: ConversationRecord): ContactRecord {
    const contact = this.contacts.get(conversation.contactId);
    if (contact === undefined) throw new Error(`contact ${conversation.contactId} was not loaded`);
    return contact;
  }

  /** Takes the next number of the conversation and makes the message its last one. */
  addMessage(
    conversation: ConversationRecord,
    message: Omit<MessageRecord, 'id' | 'seq' | 'conversationId' | 'sessionId' | 'channelId' | 'createdAt'> & { id?: string },
  ): MessageRecord {
    conversation.lastSeq += 1;
    if (message.direction === 'inbound' && message.visibility === 'public') conversation.inboundCount += 1;
    const record: MessageRecord = {
      ...message,
      id: message.id ?? this.ids.next('msg'),
      conversationId: conversation.id,
      sessionId: conversation.sessionId,
      channelId: conversation.channelId,
      seq: conversation.lastSeq,
      createdAt: this.now,
    };
    if (this.traceparent !== undefined && record.send !== null) record.send = { ...record.send, traceparent: this.traceparent };
    conversation.lastMessage = {
      id: record.id,
      seq: record.seq,
      direction: record.direction,
      visibility: record.visibility,
      author: record.author,
      createdAt: new Date(record.createdAt).toISOString(),
      summary: summaryOf(record.content).slice(0, SUMMARY_CHARACTERS),
    };
    this.newMessages.add(record);
    this.keep({ message: record });
    this.touch(conversation);
    return record;
  }

  /** Says that a conversation changed. */
  touch(conversation: ConversationRecord): void {
    conversation.updatedAt = this.now;
    this.changedConversations.add(conversation);
  }

  /** Says that a message changed. */
  touchMessage(message: MessageRecord): void {
    if (!this.newMessages.has(message)) this.changedMessages.add(message);
  }

  touchContact(contact: ContactRecord): void {
    contact.updatedAt = this.now;
    this.changedContacts.add(contact);
  }

  /** Writes what has changed of a contact into its history. An update that changed no detail leaves no entry. */
  noteContact(contact: ContactRecord, actor: Actor, note: ContactNote): void {
    const before = note.what === 'created' ? NO_DETAILS : (this.#knownDetails.get(contact.id) ?? NO_DETAILS);
    // What an erased contact was is nobody's business any more.
    const changes = note.what === 'erased' ? [] : changesBetween(before, contact);
    this.#knownDetails.set(contact.id, detailsOf(contact));
    if (changes.length === 0 && note.what === 'updated') return;
    this.contactChanges.push({
      id: this.ids.next('chg'),
      contactId: contact.id,
      at: this.now,
      what: note.what,
      actorJson: JSON.stringify(actor),
      changesJson: JSON.stringify(changes),
      otherContactId: note.otherContactId ?? null,
    });
  }

  /**
   * Brings the stored status into line with the facts, and tells of it when it changed. Called at the end of every change that the
   * status depends on.
   */
  settleStatus(conversation: ConversationRecord, actor: Actor): void {
    const status = statusAt(statusFactsOf(conversation, this.factsOf(conversation.channelId)), this.now);
    if (status === conversation.status) return;
    const from = conversation.status;
    conversation.status = status;
    conversation.statusSince = this.now;
    this.touch(conversation);
    this.emit({ type: 'conversation.status_changed', actor, conversation, from, to: status });
  }

  /** Appends an event, with its objects as they are at this moment. */
  emit(event: NewEvent): void {
    const { conversation, message } = event;
    if (conversation) {
      conversation.eventSeq += 1;
      this.changedConversations.add(conversation);
    }
    if (event.contact !== undefined && event.type.startsWith('contact.')) this.noteContact(event.contact, event.actor, historyOf(event));
    const channel = event.channel ?? (conversation ? this.factsOf(conversation.channelId).ref : undefined);
    const contact = event.contact ?? (conversation ? this.contactOf(conversation) : undefined);
    const data: EventData = {
      ...(message ? { message: presentMessage(message) } : {}),
      ...(conversation ? { conversation: presentConversation(conversation, this.factsOf(conversation.channelId), this.now) } : {}),
      ...(contact ? { contact: presentContact(contact) } : {}),
      ...(channel ? { channel } : {}),
      ...(event.template ? { template: event.template } : {}),
      ...(event.member ? { member: event.member } : {}),
      ...(event.from === undefined ? {} : { from: event.from }),
      ...(event.to === undefined ? {} : { to: event.to }),
      // The last one: `traceOfEvent` finds it there.
      ...(this.traceparent === undefined ? {} : { traceparent: this.traceparent }),
    };
    this.events.push({
      id: this.ids.next('evt'),
      conversationId: conversation?.id ?? null,
      conversationSeq: conversation?.eventSeq ?? null,
      actorJson: JSON.stringify(event.actor),
      dataJson: JSON.stringify(data),
      facts: factsOfEvent(event, data.message, channel?.id ?? null),
      happening: { type: event.type, actor: event.actor, data },
    });
  }
}

function historyOf({ type, history, from }: NewEvent): ContactNote {
  if (history !== undefined) return history;
  if (type === 'contact.created') return { what: 'created' };
  return type === 'contact.merged' && typeof from === 'string' ? { what: 'merged', otherContactId: from } : { what: 'updated' };
}

/** Enough for a line in a list. */
export const SUMMARY_CHARACTERS = 200;

function factsOfEvent(event: NewEvent, message: Message | undefined, channelId: string | null): EventFacts {
  const isStatus = event.type === 'conversation.status_changed';
  return {
    type: event.type,
    channelId,
    teamId: event.conversation?.teamId ?? null,
    fromStatus: isStatus && typeof event.from === 'string' ? event.from : null,
    toStatus: isStatus && typeof event.to === 'string' ? event.to : null,
    authorType: message?.author.type ?? null,
    contentType: message?.content.type ?? null,
    text: message === undefined ? null : summaryOf(message.content),
    firstOfSession: event.firstOfSession === true,
    isWaitReply: event.isWaitReply === true,
  };
}

/** One name for a key within all channels. */
export function keyName(channelId: string, key: Pick<IdentityKey, 'kind' | 'value'>): string {
  return `${channelId} ${key.kind} ${key.value}`;
}

/** One name for a platform's message id within all channels. */
export function externalName(channelId: string, externalId: string): string {
  return `${channelId} ${externalId}`;
}
