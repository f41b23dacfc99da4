export default async function teardown() {
  await Promise.all((globalThis.parleyTestStores ?? []).map((one) => one.stop()));
}
