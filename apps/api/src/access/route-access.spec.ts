import { fastify } from 'fastify';

import { requireDeclaredAccess } from './route-access.js';

describe('declared access', () => {
  const server = () => {
    const made = fastify({ exposeHeadRoutes: false });
    requireDeclaredAccess(made);
    return made;
  };
  const handler = () => Promise.resolve('');

  it('lets no route start that forgot to say who may call it', () => {
    expect(() => server().get('/v1/moons', handler)).toThrow(/GET \/v1\/moons declares no access/);
    expect(() => server().get('/v1/moons', { config: {} }, handler)).toThrow(/declares no access/);
  });

  it('lets public and scoped routes start', () => {
    expect(() => server().get('/a', { config: { access: 'public' } }, handler)).not.toThrow();
    expect(() => server().get('/b', { config: { access: ['auditor'] } }, handler)).not.toThrow();
  });
});
