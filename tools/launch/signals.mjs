/** How a launcher ends: on a signal, and when the process that started it is gone. */
const windows = process.platform === 'win32';

/**
 * @param {{ onStop: (why: string) => void, onImpatience?: () => void }} handlers
 *   onImpatience: the second Ctrl-C. One Ctrl-C may arrive up to three times (from the terminal, from npm, from the bootstrap), all within
 *   a moment; only a later one is a second. SIGTERM never is: the bootstrap sends it again when npm has gone.
 */
export function followSignals({ onStop, onImpatience = () => process.exit(130) }) {
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (first === 0) {
        first = performance.now();
        onStop(signal);
      } else if (signal === 'SIGINT' && performance.now() - first > 700) {
        onImpatience();
      }
    });
  }
  const parent = process.ppid;
  // On Windows ppid never changes; there the console's closing ends everybody.
  if (windows) return;
  setInterval(() => {
    if (process.ppid === parent || first !== 0) return;
    first = performance.now();
    onStop('the process that started it is gone');
  }, 500).unref();
}
