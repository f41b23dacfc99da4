import { describeParsing } from './channel/parsing.ts';
import { describeFixtures } from './channel/real-payloads.ts';
import { describeSending } from './channel/sending.ts';
import { describeHandshake, describeSignatures } from './channel/signatures.ts';
import type { ChannelUnderTest } from './channel/under-test.ts';

export { expectWellFormed } from './channel/parsing.ts';
export { type ChannelUnderTest, type SignatureVector, get, post } from './channel/under-test.ts';

/** The promises that every channel keeps, whatever its platform. */
export function describeChannel<S>(under: ChannelUnderTest<S>): void {
  describe(`${under.name} keeps the channel contract`, () => {
    describeSignatures(under);
    describeHandshake(under);
    describeParsing(under);
    describeFixtures(under);
    describeSending(under);
  });
}
