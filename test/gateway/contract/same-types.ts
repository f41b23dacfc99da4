// Comparing types as the compiler sees them. What is compared holds where `tsc -p test` passes; running it proves nothing.

/** The same type with its aliases, interfaces and intersections laid open and nothing to write to, so that only what they hold is compared. */
type Open<T> = T extends string | number | boolean | null | undefined
  ? T
  : unknown extends T
    ? T
    : T extends readonly (infer Entry)[]
      ? readonly Open<Entry>[]
      : { readonly [Key in keyof T]: Open<T[Key]> };

/** `true` where A and B are the same, optional fields and all; mutual assignability would miss a field that only one has. */
export type Same<A, B> = (<T>() => T extends Open<A> ? 1 : 2) extends <T>() => T extends Open<B> ? 1 : 2 ? true : false;

/** `true` where whoever expects `Wanted` is right about `Answer`, which may hold more. */
export type Gives<Answer, Wanted> = [Open<Answer>] extends [Open<Wanted>] ? true : false;

/** Compiles only where it is so. */
export const holds = <_Holds extends true>(): true => true;
