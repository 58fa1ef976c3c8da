import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { notFound, unavailable } from '@millrace/service-host';
import { ApiDocuments } from './api-documents.js';
import { pagePolicy, problemPage } from './pages.js';
import { type ExplainedProblem, problemCatalogue, problemCode } from './problem-catalogue.js';

/** Where the `type` of a problem leads: what it means, and what to do. */
@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  constructor(private readonly documents: ApiDocuments) {}

  @Get(':code')
  async explain(
    @Param('code', { schema: problemCode }) code: string,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: { headers(headers: Readonly<Record<string, string>>): unknown },
  ): Promise<string | ExplainedProblem> {
    const document = await this.documents.merged();
    const problem = problemCatalogue(document).get(code);
    if (!problem && 'x-missing' in document)
      throw unavailable('service.away', 'A service that may know this problem cannot be reached at the moment. Try again.', 2);
    if (!problem) throw notFound('problem.unknown', `There is no problem called ${code}.`);
    if (/\bapplication\/json\b/.test(accept ?? '')) return problem;
    reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy });
    return problemPage(problem);
  }
}
