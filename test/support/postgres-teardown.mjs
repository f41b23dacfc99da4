export default async function teardown() {
  await globalThis.parleyTestPostgres?.stop();
}
