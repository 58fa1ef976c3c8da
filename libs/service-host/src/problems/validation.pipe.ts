import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import type { ProblemDetail } from './problem.js';
import { type Issue, validationProblem } from './validation-problem.js';

const places: Readonly<Record<string, ProblemDetail['in']>> = { body: 'body', query: 'query', param: 'path' };

/** Nest's pipe for `@Body({ schema })`, `@Query({ schema })`, `@Param('id', { schema })`, but its problem knows where in the request the mistake is. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema } = metadata;
    if (!schema || !this.toValidate(metadata)) return value;
    const result = await this.validate(value, schema);
    if (!result.issues) return result.value as T;
    const path = metadata.data === undefined ? [] : [metadata.data];
    const issues = (result.issues as readonly Issue[]).map((issue) => ({ ...issue, path: [...path, ...(issue.path ?? [])] }));
    throw validationProblem(
      issues,
      path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
      places[metadata.type] ?? 'header',
    );
  }
}
