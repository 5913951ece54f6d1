export default async function stopDatabase() {
  await globalThis.__yunqiaoCluster?.stop();
}
