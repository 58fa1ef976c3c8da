import { measure } from './measure.js';
import { help, readCommand, UsageError } from './options.js';

/** How the program meets its surroundings. */
export interface Surface {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Calls back when a person wants the end: the run ends early, and is told as far as it came. */
  readonly onStop: (stop: () => void) => void;
  /** Of npm start, for the memory of its services. */
  readonly dataFolder: string;
}

/** Answers the exit code: 0 fine, 1 something was wrong or failed, 2 it could not be run like this. */
export const main = async (args: readonly string[], surface: Surface): Promise<0 | 1 | 2> => {
  const stop = new AbortController();
  surface.onStop(() => stop.abort());
  try {
    const command = readCommand(args, () => Math.floor(Math.random() * 1e6));
    if (command) return (await measure(command, { ...surface, stop: stop.signal })).length === 0 ? 0 : 1;
    surface.say(help);
    return 0;
  } catch (error) {
    surface.complain(error instanceof UsageError ? `${error.message}\n\n${help}` : (error as Error).message);
    return 2;
  }
};
