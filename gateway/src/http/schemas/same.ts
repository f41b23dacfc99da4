import type { DeepReadonly } from '../route.ts';

/**
 * `true` where two types take each other's values both ways. `const check: Same<z.output<typeof schema>, Model> = true` beside a
 * schema keeps it and the model's type equal: the compiler refuses the line when they drift apart.
 */
export type Same<A, B> = [DeepReadonly<A>] extends [DeepReadonly<B>] ? ([DeepReadonly<B>] extends [DeepReadonly<A>] ? true : false) : false;
