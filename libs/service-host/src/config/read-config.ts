import { z } from 'zod';
import { type HostConfig, hostVariables, logUrlVariable, serviceOfLogVariable } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment, one line for each variable: its name, what is wrong, what to do. Never a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment, once, at start. An empty variable counts as left out; unknown ones are ignored.
 * Throws ConfigError that names every variable that is wrong, not only the first.
 */
export const readConfig = <Extra extends z.ZodRawShape = Record<never, never>>(
  extra?: z.ZodObject<Extra>,
  environment: Environment = process.env,
): HostConfig & z.output<z.ZodObject<Extra>> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const logs = Object.keys(given).flatMap((name) => {
    const service = serviceOfLogVariable(name);
    return service === undefined ? [] : [{ name, service }];
  });
  const logVariables = Object.fromEntries(logs.map(({ name, service }) => [name, logUrlVariable(service)]));
  const variables = z.object({ ...hostVariables.shape, ...logVariables, ...extra?.shape });
  const parsed = variables.safeParse(given);
  if (parsed.success) {
    const LOG_URLS = Object.fromEntries(logs.map(({ name, service }) => [service, given[name]]));
    return { ...parsed.data, LOG_URLS } as unknown as HostConfig & z.output<z.ZodObject<Extra>>;
  }
  const lines = parsed.error.issues.map(({ path, message }) => complaint(String(path[0]), message, given, variables.shape));
  throw new ConfigError(`the environment is not usable:\n${lines.join('\n')}`);
};

/** The value of an optional variable that this service cannot do without. Throws ConfigError. */
export const demand = <Config extends object, Name extends keyof Config & string>(
  config: Config,
  name: Name,
  why: string,
): NonNullable<Config[Name]> => {
  const value = config[name];
  if (value === undefined || value === null) throw new ConfigError(`${name} is missing: ${why}; ${todoOf(hostVariables.shape, name)}`);
  return value;
};

const complaint = (name: string, message: string, given: Environment, shape: z.ZodRawShape): string => {
  const value = given[name];
  if (value === undefined) return `  ${name} is missing: ${todoOf(shape, name)}`;
  const is = secret.test(name) ? '(not shown) is wrong' : `is '${value.slice(0, 80)}'`;
  return `  ${name} ${is}: ${message}; ${todoOf(shape, name)}`;
};

const secret = /URL|TOKEN|SECRET|PASSWORD|KEY/;

const todoOf = (shape: z.ZodRawShape, name: string): string => {
  const schema = shape[name] as z.ZodType | undefined;
  const todo = schema?.meta()?.['todo'];
  return typeof todo === 'string' ? todo : `set ${name}`;
};
