import { describe, it } from '@jest/globals';
import { changingCases } from './changing.cases.js';
import { registeringCases } from './registering.cases.js';
import { Stage } from './stage.js';
import type { DiscoveryFeatures, DiscoverySubject } from './subject.js';
import { watchingCases } from './watching.cases.js';

export { Crowd } from './crowd.js';
export { CuttableProxy } from './cuttable-proxy.js';
export type { DiscoveryFeatures, DiscoverySubject, ProcessOptions } from './subject.js';

/** Declares one test of the suite: it gets a server and processes of its own. */
export type StageTest = (name: string, run: (stage: Stage) => Promise<void>) => void;

const timeoutMs = 60_000;

/** The guarantees of `Discovery`, as tests. Every adapter runs all of it; features say where adapters may differ. */
export const discoveryContract = (name: string, open: () => Promise<DiscoverySubject>, features: DiscoveryFeatures): void => {
  const test: StageTest = (title, run) =>
    it(
      title,
      async () => {
        const stage = new Stage(await open());
        try {
          await run(stage);
        } finally {
          await stage.close();
        }
      },
      timeoutMs,
    );
  describe(`discovery contract: ${name}`, () => {
    describe('watching', () => watchingCases(test));
    if (features.changes) describe('changes', () => changingCases(test));
    if (features.registers) describe('registration', () => registeringCases(test));
  });
};
