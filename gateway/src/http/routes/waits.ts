import { z } from 'zod';
import { conversationToChange } from '../../conversations/acting.ts';
import { type Question, ask } from '../../conversations/ask.ts';
import { type Failure, badField, failure, isFailure } from '../../conversations/failure.ts';
import { unreachableFile } from '../../conversations/files.ts';
import { actingIn } from '../../conversations/standing.ts';
import { endWait } from '../../conversations/waits.ts';
import type { Message } from '../../model/message.ts';
import { WAIT_STATES, reaskOf } from '../../model/wait.ts';
import { loadConversations } from '../../store/load.ts';
import { presentMessage } from '../../store/records.ts';
import { findConversation } from '../../store/read/conversations.ts';
import type { Seal } from '../../store/seal.ts';
import { dropCall, findWait, listWaits } from '../../store/waits.ts';
import { whoAsks } from '../auth/caller.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { draftOf, skippedSchema } from '../draft.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { invalid, notFound } from '../problem.ts';
import { type CommandReply, created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { askedSchema, newWaitSchema, waitSchema } from '../schemas/wait.ts';
import { idOf } from '../validation.ts';
import { waitView } from '../wait-view.ts';

const TAG = 'Waits';
const conversationParams = z.object({ id: idOf('cnv') });
const params = z.object({ id: idOf('wai') });
const DAY_MS = 24 * 3_600_000;
const LONGEST_MS = 366 * DAY_MS;

/** Questions of workflows that wait for the customer's answer. */
export function waitRoutes(deps: AppDeps): readonly Route[] {
  return [asking(deps), ...reading(deps), cancelling(deps)];
}

function asking(deps: AppDeps): Route {
  return route(
    {
      method: 'post',
      path: '/conversations/{id}/waits',
      name: 'askAndWait',
      summary: 'Ask a customer something and wait for the answer',
      description:
        'The question goes out as a message. When the customer has answered, when the time is over, when a person takes over or when the customer opts out, `resumeUrl` is called once with `{outcome, reply}`. Waits of one conversation are a queue: the oldest gets the next message.',
      tag: TAG,
      permission: 'write_messages',
      params: conversationParams,
      body: newWaitSchema,
      responses: { 201: askedSchema, 200: skippedSchema },
      problems: [
        'window_closed',
        'not_joined',
        'held_by_member',
        'conversation_merged',
        'channel_deleted',
        'contact_blocked',
        'contact_opted_out',
        'contact_erased',
      ],
      idempotent: true,
      example: {
        content: { type: 'choice', text: 'Shall we deliver tomorrow?', options: [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }] }, // prettier-ignore
        expect: 'choice',
        resumeUrl: 'https://n8n.example.com/webhook-waiting/231/node?signature=3f2a',
        maxReasks: 1,
        reaskText: 'Please tap one of the two, or type 1 or 2.',
      },
    },
    async (context) => {
      const { body, caller } = context;
      const checked = deps.checkUrl(body.resumeUrl);
      if (!checked.ok) return invalid({ path: 'resumeUrl', message: checked.why });
      const unreachable = unreachableFile(body.content, deps.checkUrl);
      if (unreachable !== undefined) return problemOf(unreachable);
      const channels = await deps.connectedChannels.snapshot();
      const question = questionOf(body, deps.seal);
      return context.commit({
        locks: [context.params.id],
        async run(unit): Promise<Answer> {
          const conversation = await conversationToChange(unit, context.params.id);
          if (isFailure(conversation)) return problemOf(conversation);
          const acting = await whoAsks(unit, caller, body.memberId);
          if (isFailure(acting)) return problemOf(acting);
          const identity = unit.identities.get(conversation.identityId);
          if (identity === undefined) return notFound('conversation');
          const channel = channels.get(conversation.channelId);
          if (channel === undefined || channel.isDeleted) return problemOf(failure('channel_deleted', 'This channel was disconnected.'));
          const expiresAt = expiryOf(body.expiresAt, unit.now);
          if (typeof expiresAt !== 'number') return problemOf(expiresAt);
          const { wanted } = question;
          return answerOf(await ask(unit, conversation, identity, { ...question, wanted: { ...wanted, expiresAt } }, acting));
        },
      });
    },
  );
}

