import 'reflect-metadata';
import { HabeasError } from '@habeas/domain';

import { Child, Children, Choice, Day, Flag, Instant, Text, Texts } from './fields.js';
import { ShapePipe } from './shape.pipe.js';

class Moon {
  @Text({ about: 'Name.', max: 10, form: /^[a-z]+$/, hint: 'Give small letters.' })
  name!: string;
}

class Planet {
  @Choice(['rock', 'gas'], { about: 'Kind.' })
  kind!: string;

  @Instant({ about: 'When it was seen.', optional: true })
  seenAt?: string;

  @Day({ about: 'When it was named.', optional: true })
  namedOn?: string;

  @Flag({ about: 'Whether it has rings.', optional: true })
  rings?: boolean;

  @Texts({
    about: 'Tags.',
    min: 1,
    max: 2,
    form: /^[a-z]+$/,
    hint: 'Small letters.',
    optional: true,
  })
  tags?: string[];

  @Child(() => Moon, { about: 'The first.', optional: true })
  moon?: Moon;

  @Children(() => Moon, { about: 'All.', min: 1, max: 2, optional: true, unique: (m) => m.name })
  moons?: Moon[];
}

class Nothing {}

const shape = (value: unknown, metatype: new () => object = Planet) =>
  new ShapePipe().transform(value, { type: 'body', metatype });

async function refusal(value: unknown, metatype?: new () => object): Promise<HabeasError> {
  try {
    await shape(value, metatype);
  } catch (error) {
    if (error instanceof HabeasError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('ShapePipe', () => {
  it('gives instances of the classes', async () => {
    const planet = { kind: 'gas', moon: { name: 'io' }, moons: [{ name: 'io' }], tags: ['far'] };
    const shaped = (await shape(planet)) as Planet;
    expect(shaped).toEqual(planet);
    expect(shaped.moon).toBeInstanceOf(Moon);
    expect(shaped.moons?.[0]).toBeInstanceOf(Moon);
  });

  it.each([
    ['a word that is not known', { kind: 'ice' }, '/kind'],
    ['a missing field', {}, '/kind'],
    ['null for an optional field', { kind: 'gas', rings: null }, '/rings'],
    ['text for a flag', { kind: 'gas', rings: 'true' }, '/rings'],
    ['an instant without offset', { kind: 'gas', seenAt: '2026-03-02T09:30:00' }, '/seenAt'],
    ['a day that is none', { kind: 'gas', seenAt: '2026-02-30T09:30:00Z' }, '/seenAt'],
    ['a number for an instant', { kind: 'gas', seenAt: 1 }, '/seenAt'],
    ['the 30th of February', { kind: 'gas', namedOn: '2026-02-30' }, '/namedOn'],
    ['an object for a list', { kind: 'gas', tags: { 0: 'a' } }, '/tags'],
    ['a list with a twin', { kind: 'gas', tags: ['a', 'a'] }, '/tags'],
    ['a list too long', { kind: 'gas', tags: ['a', 'b', 'c'] }, '/tags'],
    ['a list of numbers', { kind: 'gas', tags: [1] }, '/tags'],
    ['text for an object', { kind: 'gas', moon: 'io' }, '/moon'],
    ['a list for an object', { kind: 'gas', moon: [{ name: 'io' }] }, '/moon'],
    ['a fault inside an object', { kind: 'gas', moon: { name: 'IO' } }, '/moon/name'],
    [
      'a fault inside a list',
      { kind: 'gas', moons: [{ name: 'a' }, { name: 'B' }] },
      '/moons/1/name',
    ],
    ['null in a list', { kind: 'gas', moons: [null] }, '/moons/0'],
    ['a list in a list', { kind: 'gas', moons: [[{ name: 'io' }]] }, '/moons'],
    [
      'twins in a list of objects',
      { kind: 'gas', moons: [{ name: 'a' }, { name: 'a' }] },
      '/moons',
    ],
    ['an unknown field', { kind: 'gas', weight: 1 }, ''],
    ['an unknown field inside', { kind: 'gas', moon: { name: 'io', mass: 1 } }, '/moon'],
  ])('points at %s', async (_, value, pointer) => {
    const { code, errors, detail } = await refusal(value);
    expect(code).toBe('body_invalid');
    expect(errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(detail).toMatch(/^[A-Z].*\.$/);
  });

  it.each([[undefined], [null], ['text'], [1], [[]], [[{ kind: 'gas' }]]])(
    'refuses %j for a body',
    async (value) => {
      expect((await refusal(value)).code).toBe('body_invalid');
    },
  );

  it('names every known field, never the unknown one nor a value', async () => {
    const { detail, errors } = await refusal({ kind: 'ice-giant', 'ada@example.org': 'secret' });
    const said = JSON.stringify([detail, errors]);
    expect(said).toMatch(/kind, seenAt|seenAt, kind|known are: .*kind/);
    expect(said).not.toMatch(/ice-giant|ada@example|secret/);
  });

  it('takes {} or nothing where nothing is asked, and no field', async () => {
    await expect(shape({}, Nothing)).resolves.toEqual({});
    await expect(shape(undefined, Nothing)).resolves.toEqual({});
    expect((await refusal({ a: 1 }, Nothing)).code).toBe('body_invalid');
  });

  it('says query_invalid of a query', async () => {
    const outcome = new ShapePipe().transform({ kind: 'ice' }, { type: 'query', metatype: Planet });
    await expect(outcome).rejects.toMatchObject({ code: 'query_invalid' });
  });
});
