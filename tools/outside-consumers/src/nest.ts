/** Follows the events of orders as a Nest microservice: one line for each, until Ctrl-C. */
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, KafkaContext, type MicroserviceOptions, Transport } from '@nestjs/microservices';

const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_TOPIC_PREFIX: prefix = '', EXIT_AFTER = 'Infinity' } = process.env;
const topic = `${prefix}orders.events`;

@Controller()
class OrderEventsController {
  /** By generation and partition. Keep it where you keep what you make of the events, in one transaction. */
  private readonly highest = new Map<string, number>();
  private left = Number(EXIT_AFTER);

  @EventPattern<string>(topic)
  handle(@Ctx() context: KafkaContext): void {
    const { key, value, headers } = context.getMessage();
    const { ce_type: type, ce_dataschema: schema, ce_generation: generation, ce_position: position } = headers as Record<string, string>;
    const log = `${generation}.${context.getPartition()}`;
    if (Number(position) <= (this.highest.get(log) ?? 0)) return; // a repeat
    this.highest.set(log, Number(position));
    if (type === 'millrace.placeholder') return; // private events, nothing for us
    console.log(`${type} ${String(key)} v${schema?.split(':').at(-1)} ${JSON.stringify(value)}`);
    this.left -= 1;
    if (this.left > 0) return;
    void context.getConsumer().stop(); // at once: no other message is taken for handled
    void end();
  }
}

@Module({ controllers: [OrderEventsController] })
class OutsideModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(OutsideModule, {
  transport: Transport.KAFKA,
  logger: ['error'],
  options: {
    client: { clientId: 'outside', brokers: KAFKA_BROKERS.split(',') },
    consumer: { groupId: `${prefix}outside.nest`, allowAutoTopicCreation: false },
    // Nest would add "-server" to the group's name, and an ACL would not know it.
    postfixId: '',
    subscribe: { fromBeginning: true },
  },
});
const end = () => app.close(); // waits for the message in hand, and keeps its place
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end());
await app.listen().catch((error: unknown) => {
  console.error(`${topic} at ${KAFKA_BROKERS} cannot be followed: ${(error as Error).message}`);
  process.exitCode = 1;
  return end();
});
