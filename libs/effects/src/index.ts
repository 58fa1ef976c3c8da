export type { Effect, EffectCall } from './effect.js';
export { effectConsumer } from './effect-consumer.js';
export { EffectRunner, type EffectTools } from './effect-runner.js';