type Answer = CommandReply<
  { readonly waitId: string; readonly message: Message } | { readonly skipped: true; readonly reason: 'held_by_member' }
>;

/** What is asked; when it expires is said by the clock of the transaction. */
function questionOf(
  body: z.output<typeof newWaitSchema>,
  seal: Seal,
): Omit<Question, 'wanted'> & { readonly wanted: Omit<Question['wanted'], 'expiresAt'> } {
  const draft = draftOf(body);
  const wanted = {
    expect: body.expect,
    maxReasks: body.maxReasks,
    reask: body.maxReasks === 0 ? null : reaskOf(draft.content, body.reaskText),
    resumeUrl: seal.seal(body.resumeUrl),
    destination: new URL(body.resumeUrl).origin,
    secret: body.secret === undefined ? null : seal.seal(body.secret),
  };
  return { draft, template: body.template ?? null, wanted };
}

function expiryOf(named: string | undefined, now: number): number | Failure {
  const expiresAt = named === undefined ? now + DAY_MS : Date.parse(named);
  if (expiresAt <= now) return badField('expiresAt', 'This time is past already.');
  return expiresAt > now + LONGEST_MS ? badField('expiresAt', 'This is more than 366 days away.') : expiresAt;
}

function answerOf(asked: Awaited<ReturnType<typeof ask>>): Answer {
  if (asked.is === 'failure') return problemOf(asked);
  if (asked.is === 'skipped') return ok({ skipped: true, reason: 'held_by_member' });
  return created({ waitId: asked.waitId, message: presentMessage(asked.message) });
}

function reading({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/conversations/{id}/waits',
        name: 'listWaits',
        summary: "A conversation's waits, newest first",
        tag: TAG,
        permission: 'read',
        params: conversationParams,
        query: z.strictObject({ ...pageQuery, state: z.enum(WAIT_STATES).optional(), ...asMember }),
        responses: { 200: listSchema(waitSchema) },
      },
      async ({ params: { id }, query, caller }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        if ((await findConversation(store, id, viewerOf(caller, query))) === undefined) return notFound('conversation');
        const rows = await listWaits(store, id, { before: at.place, limit: query.limit + 1, state: query.state });
        const shown = rows.slice(0, query.limit);
        return ok({ data: shown.map(waitView), nextCursor: cursorOf(rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/waits/{id}',
        name: 'getWait',
        summary: 'A wait, and what became of it',
        tag: TAG,
        permission: 'read',
        params,
        query: z.strictObject(asMember),
        responses: { 200: waitSchema },
      },
      async ({ params: { id }, query, caller }) => {
        const found = await findWait(store, id);
        const isSeen = found !== undefined && (await findConversation(store, found.conversationId, viewerOf(caller, query))) !== undefined;
        return isSeen ? ok(waitView(found)) : notFound('wait');
      },
    ),
  ];
}

function cancelling({ store }: AppDeps): Route {
  return route(
    {
      method: 'delete',
      path: '/waits/{id}',
      name: 'cancelWait',
      summary: 'Stop waiting, without a call',
      description: 'What was asked stays asked. Of a wait that has ended, a call that was not taken yet is given up. Safe to repeat.',
      tag: TAG,
      permission: 'write_messages',
      params,
      responses: { 204: null },
    },
    async (context) => {
      const { id } = context.params;
      const found = await findWait(store, id);
      if (found === undefined) return notFound('wait');
      return context.commit({
        locks: [found.conversationId],
        async run(unit) {
          await loadConversations(unit, [found.conversationId]);
          const conversation = unit.conversations.get(found.conversationId);
          if (conversation === undefined) return notFound('wait');
          const who = await whoAsks(unit, context.caller, undefined);
          const acting = isFailure(who) ? who : await actingIn(unit, conversation, who);
          if (isFailure(acting)) return problemOf(acting);
          const wait = conversation.waits.find((one) => one.id === id);
          if (wait === undefined) await dropCall(unit.tx, id);
          else endWait(unit, conversation, wait, { outcome: 'cancelled', because: 'cancelled' });
          return noContent();
        },
      });
    },
  );
}
