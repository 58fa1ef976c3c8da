/** The project graph as Nx sees it, as JSON on stdout. A process of its own: Nx keeps native resources that Jest would wait for. */
import nxDevkit from '@nx/devkit';

const { nodes, dependencies } = await nxDevkit.createProjectGraphAsync({ exitOnError: true });
const ours = Object.values(nodes).filter(({ data }) => data.root !== '.');
const names = new Set(ours.map(({ name }) => name));
const lines = ours.map(({ name, data }) => ({
  name,
  folder: data.root,
  tags: data.tags ?? [],
  dependsOn: (dependencies[name] ?? []).map(({ target }) => target).filter((target) => names.has(target)),
}));
process.stdout.write(JSON.stringify(lines), () => process.exit());
