import { readdirSync, readFileSync } from 'node:fs';
import {
  COUNTED,
  OUTCOMES,
  parseAnswer,
  parseManifest,
  parseOrder,
  parsePaging,
  parseRecord,
  PROBLEM_CODES,
  PROTOCOL_ACTIONS,
  verifiesWebhook,
  type Parsed,
} from '@habeas/connector-sdk';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { CLAUSE_TITLES } from '../../libs/connector-sdk/src/conformance/clauses.js';
import { makeVectors } from '../../libs/connector-sdk/test/vectors.js';

interface Operation {
  operationId: string;
  responses: Record<string, object>;
  callbacks?: Record<string, Record<string, Record<string, Operation>>>;
}

interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, AnySchemaObject & { enum?: string[]; required?: string[] }>;
  };
}

const folder = new URL('../../libs/connector-sdk/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const protocol = read('PROTOCOL.md');
const description = parse(read('openapi.yaml')) as Description;
const { schemas } = description.components;

/** The fenced block of that name, as JSON. */
function block(name: string): Record<string, unknown> {
  const found = new RegExp(`^\`\`\`json ${name}\\n(.*?)\\n\`\`\`$`, 'ms').exec(protocol)?.[1];
  return JSON.parse(found ?? 'null') as Record<string, unknown>;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'protocol', components: { schemas } }, 'protocol');
const shapeOf = (name: string): ValidateFunction =>
  ajv.compile({ $ref: `protocol#/components/schemas/${name}` });

describe('openapi.yaml', () => {
  it('is an OpenAPI 3.1 document, by the schema of those who made OpenAPI', () => {
    const meta = new Ajv2020({ strict: false, validateFormats: false });
    const schema = new URL('vectors/openapi-3.1/schema.json', import.meta.url);
    const isOpenApi = meta.compile(JSON.parse(readFileSync(schema, 'utf8')) as AnySchemaObject);
    expect([isOpenApi(description), isOpenApi.errors]).toEqual([true, null]);
    expect(isOpenApi({ ...description, paths: { manifest: {} } })).toBe(false);
  });

  it('describes every call of section 1, and no others', () => {
    expect(description.openapi).toMatch(/^3\.1\./);
    const table = [...protocol.matchAll(/^\| `(GET|POST) (\/[^`]*)` \|/gm)];
    const told = table.map(([, method = '', path]) => `${method.toLowerCase()} ${path}`).sort();
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(told);
    expect(told).toHaveLength(4);
    const report = description.paths['/tasks']?.['post']?.callbacks?.['report'];
    expect(Object.keys(report ?? {})).toEqual(['{$request.body#/callback}']);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    const dangling = references.filter(([, path = '']) => {
      const found = path
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], description);
      return found === undefined;
    });
    expect(dangling).toEqual([]);
  });

  it.each(Object.keys(schemas))('has a schema %s that compiles', (name) => {
    expect(shapeOf(name)).toBeInstanceOf(Function);
  });

  it('has the words of the protocol', () => {
    expect(schemas['Action']?.enum).toEqual(PROTOCOL_ACTIONS);
    expect(schemas['Outcome']?.enum).toEqual(OUTCOMES);
    expect(schemas['Counts']?.required).toEqual(COUNTED);
    const { properties } = schemas['Problem'] as { properties: { code: { enum: string[] } } };
    expect(properties.code.enum).toEqual(PROBLEM_CODES);
  });
});

const DOCUMENTS: [string, string, (json: unknown) => Parsed<unknown>][] = [
  ['manifest', 'Manifest', parseManifest],
  ['order', 'Order', parseOrder],
  ['answer', 'Answer', parseAnswer],
  ['paging', 'Paging', parsePaging],
  ['record', 'ExportRecord', (json) => parseRecord(JSON.stringify(json))],
];

/** What a document becomes when one of its members, at any depth, is lost, doubled or another. */
function* spoilt(value: unknown): Generator<unknown> {
  for (const other of [null, 7, -1, 1.5, 'ä b', '', [], {}, true]) yield other;
  if (Array.isArray(value)) {
    yield [...(value as unknown[]), null];
    for (const [index, item] of (value as unknown[]).entries()) {
      for (const bad of spoilt(item)) yield (value as unknown[]).with(index, bad);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, colour: 'red' };
    for (const [name, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      for (const bad of spoilt(member)) yield { ...value, [name]: bad };
    }
  }
}

describe.each(DOCUMENTS)('a %s', (example, schema, check) => {
  const fits = shapeOf(schema);

  it('is of the shape that the document shows', () => {
    expect(fits(block(example))).toBe(true);
    expect(check(block(example))).toMatchObject({ ok: true });
  });

  it('is refused by the schema wherever our own checks refuse it, and nowhere else', () => {
    const cases = [...spoilt(block(example))];
    const disagreed = cases.filter((json) => fits(json) !== check(json).ok);
    expect(disagreed.map((json) => JSON.stringify(json))).toEqual([]);
    expect(cases.filter((json) => !fits(json)).length).toBeGreaterThan(20);
  });
});

describe('PROTOCOL.md', () => {
  it('has the clauses of the conformance suite, each once', () => {
    const ids = [...protocol.matchAll(/^- \*\*(C-[A-Z]+-\d+)\*\*/gm)].map(([, id]) => id);
    expect(ids.toSorted()).toEqual(Object.keys(CLAUSE_TITLES).sort());
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the vectors', () => {
  it('are what the SDK makes of their keys, clocks and texts', async () => {
    const made = await makeVectors();
    const files = readdirSync(new URL('vectors/', folder)).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(Object.keys(made).sort());
    for (const [name, vectors] of Object.entries(made)) {
      const stored: unknown = JSON.parse(read(`vectors/${name}`));
      expect(stored).toEqual(JSON.parse(JSON.stringify(vectors)));
    }
  });

  it('have webhooks that one of the secrets verifies, and no other', () => {
    const vector = JSON.parse(read('vectors/standard-webhooks.json')) as {
      id: string;
      timestamp: number;
      body: string;
      secrets: string[];
      signature: string;
    };
    const { signature, secrets } = vector;
    for (const secret of secrets) expect(verifiesWebhook(vector, signature, [secret])).toBe(true);
    const [other] = [`whsec_${Buffer.alloc(32, 3).toString('base64')}`];
    expect(verifiesWebhook(vector, signature, [other ?? ''])).toBe(false);
    expect(verifiesWebhook({ ...vector, body: '{}' }, signature, secrets)).toBe(false);
  });
});
