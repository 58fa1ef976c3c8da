import { expect, it } from '@jest/globals';
import { rolesIn } from './bearer-token.js';

it.each<[string, Record<string, unknown>, string, string[]]>([
  ['a list', { roles: ['clerk', 'customer'] }, 'roles', ['customer', 'clerk']],
  ['words', { scope: 'openid operator' }, 'scope', ['operator']],
  ['a name with dots', { 'https://example.org/roles': ['service'] }, 'https://example.org/roles', ['service']],
  ['a path', { realm_access: { roles: ['clerk'] } }, 'realm_access.roles', ['clerk']],
  ['roles that are not ours', { roles: ['admin', 'Operator', 7, null] }, 'roles', []],
  ['no list', { roles: { operator: true } }, 'roles', []],
  ['nothing', { realm_access: null }, 'realm_access.roles', []],
])('roles are read from %s', (_, payload, claim, roles) => {
  expect([...rolesIn(payload, claim)]).toEqual(roles);
});
