export default async function teardown() {
  await Promise.all((globalThis.parleyTestPostgres ?? []).map((server) => server.stop()));
}
