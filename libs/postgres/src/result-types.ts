import pg, { type CustomTypesConfig } from 'pg';

const int8 = 20;

/** Positions and counts are bigint columns and JavaScript numbers: exact up to 2^53, and an error beyond, never a rounded value. */
export const parseInt8 = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond what a number holds exactly`);
  return value;
};

/** Parsers of one pool. pg's own table is global, and a library must not change it under its host. */
export const resultTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary'
      ? parseInt8
      : (pg.types.getTypeParser(oid, format) as unknown)) as CustomTypesConfig['getTypeParser'],
};
