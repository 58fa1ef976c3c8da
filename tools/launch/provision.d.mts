export interface ProvisionedDatabase {
  readonly database: string;
  /** The admin, connected to this database. */
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
  readonly readerUrl: string;
}

export interface Secrets {
  passwords?: Record<string, string>;
}

export const ROLES: readonly ['owner', 'runtime', 'reader'];

/** Creates or completes a database and its three roles per service. Idempotent; fills `secrets` with the roles' passwords. */
export function provision<Service extends string>(
  adminUrl: string,
  options: { services: readonly Service[]; prefix?: string; secrets?: Secrets },
): Promise<Record<Service, ProvisionedDatabase>>;

/** Ends the sessions of these databases, drops them and their roles. */
export function dropDatabases(adminUrl: string, databases: readonly string[]): Promise<void>;

/** The same server, another database and, when given, another user. */
export function databaseUrl(adminUrl: string, database: string, user?: string, password?: string): string;
