// The checks of `npm run test:n8n` in n8n's queue mode, alone: `node launch.mjs test/n8n/queue-suite.ts`.
import { checkQueueMode } from './queue.ts';
import { setStage } from './support/stage.ts';

const { world, strike } = await setStage();
await checkQueueMode(world);
await strike();
