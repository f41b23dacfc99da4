import { z } from 'zod';
import type { AppDeps } from '../deps.ts';
import type { Reply } from '../reply.ts';
import { type BodyOf, type Context, type Output, type Route, type RouteSpec, route } from '../route.ts';
import { idOf } from '../validation.ts';
import { type Visiting, visitingOf, whyTooOften } from './door.ts';
import type { Limited } from './limits.ts';

/** What every address below `/widget/v1` begins with: the channel. */
export const params = z.object({ channelId: idOf('chn') });
type Params = typeof params;

const COMMON = { tag: 'Widget', permission: 'public', wantsVisitor: true, params } as const;
/** What every such route may answer besides its own. */
const PROBLEMS = ['unauthorized', 'forbidden_origin', 'too_many_attempts'];

/**
 * A route for whoever has shown whose page it is. The handler is only called with the visitor, and no more often than `limited` lets one.
 *
 * @param limited what a call counts as; null: it may come as often as it likes
 */
export function visitorRoute<
  const Responses extends Readonly<Record<number, z.ZodType | null>>,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  deps: AppDeps,
  limited: Limited | null,
  spec: Omit<RouteSpec<Params, Query, Body, Responses>, 'tag' | 'permission' | 'params'>,
  handle: (who: Visiting, context: Context<Output<Params>, Output<Query>, Output<Body>>) => Promise<Reply<BodyOf<Responses>>>,
): Route {
  return route<Responses, Params, Query, Body>(
    { ...spec, ...COMMON, problems: [...PROBLEMS, ...(spec.problems ?? [])] },
    async (context) => {
      const who = await visitingOf(deps, context.request, context.params.channelId);
      if ('is' in who) return who;
      const often = limited === null ? undefined : whyTooOften(deps, context, limited, who.visitor.id);
      return often ?? handle(who, context);
    },
  );
}
