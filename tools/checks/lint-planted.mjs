/**
 * Lints texts as if they were files: [{ file, text }] on stdin, [{ file, messages }] on stdout. A process of its own, because ESLint loads
 * its configuration in ways that do not work inside Jest's modules.
 */
import { text } from 'node:stream/consumers';
import nxDevkit from '@nx/devkit';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

// The boundary rule reads the graph from Nx's cache, and is silent when there is none.
await nxDevkit.createProjectGraphAsync({ exitOnError: true });

const planted = JSON.parse(await text(process.stdin));
const eslint = new ESLint({
  cwd: process.cwd(),
  overrideConfig: [
    // The compiler does not know files that do not exist; none of the planted rules needs types.
    { ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] },
    { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
  ],
});
const results = [];
for (const { file, text: code } of planted) {
  const [result] = await eslint.lintText(code, { filePath: file });
  results.push({ file, messages: result.messages.map(({ ruleId, message, line }) => ({ ruleId, message, line })) });
}
process.stdout.write(JSON.stringify(results));
