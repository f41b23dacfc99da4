import type { Profile } from '../channels/channel.ts';
import type { CallIoOf } from '../conversations/call-io.ts';
import type { RunCommand } from '../conversations/commands.ts';
import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { Logger } from '../log/logger.ts';
import { takeFile } from '../media/intake.ts';
import type { MediaRules } from '../model/settings.ts';
import { nameAfter } from '../model/made-name.ts';
import { MEDIA_SCHEME } from '../media/signing.ts';
import type { MediaStorage } from '../media/storage.ts';
import type { Net } from '../net/client.ts';
import { loadContacts } from '../store/load.ts';
import { dueProfiles, locksOfProfile, takeProfile } from '../store/profile-jobs.ts';
import type { IdentityRecord } from '../store/records.ts';
import type { AttachmentRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { addUpload } from '../store/uploads.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import { SYSTEM } from './identify.ts';

export interface ProfilesOptions {
  readonly store: Store;
  readonly run: RunCommand;
  readonly channelOf: (channelId: string) => Promise<ConnectedChannel | undefined>;
  readonly callIo: CallIoOf;
  readonly now: () => number;
  readonly log: Logger;
  readonly net: Pick<Net, 'download'>;
  readonly storage: MediaStorage;
  readonly rules: MediaRules;
}

const POLL_MS = 1_000;
const AT_ONCE = 8;
/** Longer than one look-up with its picture may take. */
const TAKEN_MS = 120_000;
/** 5, 10, 20 … s, at most an hour: about half a day in all. A name that cannot be had by then is given up. */
const MOST_TRIES = 20;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
const PICTURE = { maxBytes: 5 * 1024 * 1024, timeoutMs: 30_000 } as const;

/** Asks platforms who people are whose events name them by a key only (LINE, Messenger, WeChat): name, language, picture. */
export function createProfiles(options: ProfilesOptions): Worker {
  async function tick(isStopping: () => boolean): Promise<void> {
    for (;;) {
      const due = await dueProfiles(options.store, options.now(), AT_ONCE);
      await Promise.all(due.map((identity) => look(identity)));
      if (due.length < AT_ONCE || isStopping()) return;
    }
  }

  async function look(identity: IdentityRecord): Promise<void> {
    const taken = await options.run({ locks: [], run: (unit) => takeProfile(unit.tx, identity, options.now() + TAKEN_MS) });
    if (!taken) return;
    const connected = await options.channelOf(identity.channelId);
    const found = await ask(identity, connected);
    if (found.is === 'later' && identity.profileTries + 1 < MOST_TRIES) {
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(identity.profileTries, 20));
      const locks = await locksOfProfile(options.store, identity);
      await options.run({ locks, run: async (unit) => void (await setDue(unit, identity, options.now() + wait)) });
      return;
    }
    const profile = found.is === 'profile' ? found.profile : {};
    const picture = profile.pictureUrl === undefined ? undefined : await fetchPicture(profile.pictureUrl);
    const locks = await locksOfProfile(options.store, identity);
    await options.run({ locks, run: (unit) => learn(unit, identity, profile, picture) });
  }

  async function ask(identity: IdentityRecord, connected: ConnectedChannel | undefined) {
    if (connected?.channel.readProfile === undefined || connected.isDeleted) return { is: 'none' } as const;
    const keys = identity.keys.filter((key) => key.retiredAt === null).map(({ kind, value }) => ({ kind, value }));
    return connected.channel.readProfile({ keys, kind: identity.kind }, connected.settings, options.callIo(connected));
  }

  /** The picture itself, since platforms' addresses expire. One that cannot be had is left out. */
  async function fetchPicture(url: string): Promise<Omit<AttachmentRow, 'id'> | undefined> {
    const { storage, rules } = options;
    const end = await options.net.download(
      { url },
      (body, { contentType }) => takeFile(body, { mimeType: contentType }, { storage, rules }),
      PICTURE,
    );
    if (end.is !== 'kept' || end.kept.is !== 'stored') return undefined;
    const { storageKey, bytes, mimeType, sha256 } = end.kept;
    if (!mimeType.startsWith('image/')) {
      await storage.remove(storageKey);
      return undefined;
    }
    return {
      conversationId: null, messageId: null, channelId: null, state: 'stored', name: null, mimeType, bytes, sha256, storageKey,
      sourceJson: null, attempts: 0, dueAt: null, error: null, createdAt: options.now(),
    }; // prettier-ignore
  }

  return createWorker({ what: 'reading profiles', everyMs: POLL_MS, log: options.log, tick });
}

/** Further names of the same person on this channel (WeChat's unionid). */
function addKeys(unit: Unit, identityId: string, { keys = [] }: Profile): void {
  const identity = unit.identities.get(identityId);
  for (const key of keys) {
    if (identity === undefined || identity.keys.some((one) => one.kind === key.kind && one.value === key.value)) continue;
    identity.keys.push({ ...key, createdAt: unit.now, retiredAt: null });
    unit.changedIdentities.add(identity);
  }
}

/** Gives the identity as it is now; undefined where it has passed to another contact meanwhile, and is found there again. */
async function setDue(unit: Unit, identity: IdentityRecord, dueAt: number | null): Promise<IdentityRecord | undefined> {
  await loadContacts(unit, [identity.contactId]);
  const current = unit.identities.get(identity.id);
  if (current === undefined) return undefined;
  current.profileDueAt = dueAt;
  unit.changedIdentities.add(current);
  return current;
}

/** Writes what the platform tells. What people have written of a contact is theirs and stays. */
async function learn(
  unit: Unit,
  identity: IdentityRecord,
  profile: Profile,
  picture: Omit<AttachmentRow, 'id'> | undefined,
): Promise<void> {
  const current = await setDue(unit, identity, null);
  const contact = current && unit.contacts.get(current.contactId);
  if (contact === undefined) return;
  addKeys(unit, identity.id, profile);
  const before = JSON.stringify([contact.name, contact.locale, contact.avatarUrl]);
  contact.name = nameAfter(contact.name, profile.name);
  contact.locale ??= profile.locale ?? null;
  if (contact.avatarUrl === null && picture !== undefined) {
    const id = unit.ids.next('att');
    await addUpload(unit.tx, { ...picture, id });
    contact.avatarUrl = `${MEDIA_SCHEME}${id}`;
  }
  if (JSON.stringify([contact.name, contact.locale, contact.avatarUrl]) === before) return;
  unit.touchContact(contact);
  unit.emit({ type: 'contact.updated', actor: SYSTEM, contact, channel: unit.factsOf(identity.channelId).ref });
}
