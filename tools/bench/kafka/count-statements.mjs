import pg from 'pg';

/** Counts every statement that this process sends to PostgreSQL, BEGIN and COMMIT too, whoever sends it, until stopped. */
export function countStatements() {
  const { prototype } = pg.Client;
  const { query } = prototype;
  const counter = {
    count: 0,
    stop: () => {
      prototype.query = query;
    },
  };
  prototype.query = function (...request) {
    counter.count++;
    return query.apply(this, request);
  };
  return counter;
}
