import { InstanceInvalid } from './errors.js';
import type { Instance } from './discovery.js';

/** Throws InstanceInvalid, with everything that is wrong. Names are those that every adapter can keep. */
export const checkInstance = (instance: Instance): void => {
  const problems = [
    /^[a-z][a-z0-9-]{0,62}$/.test(instance.service) ? [] : ['service: give lower case letters, digits and dashes, at most 63'],
    /^[A-Za-z0-9._-]{1,64}$/.test(instance.id) ? [] : ['id: give 1 to 64 of letters, digits, dot, dash, underscore'],
    isHttp(instance.url) ? [] : ['url: give an address like http://10.0.0.7:3001'],
  ].flat();
  if (problems.length > 0) throw new InstanceInvalid(`the instance '${instance.id}' of '${instance.service}': ${problems.join('; ')}`);
};

export const isHttp = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** Whether they say the same. Order of metadata does not count. */
export const sameInstance = (a: Instance, b: Instance): boolean => textOf(a) === textOf(b);

const textOf = ({ service, id, url, version, metadata }: Instance): string =>
  JSON.stringify([service, id, url, version ?? null, Object.entries(metadata).sort(([x], [y]) => (x < y ? -1 : 1))]);
