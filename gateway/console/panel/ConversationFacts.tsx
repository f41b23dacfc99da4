import { useMembers, useTeams } from '../api/queries.ts';
import type { Contact, Conversation } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { channelAddress, customerAddress } from './addresses.ts';
import { Facts } from './Facts.tsx';
import { placeWords, presenceWords } from './presence.ts';

/** Where the conversation came from and how it stands. */
export function ConversationFacts({
  conversation,
  contact,
  channel,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
}) {
  const s = useStrings();
  const language = useLanguage();
  const members = useMembers().data ?? [];
  const teams = useTeams().data ?? [];
  const { source, presence } = conversation;
  // What a page says of its address is the visitor's word: only the web's are links.
  const page = presence?.page;
  const isWeb = page !== undefined && page !== null && /^https?:/i.test(page.url);
  const from =
    source === null ? null : [s.panel.sources[source.kind], source.headline ?? source.ref ?? source.url].filter(Boolean).join(': ');
  const who = conversation.participants.flatMap((one) =>
    members.filter((member) => member.id === one.memberId).map((member) => member.name),
  );
  return (
    <Facts
      rows={[
        [s.panel.status, s.status[conversation.status]],
        [s.panel.onSite, presence && presenceWords(presence, s, language)],
        [
          s.panel.page,
          page &&
            (isWeb ? (
              <a href={page.url} target="_blank" rel="noopener noreferrer">
                {page.title || page.url}
              </a>
            ) : (
              page.title
            )),
        ],
        [s.panel.place, presence && placeWords(presence)],
        [s.panel.since, momentOf(conversation.statusSince, language)],
        [s.panel.channel, channel === undefined ? null : `${channel.name} (${s.channel[channel.type]})`],
        [s.panel.channelAddress, channel && channelAddress(channel)],
        [s.panel.theirAddress, customerAddress(contact, conversation)],
        [s.panel.team, teams.find((one) => one.id === conversation.teamId)?.name],
        [s.header.owner, members.find((one) => one.id === conversation.assigneeId)?.name],
        [s.header.representatives, who.join(', ')],
        [s.panel.arrived, momentOf(conversation.createdAt, language)],
        [s.panel.source, from],
        [s.list.snoozed, conversation.snoozedUntil === null ? null : momentOf(conversation.snoozedUntil, language)],
        ...Object.entries(conversation.attributes).map(([name, value]): [string, string] => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ]}
    />
  );
}
