/** The other half of global-setup.mjs. Where Jest does not come to call it (Ctrl-C, SIGKILL) the server's watchdog does the same. */
export default async function globalTeardown() {
  await globalThis.__millracePostgres?.stop();
  delete globalThis.__millracePostgres;
}
