// The checks of `npm run test:n8n` that stop and kill n8n, alone: `node launch.mjs test/n8n/kills-suite.ts [--few]`.
import { checkKills, FEW, THOUSAND } from './kills.ts';
import { setStage } from './support/stage.ts';

const { world, strike } = await setStage();
await checkKills(world, process.argv.includes('--few') ? FEW : THOUSAND);
await strike();
