import type { AppendOutcome } from '@millrace/event-store';
import type { ClientBase } from 'pg';
import type { Log } from '../reading/recorded-row.js';
import type { AppendCall } from './append-call.js';
import { outcomesOf } from './append-outcomes.js';
import { type AppendRow, appendStatement } from './append-statement.js';
import { planBatch } from './batch-plan.js';
import { readRepeated } from './repeated-requests.js';

/** Appends the calls of a batch over one connection: one round trip, and one more for each request that was appended before. */
export const appendBatch = async (client: ClientBase, calls: readonly AppendCall[], log: Log): Promise<AppendOutcome[][]> => {
  const plan = planBatch(calls, log);
  const { rows } = await client.query<AppendRow>(appendStatement(plan, log));
  const outcomes: AppendOutcome[][] = [];
  for (const [callIndex, decided] of outcomesOf(plan, rows[0]!, log).entries()) {
    const answers: AppendOutcome[] = [];
    for (const [index, outcome] of decided.entries())
      answers.push(outcome.kind === 'repeated' ? await readRepeated(client, calls[callIndex]![index]!, log) : outcome);
    outcomes.push(answers);
  }
  return outcomes;
};
