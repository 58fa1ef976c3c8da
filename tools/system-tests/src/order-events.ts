/** An event of an order's stream, as a client gets it. */
export interface OrderEvent {
  readonly id: string;
  readonly data: { readonly status: string; readonly version: number };
}

/** The events of a stream as they come; ends when it does, and throws when it breaks off. */
export async function* orderEvents(response: Response): AsyncGenerator<OrderEvent> {
  let text = '';
  for await (const chunk of response.body! as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (id !== undefined && data !== undefined) yield { id, data: JSON.parse(data) as OrderEvent['data'] };
    }
  }
}
