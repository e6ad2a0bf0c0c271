import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import { openDatabase, schemaDrift } from '@habeas/database';
import type { Database } from '@habeas/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { testDatabase } from '../support/index.js';
import type { TestDatabase } from '../support/index.js';

/** Tables that plain SQL alone reads and writes. A table that is missing here was forgotten. */
const UNMAPPED = ['callback_nonces', 'idempotency_keys', 'schema_migrations'];

@Entity('holds')
class WrongHold {
  @PrimaryColumn('text')
  id!: string;

  @Column('integer')
  matter!: number;

  @Column('text')
  type!: string;

  @PrimaryColumn('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('text')
  colour!: string;
}

@Entity('nowhere')
class Nowhere {
  @PrimaryColumn('text')
  id!: string;
}

type Entities = EntityTarget<ObjectLiteral>[];

async function entitiesOfLibraries(): Promise<Entities> {
  const libs = readdirSync(join(projectRoot, 'libs')).filter((name) =>
    existsSync(join(projectRoot, 'libs', name, 'src/index.ts')),
  );
  const entities: Entities = [];
  // One after the other: Jest's module cache does not bear two imports of one package at once.
  for (const name of libs) {
    const library = (await import(`@habeas/${name}`)) as { ENTITIES?: Entities };
    entities.push(...(library.ENTITIES ?? []));
  }
  return entities;
}

describe('the schema', () => {
  let place: TestDatabase;
  let entities: Entities;
  beforeAll(async () => {
    place = await testDatabase();
    entities = await entitiesOfLibraries();
  });
  afterAll(() => place.drop());

  async function opened<T>(mapped: Entities, work: (db: Database) => Promise<T>): Promise<T> {
    const db = await openDatabase({ url: place.url, entities: mapped });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }

  test('has every column that an entity maps, and no other', async () => {
    expect(await opened(entities, (db) => schemaDrift(db.dataSource))).toEqual([]);
  });

  test('has no table without an entity but those of plain SQL', async () => {
    const unmapped = await opened(entities, async (db) => {
      const tables = await db.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
      );
      const mapped = db.dataSource.entityMetadatas.map(({ tableName }) => tableName);
      return tables.map(({ name }) => name).filter((name) => !mapped.includes(name));
    });
    expect(unmapped).toEqual(UNMAPPED);
  });

  test('tells a wrong entity what is wrong', async () => {
    const drift = await opened([WrongHold, Nowhere], (db) => schemaDrift(db.dataSource));
    expect(drift).toEqual([
      'holds.digest: in the table, but not mapped',
      'holds.categories: in the table, but not mapped',
      'holds.review_on: in the table, but not mapped',
      'holds.placed_at: in the table, but not mapped',
      'holds.released_at: in the table, but not mapped',
      'holds.released_by: in the table, but not mapped',
      'holds.matter: type is text, mapped as integer',
      'holds.type: nullable is true, mapped as false',
      'holds.owner_id: key is false, mapped as true',
      'holds.colour: mapped, but not in the table',
      'nowhere: mapped, but there is no such table',
    ]);
  });
});
