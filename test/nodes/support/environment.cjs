// n8n-core reads these when it is loaded: a folder of its own, a key, and no logging of the failures that tests bring about.
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const folder = mkdtempSync(path.join(tmpdir(), 'parley-nodes-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'only-for-unit-tests';
process.env.N8N_LOG_LEVEL = 'silent';
