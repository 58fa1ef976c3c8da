export const SERVICES = Symbol('gateway.services');
