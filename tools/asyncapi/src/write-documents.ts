import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCommittedSchemas } from './committed-schemas.js';
import { contractDocuments } from './contract-documents.js';
import { type Contract, contracts as ours } from './contracts.js';
import { reportOf } from './report.js';

/**
 * Brings the documents under `root` up to date. Returns the paths of those that changed. Throws, before anything is written, when a
 * committed promise would be broken. Never deletes a file.
 */
export const writeDocuments = (root: string, contracts: readonly Contract[] = ours): string[] => {
  const committed = contracts.flatMap(({ service }) => readCommittedSchemas(root, service));
  const { files, breaks } = contractDocuments(contracts, committed);
  if (breaks.length > 0) throw new Error(reportOf(breaks));
  const changed = [...files].filter(([path, text]) => textOf(join(root, path)) !== text);
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return changed.map(([path]) => path);
};

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
