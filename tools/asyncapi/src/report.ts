import { type Break, rules } from './compatibility.js';

/** Each broken rule with its reason, and the ways out. */
export const reportOf = (breaks: readonly Break[]): string =>
  [
    'The contracts would break consumers of what is committed:',
    ...breaks.map(({ rule, at, what }) => `  ${at} ${what}\n    ${rule}: ${rules[rule]}`),
    'What to do: take the change back, or make a new version beside the old one. Raise schemaVersion in libs/contracts/<service>; where the catalogue in',
    'apps/<service>/src/domain takes it from there, it only needs the upcaster; keep the schema files that are there. docs/guides/change-an-event.md shows each step.',
  ].join('\n');
