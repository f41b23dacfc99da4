// Builds the widget into gateway/dist/widget: `widget.js`, the one script of a page, and the parts that it loads when they are needed,
// by names with a hash. Each is packed once, so that the gateway need not do it for every browser.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

const here = (place) => fileURLToPath(new URL(place, import.meta.url));
const outDir = here('../dist/widget');
const PARTS = {
  chat: 'look/chat.ts',
  emoji: 'parts/emoji.ts',
  viewer: 'parts/viewer.ts',
  recorder: 'parts/recorder.ts',
  form: 'parts/form.ts',
  chime: 'parts/chime.ts',
  'strings-zh-hans': 'strings/zh-hans.ts',
  'strings-zh-hant': 'strings/zh-hant.ts',
  'strings-ar': 'strings/ar.ts',
};
const common = { configFile: false, root: here('.'), logLevel: 'warn' };

// Parts import nothing but types and their own styles: what they need is handed to them, so that none brings a second copy along.
const { output } = await build({
  ...common,
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      input: Object.fromEntries(Object.entries(PARTS).map(([name, file]) => [name, here(file)])),
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
const nameOf = Object.fromEntries(output.filter((one) => one.isEntry).map((one) => [one.name, one.fileName]));
if (output.some((one) => one.type === 'chunk' && !one.isEntry)) throw new Error('parts of the widget share code that is not handed in');

// A plain script: it may stand on any page, and finds out by its own tag which channel it is for.
await build({
  ...common,
  define: { PARTS: JSON.stringify(nameOf) },
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    lib: { entry: here('start.ts'), name: 'parleyWidget', formats: ['iife'], fileName: () => 'widget.js' },
  },
});

for (const name of readdirSync(outDir).filter((one) => one.endsWith('.js'))) {
  const bytes = readFileSync(path.join(outDir, name));
  writeFileSync(path.join(outDir, `${name}.br`), brotliCompressSync(bytes));
  writeFileSync(path.join(outDir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
