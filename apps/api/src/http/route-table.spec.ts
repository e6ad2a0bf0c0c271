import { fastify } from 'fastify';

import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const routes = new RouteTable();
  beforeAll(() => {
    const server = fastify({ exposeHeadRoutes: false });
    routes.watch(server);
    const answer = () => Promise.resolve('');
    server.get('/v1/moons', answer).post('/v1/moons', answer);
    server.get('/v1/moons/:id/file.json', answer);
  });

  it.each([
    ['/v1/moons', ['GET', 'POST']],
    ['/v1/moons/io/file.json', ['GET']],
    ['/v1/moons/io/fileXjson', []],
    ['/v1/moons/io', []],
    ['/v1/moons/', []],
    ['/v1', []],
  ])('knows the methods of %s', (path, methods) => {
    expect(routes.methodsOf(path)).toEqual(methods);
  });
});
