/** For TypeORM: the driver makes a Date of a timestamptz, documents have RFC 3339 text. */
export const timeAsText = { from: (stored: Date) => stored.toISOString(), to: (text: string) => text };
