import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import type { OpenAPIObject } from '@nestjs/swagger';

import { describeApi } from './describe-api.js';

interface Operation {
  operationId?: string;
  parameters?: { name: string; in: string }[];
  'x-scopes'?: string[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

const operations = (document: OpenAPIObject) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      name: `${method} ${path}`,
      method,
      path,
      operation,
    })),
  );

describe('the OpenAPI document', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    document = await describeApi();
  });

  it('is the one that is checked in; npm run docs writes it anew', () => {
    const checkedIn = readFileSync(join(projectRoot, 'apps/api/openapi.json'), 'utf8');
    expect(JSON.parse(checkedIn)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('asks for an Idempotency-Key on every write but the callback', () => {
    const without = operations(document)
      .filter(({ method }) => method === 'post')
      .filter(
        ({ operation }) => !operation.parameters?.some(({ name }) => name === 'Idempotency-Key'),
      )
      .map(({ name }) => name);
    expect(without).toEqual(['post /v1/connectors/{slug}/tasks/{task}/outcome']);
  });

  it('names the scopes of every operation under /v1 but the public ones', () => {
    const without = operations(document)
      .filter(({ path, operation }) => path.startsWith('/v1') && !operation['x-scopes']?.length)
      .map(({ name }) => name);
    expect(without.sort()).toEqual([
      'get /v1/keys/connector-calls',
      'post /v1/connectors/{slug}/tasks/{task}/outcome',
    ]);
  });

  it('describes every refusal as problem details', () => {
    for (const { operation } of operations(document)) {
      expect(Object.keys(operation.responses['4XX']?.content ?? {})).toEqual([
        'application/problem+json',
      ]);
    }
  });

  it('refers to schemas that it has', () => {
    const refs = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]*)"/g);
    const schemas = Object.keys(document.components?.schemas ?? {});
    expect(
      [...refs].map(([, name]) => name).filter((name) => !schemas.includes(name ?? '')),
    ).toEqual([]);
  });

  it('gives every operation a name of its own', () => {
    const ids = operations(document).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(undefined);
  });
});
