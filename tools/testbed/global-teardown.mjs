/** The other half of global-setup.mjs. Where Jest does not come to call it (Ctrl-C, SIGKILL) the servers' watchdogs do the same. */
export default async function globalTeardown() {
  await Promise.all([globalThis.__millracePostgres?.stop(), globalThis.__millraceKafka?.stop()]);
  delete globalThis.__millracePostgres;
  delete globalThis.__millraceKafka;
}
