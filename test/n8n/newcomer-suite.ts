// The ten steps of docs/n8n.md alone, in a fresh n8n with a real browser: `node launch.mjs test/n8n/newcomer-suite.ts`.
import { checkNewcomer } from './newcomer.ts';
import { setStage } from './support/stage.ts';

const { world, strike } = await setStage();
await checkNewcomer(world);
await strike();
