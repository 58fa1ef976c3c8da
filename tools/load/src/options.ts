import { parseArgs } from 'node:util';
import { type Mix, mixes } from './clients/mixes.js';

/** What one run needs to know. */
export interface LoadOptions {
  readonly target: URL;
  /** Clients a second. */
  readonly rate: number;
  readonly durationMs: number;
  readonly mix: Mix;
  readonly seed: number;
  /** A request that is accepted within this is a good one. */
  readonly sloMs: number;
  readonly timeoutMs: number;
  readonly sockets: number;
  /** How long, after the last arrival, those who follow their orders may go on. */
  readonly followMs: number;
  readonly clerk: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Command {
  readonly load: LoadOptions;
  readonly findPeak: boolean;
  readonly stepMs: number;
  /** How many times the peak's rate is offered, after it was found. */
  readonly overload: number | undefined;
  /** Percent of the peak's goodput. */
  readonly failBelowGoodput: number;
  readonly pids: readonly number[];
  readonly report: string | undefined;
  readonly json: string | undefined;
}

export const help = `npm run load -- [options]     clients arrive at a constant rate, and check what they are answered

  --rate 50            clients a second; each makes one to a dozen requests
  --duration 30        seconds in which they arrive
  --mix shop           who arrives: ${Object.keys(mixes).join(', ')}
  --target URL         the gateway (http://127.0.0.1:8080)
  --seed N             the same clients again (else chosen, and told)
  --clerk              pack and deliver the parcels: for a platform started with --no-demo
  --header 'name: v'   sent with every request; may be repeated
  --slo-ms 1000        a request accepted within this counts as good
  --timeout-ms 10000   an answer that takes longer is none
  --follow 30          seconds, after the last arrival, for orders to come to their end
  --sockets 1000       connections at most

  --find-peak          raise the rate, from --rate, until goodput no longer rises
  --step 10            seconds of each of its steps
  --overload 10        find the peak, then offer ten times its rate for --duration
  --fail-below-goodput 80
                       percent of the peak's goodput that must be left under overload

  --pids 12,34         processes whose memory is watched (else the services of npm start, where it runs on the same data)
  --report file.html   a page with pictures
  --json file.json     the figures for programs

Exit: 0 fine; 1 an answer was wrong or a check failed; 2 it could not be run like this.`;

/** What is wrong with the command line, for people. */
export class UsageError extends Error {}

/** Undefined when help is asked for. Throws `UsageError`. */
export const readCommand = (args: readonly string[], randomSeed: () => number): Command | undefined => {
  const values = parse(args);
  if (values.help) return undefined;
  const overload = values.overload === undefined ? undefined : number('overload', values.overload, 1);
  return {
    load: {
      target: url(values.target),
      rate: number('rate', values.rate, 0.01),
      durationMs: number('duration', values.duration, 0.1) * 1000,
      mix: mix(values.mix),
      seed: values.seed === undefined ? randomSeed() : number('seed', values.seed, 0),
      sloMs: number('slo-ms', values['slo-ms'], 1),
      timeoutMs: number('timeout-ms', values['timeout-ms'], 1),
      sockets: number('sockets', values.sockets, 1),
      followMs: number('follow', values.follow, 0) * 1000,
      clerk: values.clerk,
      headers: Object.fromEntries(values.header.map(header)),
    },
    findPeak: values['find-peak'] || overload !== undefined,
    stepMs: number('step', values.step, 0.1) * 1000,
    overload,
    failBelowGoodput: number('fail-below-goodput', values['fail-below-goodput'], 0),
    pids: (values.pids ?? '')
      .split(',')
      .filter(Boolean)
      .map((pid) => number('pids', pid, 1)),
    report: values.report,
    json: values.json,
  };
};

const parse = (args: readonly string[]) => {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const options = {
    rate: text('50'),
    duration: text('30'),
    mix: text('shop'),
    target: text('http://127.0.0.1:8080'),
    seed: { type: 'string' },
    clerk: { type: 'boolean', default: false },
    header: { type: 'string', multiple: true, default: [] as string[] },
    'slo-ms': text('1000'),
    'timeout-ms': text('10000'),
    follow: text('30'),
    sockets: text('1000'),
    'find-peak': { type: 'boolean', default: false },
    step: text('10'),
    overload: { type: 'string' },
    'fail-below-goodput': text('80'),
    pids: { type: 'string' },
    report: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const number = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least)
    throw new UsageError(`--${name} ${text}: a number from ${least} is wanted`);
  return value;
};

const url = (text: string): URL => {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new UsageError(`--target ${text} is not an http:// or https:// address`);
  return new URL(text);
};

const mix = (name: string): Mix => {
  if (!Object.hasOwn(mixes, name)) throw new UsageError(`--mix ${name} is unknown: ${Object.keys(mixes).join(', ')}`);
  return name as Mix;
};

const header = (text: string): [string, string] => {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.+)$/.exec(text);
  if (!match) throw new UsageError(`--header ${text}: 'name: value' is wanted`);
  return [match[1]!.toLowerCase(), match[2]!];
};
