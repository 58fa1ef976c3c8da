/** Time for the specs of whoever makes calls. */
export { ManualScheduler } from './manual-scheduler.js';
