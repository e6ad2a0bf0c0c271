import { SCOPES, type Scope } from '@habeas/access';
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Who may call a route: everybody, or a principal with one of the scopes. */
export type RouteAccess = 'public' | readonly Scope[];

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

/** The route is for principals with one of these scopes. */
export function Scopes(...scopes: Scope[]): MethodDecorator {
  return applyDecorators(
    RouteConfig({ access: scopes }),
    ApiBearerAuth(),
    ApiExtension('x-scopes', scopes),
  );
}

/** The route is for every principal, whatever its scopes. */
export const AnyScope = (): MethodDecorator => Scopes(...SCOPES);

/** The route needs no key: it shows nothing secret, or proves its caller in another way. */
export const Public = (): MethodDecorator => RouteConfig({ access: 'public' });

export function accessOf(request: FastifyRequest): RouteAccess | undefined {
  return request.routeOptions.config.access;
}

/** Stops the start when a route says neither `Scopes` nor `Public`: forgotten must not mean open. */
export function requireDeclaredAccess(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', ({ url, method, config }) => {
    if (config?.access === undefined) {
      throw new Error(`${String(method)} ${url} declares no access; add Scopes(...) or Public().`);
    }
  });
}
