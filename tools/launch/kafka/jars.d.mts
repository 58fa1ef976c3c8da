/** Where the jars are, or will be. */
export function jarsFolder(): string;

/** Why no broker can be started here, in a few words; undefined when one can. */
export function whyNoKafka(): string | undefined;

/** The folder with the jars, brought now with Maven if need be. */
export function ensureJars(options?: { folder?: string; say?: (text: string) => void }): Promise<string>;
