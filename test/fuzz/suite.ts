// `npm run test:fuzz [-- --seed=<n>] [--count=<n>] [--only=<platform>|lives]`: damaged and forged webhooks of every platform, over HTTP,
// and random lives of conversations against a model.
import { describeMachine } from '../bench/figures.ts';
import { createReport } from '../faults/report.ts';
import { programOf, startGateway } from '../support/gateway-process.ts';
import { seedOf } from '../support/seeded.ts';
import { playManyLives } from './lives.ts';
import { postDamaged } from './damaged-webhooks.ts';
import { fuzzedPlatforms } from './platforms.ts';

const args = process.argv.slice(2);
const seed = seedOf(args);
const value = (name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
/** RELIABILITY H1: 10,000 a channel. */
const count = Number(value('count') ?? 10_000);
const only = value('only') ?? '';
const report = createReport();
console.error(`fuzz: ${programOf()}, Node ${describeMachine().node}, ${count} a platform, seed ${seed}`);

for (const platform of fuzzedPlatforms()) {
  if (!platform.name.includes(only)) continue;
  const gateway = await startGateway({});
  await report.part(platform.name, () => postDamaged(gateway, platform, count, seed, report));
  const exit = await gateway.stop();
  report.check(`${platform.name}: the gateway stops cleanly`, exit.code === 0, exit);
  await gateway.dispose();
}
if ('lives'.includes(only)) await report.part('lives', () => playManyLives(count, seed, report));
process.exit(report.end() ? 0 : 1);
