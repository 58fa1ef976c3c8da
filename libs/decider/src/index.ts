/** The pure kernel: what a domain is written with. No dependency, no I/O, no clock, no randomness. */
export type { DomainEvent } from './event.js';
export { type Rejection, isRejection, reject } from './rejection.js';
export { type Decider, type JointDecider, type JointDecision, type StreamFold, fold, single } from './decider.js';
export { type Process, type ProcessInput, type DeadlineChange, type DeadlineReached, deadlineReached } from './process.js';
export { type Policy, type PolicyTarget, tell, tellAll } from './policy.js';
export { type Projection } from './projection.js';
export { type EventCatalogue, type EventDeclaration, declareEvents } from './catalogue.js';
export { type Place, VersionVector, VersionVectorError } from './version-vector.js';
export { streamId, streamKey, streamKind, shardOf } from './stream.js';
export type { Recorded, EventMetadata } from './recorded.js';
export { canonicalJson } from './canonical-json.js';
