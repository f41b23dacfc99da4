const { dest, src, task } = require('gulp');

/** Puts what the compiler leaves behind beside the compiled nodes: icons, and the codex files n8n's node panel reads. */
function copyIcons() {
  return src(['nodes/**/*.{svg,png,node.json}', 'credentials/**/*.{svg,png}'], { base: '.', encoding: false }).pipe(dest('dist'));
}

task('build:icons', copyIcons);
