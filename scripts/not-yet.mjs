// A script whose suite is not built yet says so and fails, so that nobody takes silence for a pass.
const [script, reason] = process.argv.slice(2);
console.error(`npm run ${script}: not built yet: ${reason}.`);
process.exit(1);
