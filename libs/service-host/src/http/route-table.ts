import type { FastifyInstance } from 'fastify';

/** Which methods a path answers, so that a wrong one is told `Allow` instead of 404. Collects routes as they are registered. */
export class RouteTable {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Before any route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      if (url !== '*' && url !== '/*') this.add([method].flat(), url);
    });
  }

  add(methods: readonly string[], url: string): void {
    this.routes.push({ pattern: patternOf(url), methods });
  }

  /** Sorted; empty when there is nothing at the path. */
  methodsFor(path: string): readonly string[] {
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].sort();
  }
}

/** `:name` is one segment, a final `*` is the rest. */
const patternOf = (url: string): RegExp => {
  const segments = url.split('/').map((segment) => {
    if (segment === '*') return '.*';
    return segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
};
