import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcherOf, listProcesses, memoryOf, parseProcesses } from './memory.js';

const listing = `
    1     0   1024 /sbin/init
  700     1  90000 node tools/launch/start.mjs
  811   700 153600 /opt/node --enable-source-maps /srv/millrace/apps/orders/dist/main.js
  812   700 102400 /opt/node --enable-source-maps /srv/millrace/apps/gateway/dist/main.js
  813   700  51200 /opt/node --enable-source-maps /srv/millrace/apps/orders/dist/main.js
  814   700   9999 postgres -D /srv/data
  900     1  77777 /opt/node /elsewhere/apps/orders/dist/main.js
`;

describe('memory', () => {
  it('is that of the launcher’s services, copies apart, nobody else’s', () => {
    expect(memoryOf(parseProcesses(listing), { launcher: 700 })).toEqual({ orders: 150, gateway: 100, 'orders#2': 50 });
  });

  it('is that of the processes that are named', () => {
    expect(memoryOf(parseProcesses(listing), { pids: [814, 812, 4711] })).toEqual({ gateway: 100, 'process 814': 9.8 });
  });

  it('is read from this machine', async () => {
    const own = memoryOf(await listProcesses(), { pids: [process.pid] });
    expect(own[`process ${process.pid}`]).toBeGreaterThan(10);
  });

  it('finds the launcher by its lock', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-load-'));
    try {
      expect(launcherOf(folder)).toBeUndefined();
      writeFileSync(join(folder, 'launcher.lock'), '700\n12345\n');
      expect(launcherOf(folder)).toBe(700);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
