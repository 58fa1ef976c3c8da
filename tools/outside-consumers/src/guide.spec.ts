import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..');
const guide = readFileSync(join(project, '../../docs/guides/consume-from-outside.md'), 'utf8');

/** What it prints when it is run: outside-consumers.kafka.spec.ts. */
describe('the guide for consumers outside', () => {
  it.each([
    ['examples/kcat.sh', 'sh'],
    ['examples/kafkajs.mjs', 'js'],
    ['src/nest.ts', 'ts'],
    ['src/cloud-event.ts', 'ts'],
  ])('shows %s as it is', (file, language) => {
    const text = readFileSync(join(project, file), 'utf8');
    expect(guide).toContain(`\`\`\`${language}\n${text}\`\`\``);
  });

  it('links only to what is there', () => {
    const links = [...guide.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => join(project, '../../docs/guides', path!));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
