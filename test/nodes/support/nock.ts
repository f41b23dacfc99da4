import { rmSync } from 'node:fs';

import nock from 'nock';

// jest gives every test file modules of its own, and nock 14 patches the process: each file must put it on and take it off again.
beforeAll(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
});

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});

afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
  // Of environment.cjs; a process of jest's may be ended without noticing it.
  rmSync(process.env.N8N_USER_FOLDER ?? '', { recursive: true, force: true });
});
