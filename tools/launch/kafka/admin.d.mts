/** Deletes every topic whose name begins with the prefix. */
export function deleteTopics(brokers: string, prefix: string): Promise<void>;
