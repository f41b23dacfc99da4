import { z } from 'zod';
import { PROBLEM_STATUS, type ProblemCode } from '../problem.ts';

const codes = Object.keys(PROBLEM_STATUS).filter((code): code is ProblemCode => code in PROBLEM_STATUS);

/** RFC 9457 with a stable code. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number(),
    code: z.enum(codes),
    detail: z.string().meta({ description: 'One sentence for people.' }),
    errors: z
      .array(z.object({ path: z.string().meta({ examples: ['content.text'] }), message: z.string() }))
      .exactOptional()
      .meta({ description: 'The bad fields.' }),
  })
  .meta({ id: 'Problem' });
