import { describe, it } from '@jest/globals';
import { assignmentCases } from './assignment.cases.js';
import { boundsCases } from './bounds.cases.js';
import { deliveryCases } from './delivery.cases.js';
import { failureCases } from './failure.cases.js';
import { independenceCases } from './independence.cases.js';
import { logCases } from './log.cases.js';
import { catalogue, service, shards } from './publisher.js';
import { stopCases } from './stop.cases.js';
import { Stage, type StageTest, type SubjectFactory, type TransportFeatures } from './subject.js';
import { wakeUpCases } from './wake-up.cases.js';

export { catalogue, Publisher, service, shards } from './publisher.js';
export { GroupState, RecordingConsumer } from './recording-consumer.js';
export type { SubjectFactory, SubjectRequest, TransportFeatures, TransportSubject } from './subject.js';

const timeoutMs = 30_000;

/** The guarantees of `Transport` and `PublishedLog`, as tests. Every adapter runs all of it; features say where adapters may differ. */
export const transportContract = (name: string, factory: SubjectFactory, features: TransportFeatures): void => {
  const test: StageTest = (title, run, request) =>
    it(
      title,
      async () => {
        const stage = new Stage(await factory({ service, shards, catalogue, wakeUp: 'both', ...request }));
        try {
          await run(stage);
        } finally {
          await stage.close();
        }
      },
      timeoutMs,
    );
  describe(`transport contract: ${name}`, () => {
    describe('delivery', () => deliveryCases(test, features));
    describe('failure', () => failureCases(test));
    describe('independence of shards', () => independenceCases(test));
    describe('stop', () => stopCases(test));
    describe('published log', () => logCases(test, features));
    if (features.followsAssignment) describe('assignment', () => assignmentCases(test));
    if (features.hintsAndPolling) describe('wake-up', () => wakeUpCases(test));
    if (features.bounds) describe('bounds', () => boundsCases(test));
  });
};
