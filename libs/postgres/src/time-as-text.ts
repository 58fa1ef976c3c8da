/** Transformer for columns of type timestamptz: the driver makes a Date of them, documents have RFC 3339 text, to the millisecond. */
export const timeAsText = { from: (stored: Date) => stored.toISOString(), to: (text: string) => text };
