import { expect, test } from '@jest/globals';
import { chooseTransport } from './choose-transport.mjs';

const can = () => undefined;
const cannot = () => 'no Java 17 or newer';

test.each([
  ['nothing is set, and a broker can be started', {}, can, { kind: 'kafka', own: true, required: false }],
  ['nothing is set, and there is no Java', {}, cannot, { kind: 'direct', why: 'no Java 17 or newer' }],
  ['direct is asked for', { asked: 'direct', brokers: 'b:1' }, can, { kind: 'direct', why: 'asked for' }],
  ['a cluster is named', { brokers: 'b:1' }, cannot, { kind: 'kafka', own: false, required: true, why: 'KAFKA_BROKERS is set' }],
  ['a cluster is named, and Kafka asked for', { asked: 'kafka', brokers: 'b:1' }, cannot, { kind: 'kafka', own: false, required: true }],
  ['Kafka is asked for, and can be had', { asked: 'kafka' }, can, { kind: 'kafka', own: true, required: true, why: 'asked for' }],
])('%s', (_, given, problem, chosen) => {
  expect(chooseTransport({ ...given, problem })).toMatchObject(chosen);
});

test('Kafka that was asked for and cannot be had is an error that says what is missing and what to do', () => {
  const choosing = () => chooseTransport({ asked: 'kafka', problem: cannot });
  expect(choosing).toThrow(/cannot be had: no Java 17 or newer\.\n(.*\n)*.*KAFKA_BROKERS=host:9092.*--transport direct/);
});

test('another word is refused', () => {
  expect(() => chooseTransport({ asked: 'pigeon' })).toThrow('the transport is "pigeon": it can be direct or kafka');
});
