export type Tag = `type:${string}` | `scope:${string}`;

export const mayKnow: Record<string, readonly Tag[]>;
export const specsMayAlsoKnow: readonly Tag[];
export const specFiles: readonly string[];
export const pureFiles: readonly string[];
export interface RestrictedPattern {
  readonly group?: readonly string[];
  readonly regex?: string;
  readonly message: string;
}

export const restrictedImports: readonly {
  readonly name: string;
  readonly files: readonly string[];
  readonly ignores?: readonly string[];
  readonly patterns: readonly RestrictedPattern[];
}[];
