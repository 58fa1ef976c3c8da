import { readCommand, UsageError } from './options.js';

const read = (...args: string[]) => readCommand(args, () => 42);

describe('the command line', () => {
  it('needs nothing', () => {
    expect(read()).toMatchObject({
      load: { rate: 50, durationMs: 30_000, mix: 'shop', seed: 42, sloMs: 1_000, clerk: false, headers: {} },
      findPeak: false,
      overload: undefined,
      pids: [],
      report: undefined,
    });
  });

  it('takes what it is told', () => {
    const command = read(
      '--rate',
      '7.5',
      '--seed=3',
      '--mix',
      'orders',
      '--header',
      'X-Canary: new one',
      '--pids',
      '12,34',
      '--target',
      'http://a:1',
    );
    expect(command).toMatchObject({ load: { rate: 7.5, seed: 3, mix: 'orders', headers: { 'x-canary': 'new one' } }, pids: [12, 34] });
    expect(command!.load.target.href).toBe('http://a:1/');
  });

  it('looks for the peak before an overload', () => {
    expect(read('--overload', '10')).toMatchObject({ overload: 10, findPeak: true, failBelowGoodput: 80 });
  });

  it('asks for help', () => {
    expect(read('--help')).toBeUndefined();
  });

  it.each([
    [['--rate', '0'], /--rate 0: a number from 0.01 is wanted/],
    [['--rate', 'many'], /--rate many/],
    [['--duration', ''], /--duration/],
    [['--mix', 'constructor'], /--mix constructor is unknown: shop, browse, orders/],
    [['--target', 'localhost:8080'], /--target localhost:8080 is not an http/],
    [['--header', 'nothing'], /--header nothing: 'name: value' is wanted/],
    [['--pids', '1,x'], /--pids x/],
    [['--speed', '9'], /--speed/],
    [['fast'], /fast/],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });
});
