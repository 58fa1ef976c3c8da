/** The one client for calls to other services and to systems outside: who is asked is discovery's to say, how is the policy's. */
export type { Asked, Asker, ServiceAnswer } from './ask.js';
export { AttemptFailed } from './ask.js';
export { HttpAsker } from './http-asker.js';
export type { CallEvent, CallListener, Outcome } from './events.js';
export { type AwayCode, ServiceAway } from './service-away.js';
export { type ClientState, ServiceClient, type ServiceClientOptions, type ServiceRequest } from './service-client.js';
export type { TargetState } from './target.js';
