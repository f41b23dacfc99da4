// `npm run test:fuzz [-- --seed=<n>] [--count=<n>] [--full] [--only=<part>]`: RELIABILITY's hostile input, over HTTP against a gateway of its own
// where not said otherwise. Each part prints its figures as a JSON line.
//
// | | what | shown by |
// | --- | --- | --- |
// | H1 | damaged webhooks of every channel | here: `--only=<platform>`; `--full`: 1,000,000 of each |
// | H2 | forged webhooks of every channel, and the time that judging takes | here: `--only=<platform>`, `--only=timing` |
// | H3 | addresses that must not be reached | `npm test`: unit/net/addresses, integration/net-* of test/gateway |
// | H4 | hostile files in a browser | `npm test`: test/browser/hostile-files |
// | H5 | hostile XML | here: `--only=xml` |
// | H6 | every route as everybody who may not | `npm test`: test/gateway/integration/route-roles and sight |
// | H7 | secrets in logs, answers, figures and the database's files | here: `--only=canaries` |
// | H8 | changes of the code that tests must notice | `npm run test:mutation` |
//
// Besides: random lives of conversations against a model, `--only=lives`.
import { describeMachine } from '../bench/figures.ts';
import { createReport } from '../faults/report.ts';
import { type GatewayOptions, type GatewayProcess, programOf, startGateway } from '../support/gateway-process.ts';
import { seedOf } from '../support/seeded.ts';
import { hideSecrets } from './canaries.ts';
import { postDamaged } from './damaged-webhooks.ts';
import { postForged } from './forged-webhooks.ts';
import { postHostileXml } from './hostile-xml.ts';
import { playManyLives } from './lives.ts';
import { fuzzedPlatforms } from './platforms.ts';
import { timeSignatures } from './signature-timing.ts';

const args = process.argv.slice(2);
const seed = seedOf(args);
const value = (name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
/** RELIABILITY H1 and H2: 10,000 a channel, and on demand a million damaged ones. */
const count = Number(value('count') ?? 10_000);
const damaged = args.includes('--full') ? 1_000_000 : count;
const only = value('only') ?? '';
const report = createReport();
console.error(`fuzz: ${programOf()}, Node ${describeMachine().node}, ${count} a platform, seed ${seed}`);

async function part(name: string, run: () => Promise<void>): Promise<void> {
  if (name.includes(only)) await report.part(name, run);
}

/** A part with a gateway of its own, which must also end cleanly. */
async function gatewayPart(name: string, run: (gateway: GatewayProcess) => Promise<void>, options: GatewayOptions = {}): Promise<void> {
  await part(name, async () => {
    const gateway = await startGateway(options);
    try {
      await run(gateway);
      const exit = await gateway.stop();
      report.check('the gateway stops cleanly', exit.code === 0, exit);
    } finally {
      await gateway.dispose();
    }
  });
}

await part('timing', () => timeSignatures(fuzzedPlatforms(), seed, report));
for (const platform of fuzzedPlatforms()) {
  await gatewayPart(`${platform.name}, forged`, (gateway) => postForged(gateway, platform, count, seed, report));
  await gatewayPart(`${platform.name}, damaged`, (gateway) => postDamaged(gateway, platform, damaged, seed, report));
}
await gatewayPart('xml', (gateway) => postHostileXml(gateway, seed, report));
await part('canaries', () => hideSecrets(seed, report));
await part('lives', () => playManyLives(count, seed, report));
process.exit(report.end() ? 0 : 1);
