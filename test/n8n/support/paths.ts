import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where n8n is installed: apart from the package, because it needs overrides, which a published package may not have. */
export const RUNTIME = path.join(ROOT, 'test/n8n/runtime');
