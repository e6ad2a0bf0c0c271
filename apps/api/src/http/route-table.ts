import type { FastifyInstance } from 'fastify';

interface KnownRoute {
  form: RegExp;
  method: string;
}

/** Remembers every route, to tell a method that is not there (405) from a path that is not. */
export class RouteTable {
  private readonly routes: KnownRoute[] = [];

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      for (const each of [method].flat()) this.routes.push({ form: formOf(url), method: each });
    });
  }

  /** `path` without its query. */
  methodsOf(path: string): string[] {
    const methods = this.routes.filter(({ form }) => form.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

function formOf(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escape(part)));
  return new RegExp(`^${parts.join('/')}$`);
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
