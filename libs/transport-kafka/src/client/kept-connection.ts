interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A client of the cluster that is connected when it is first needed, and kept. One whose work failed is given up: nobody knows what state it is in, and the next work gets a new one. */
export class KeptConnection<C extends Client> {
  private client: Promise<C> | undefined;

  constructor(private readonly make: () => C) {}

  async use<T>(work: (client: C) => Promise<T>): Promise<T> {
    try {
      return await work(await (this.client ??= this.connect()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** May be used again afterwards. */
  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.then((made) => made.disconnect()).catch(() => undefined);
  }

  private async connect(): Promise<C> {
    const client = this.make();
    await client.connect();
    return client;
  }
}
