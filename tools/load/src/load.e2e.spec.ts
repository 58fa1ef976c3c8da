import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ScriptedShop } from './scripted-shop.js';

const program = join(import.meta.dirname, '../load.mjs');

describe('the program', () => {
  it('ends at Ctrl-C, and tells how far it came', async () => {
    const shop = await new ScriptedShop().start();
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [program, '--target', shop.url, '--rate', '20', '--duration', '600', '--slo-ms', '20000'], {
      env,
    });
    const ended = once(child, 'exit');
    try {
      const lines: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        if (lines.push(line) && /^ +2 s /.test(line)) child.kill('SIGINT');
      }
      expect(await ended).toEqual([0, null]);
      expect(lines.join('\n')).toMatch(/clients +\d+ offered \(20\.0\/s for [\d.]+ s\)[\s\S]* {2}fine/);
    } finally {
      child.kill('SIGKILL');
      await shop.stop();
    }
  });
});
