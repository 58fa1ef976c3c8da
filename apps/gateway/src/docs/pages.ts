import type { ExplainedProblem } from './problem-catalogue.js';

/** Nothing from elsewhere; Swagger UI sets styles on elements and draws its icons from data URLs. */
export const pagePolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Millrace</title>${head}</head><body>${body}</body></html>`;

export const homePage = page(
  '',
  `<h1>Millrace</h1>
<ul>
<li><a href="/api/docs">The API, to try</a></li>
<li><a href="/api/openapi.json">The API as OpenAPI document</a></li>
<li><a href="/health/ready">Is everything ready?</a></li>
</ul>`,
);

export const docsPage = page(
  '<link rel="stylesheet" href="/api/docs/swagger-ui.css"><link rel="icon" href="/api/docs/favicon-32x32.png">',
  '<div id="docs"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script>',
);

export const docsScript = "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', validatorUrl: null });\n";

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const problemPage = ({ code, status, title, meaning, retry, operations }: ExplainedProblem): string =>
  page(
    '',
    `<h1>${escaped(title)}</h1>
<p><code>${escaped(code)}</code>, status ${status}</p>
<p>${escaped(meaning)}</p>
<p>Can a retry help? ${escaped(retry)}</p>
${operations.length > 0 ? `<p>An answer to:</p><ul>${operations.map((operation) => `<li><code>${escaped(operation)}</code></li>`).join('')}</ul>` : ''}
<p><a href="/api/docs">The API</a></p>`,
  );
