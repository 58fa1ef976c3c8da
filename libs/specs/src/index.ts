/** Given / when / then, in one shape at every level. For Jest; only specs import it. */
export { jointSpec, spec } from './decider.js';
export { processSpec } from './process.js';
export { documentsAfter, projectionSpec } from './projection.js';
export { policySpec } from './policy.js';
export { recorded } from './recorded.js';
