import { createRequire } from 'node:module';

interface RequestQueue {
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly pending: readonly unknown[];
}

const patched = '2.2.4';
const busyCheckMs = 10;
let done = false;

/**
 * kafkajs 2.2.4 asks for a timer of a negative time after every answer, also with nothing to wait for: Node makes it 1 ms, it fires, and asks for the next. An idle
 * connection costs 3 % of a core so, and Node 24 warns. A timer is needed only while a request waits, or the broker has asked us to slow down.
 * See docs/adr/0006-kafkajs-behind-our-port.md. Another version throws: look whether it still needs this.
 */
export const quietRequestQueues = (): void => {
  if (done) return;
  const require = createRequire(import.meta.url);
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== patched)
    throw new Error(`kafkajs is ${version}; its idle timer was mended for ${patched} only: look at idle-timer.ts again`);
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId) return;
    const throttledMs = this.throttledUntil - Date.now();
    if (this.pending.length === 0 && throttledMs <= 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : busyCheckMs,
    );
  };
  done = true;
};
