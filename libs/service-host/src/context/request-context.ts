import { randomUUID } from 'node:crypto';
import { type Place, VersionVector, VersionVectorError } from '@millrace/decider';
import type { FastifyRequest } from 'fastify';
import type { RequestedCommand } from '../commands/request-executor.js';
import { Problem } from '../problems/problem.js';
import type { TokenForm } from './consistency-tokens.js';
import { type EntityTags, entityTagsOf } from './entity-tags.js';
import { type Preferences, preferencesOf } from './preferences.js';
import { type TraceContext, traceContextOf, traceparentOf } from './trace-context.js';

/**
 * What a request brings along and what it learns. It is a command's context: give it to `execute`, or `with({ correlationId, commandId })`.
 * The answer's `Consistency-Token` is the client's own one and everything `saw` was told of.
 */
export class RequestContext implements RequestedCommand {
  readonly correlationId: string;
  readonly causationId: string;
  /** Unique for each request; with an `Idempotency-Key`, the same in every attempt. */
  commandId: string;
  /** An earlier attempt of this request was broken off, and may have been done. */
  repeated = false;
  readonly traceparent: string;
  /** True once a read could not wait until it covered the client's token: the answer says `Consistency: stale`. */
  stale = false;
  /** What of `Prefer` was done. */
  readonly preferencesApplied: string[] = [];
  /** The version of the resource that the answer shows: its ETag. */
  version: number | undefined;
  private seen = VersionVector.empty;

  constructor(
    readonly trace: TraceContext,
    /** The client's consistency token; empty when it sent none. */
    readonly after: VersionVector,
    /** Who asked, as the gateway knows them; recorded with what they cause. */
    readonly actor: string | undefined,
    readonly prefer: Preferences,
    /** The request may only show and change what belongs to this customer. Undefined: no such bound. */
    readonly customer?: string,
    readonly conditions: Conditions = {},
  ) {
    this.correlationId = this.causationId = this.commandId = randomUUID();
    this.traceparent = traceparentOf(trace);
  }

  get traceId(): string {
    return this.trace.traceId;
  }

  /** The same request as a command of a business transaction; the command's id is the same for its retries. */
  with(command: { readonly correlationId?: string; readonly commandId?: string; readonly actor?: string }): RequestedCommand {
    const { causationId, commandId, correlationId, traceparent, after, actor, repeated } = this;
    return { causationId, commandId, correlationId, traceparent, after, actor, repeated, ...command };
  }

  /**
   * The same, done only if the stream has the version that the request names in `If-Match`; without one, done anyway. `required`: without one it is a 428
   * `precondition.required`.
   */
  expecting(streamId: string, { required = false } = {}): RequestedCommand {
    const { ifMatch } = this.conditions;
    if (required && ifMatch === undefined)
      throw new Problem(428, 'precondition.required', 'Send the ETag of what you read as If-Match: it may have changed meanwhile.');
    return ifMatch === undefined || ifMatch === 'any'
      ? this.with({})
      : { ...this.with({}), expected: { streamId, versions: ifMatch.strong } };
  }

  /** The answer shows this version of a resource. */
  shows(version: number | undefined): void {
    this.version = version;
  }

  /** The request is an attempt of one with a key: its command has the id of the first. */
  isAttempt(commandId: string, repeated: boolean): void {
    this.commandId = commandId;
    this.repeated = repeated;
  }

  /** The answer shows, or is the result of, these places. */
  saw(what: VersionVector | readonly Place[]): void {
    this.seen = what instanceof VersionVector ? this.seen.merge(what) : this.seen.with(...what);
  }

  /** The token for the answer. Where the client's comes from another log of the same name, ours wins: what is done is done. */
  get token(): VersionVector {
    try {
      return this.after.merge(this.seen);
    } catch (error) {
      if (error instanceof VersionVectorError) return this.seen;
      throw error;
    }
  }
}

export interface ContextTools {
  readonly tokens: TokenForm;
  readonly trusted: boolean;
  readonly ownLog?: { readonly service: string; readonly generation: string } | undefined;
}

/** Under which conditions a request is to be done. */
export interface Conditions {
  readonly ifMatch?: EntityTags | undefined;
  readonly ifNoneMatch?: EntityTags | undefined;
}

const contexts = Symbol('millrace.request-context');
type WithContext = FastifyRequest & { [contexts]?: RequestContext };

/** The context of a request. One that was refused before the hooks ran gets one without a token. */
export const contextOf = (request: FastifyRequest): RequestContext =>
  ((request as WithContext)[contexts] ??= new RequestContext(
    traceContextOf(headerOf(request, 'traceparent')),
    VersionVector.empty,
    undefined,
    {},
  ));

/**
 * Reads the headers. Throws `consistency-token.invalid` (400) for a token that we did not make, or that another installation made: `ownLog` is this
 * service's name and generation. The context is there also when this throws, so that the problem names its trace.
 * `tokens`: the form they have here. `trusted`: the request came with the token of the installation, so that its Millrace-Actor is believed. Millrace-Customer is always: it can only take away.
 */
export const establishContext = (request: FastifyRequest, { trusted, tokens, ownLog }: ContextTools): void => {
  const { trace } = contextOf(request);
  const header = headerOf(request, 'consistency-token');
  const actor = trusted ? headerOf(request, 'millrace-actor') : undefined;
  const customer = headerOf(request, 'millrace-customer');
  const prefer = preferencesOf(headerOf(request, 'prefer'));
  const conditions = {
    ifMatch: entityTagsOf(headerOf(request, 'if-match')),
    ifNoneMatch: entityTagsOf(headerOf(request, 'if-none-match')),
  };
  const given = [header, actor, customer, conditions.ifMatch, conditions.ifNoneMatch, ...Object.keys(prefer)];
  if (given.every((value) => value === undefined)) return;
  const after = header ? tokenOf(header, tokens, ownLog) : VersionVector.empty;
  (request as WithContext)[contexts] = new RequestContext(trace, after, plain(actor), prefer, boundOf(customer), conditions);
};

export const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

const tokenOf = (text: string, tokens: TokenForm, ownLog: ContextTools['ownLog']): VersionVector => {
  try {
    const token = tokens.read(text);
    // Merging throws when the token knows another log under our name.
    if (ownLog) token.restrictedTo([ownLog.service]).merge(VersionVector.of({ ...ownLog, shard: 0, position: 1 }));
    return token;
  } catch (error) {
    if (!(error instanceof VersionVectorError)) throw error;
    throw new Problem(400, 'consistency-token.invalid', 'Send the Consistency-Token of an earlier answer unchanged, or none.', {
      errors: [{ pointer: '#/consistency-token', detail: error.message, code: 'consistency-token', in: 'header' }],
    });
  }
};

/** A bound that cannot be read must not become none. */
const boundOf = (customer: string | undefined): string | undefined => {
  if (customer !== undefined && plain(customer) === undefined)
    throw new Problem(400, 'request.malformed', 'Millrace-Customer has 1 to 100 visible ASCII characters.');
  return customer;
};

const plain = (actor: string | undefined): string | undefined =>
  actor !== undefined && /^[\x21-\x7e]{1,100}$/.test(actor) ? actor : undefined;
