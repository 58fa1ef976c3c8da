import type { z } from 'zod';

/** A variable's text parsed to what it means. `todo` is what the person who set it wrong should do. */
export const hint = <S extends z.ZodType>(schema: S, todo: string): S => schema.meta({ todo });
