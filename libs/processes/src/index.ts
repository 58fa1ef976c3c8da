export { causesOf, type ProcessConsumer, processConsumer } from './process-consumer.js';
export { policyConsumer } from './policy-consumer.js';
export { DeadlineRunner, type DeadlineTools } from './deadline-runner.js';
