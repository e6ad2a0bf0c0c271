import { Logger } from '@nestjs/common';
import { PolicyMigration } from './policy-migration.js';

type Given = ConstructorParameters<typeof PolicyMigration>;

const DIGEST = 'd'.repeat(64);

/** Exercises left behind, of which some cannot be brought along. */
function migrationOf(left: string[], broken: string[]) {
  const asked: string[] = [];
  const tx = {
    query: (sql: string) => {
      if (sql.includes('AS stamp')) return Promise.resolve([{ stamp: 'old' }]);
      return Promise.resolve(left.map((id) => ({ id, status: 'received' })));
    },
  };
  const database = {
    query: (_: string, [, limit, after]: [string, number, string]) =>
      Promise.resolve(
        left
          .filter((id) => id > after)
          .slice(0, limit)
          .map((id) => ({ id, requestId: 'req_1' })),
      ),
    transaction: <T>(work: (given: unknown) => Promise<T>) => work(tx),
  };
  const clocks = {
    followPolicy: (_: unknown, { id }: { id: string }) => {
      asked.push(id);
      return broken.includes(id) ? Promise.reject(new Error('no clock')) : Promise.resolve();
    },
  };
  const inForce = { current: { digest: DIGEST } };
  const versions = { holds: () => Promise.resolve(true) };
  const given = [database, inForce, versions, clocks] as unknown as Given;
  return { migration: new PolicyMigration(...given), asked };
}

describe('bringing exercises under the policy in force', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it.each<[string, string[], number, string[]]>([
    ['one that cannot be brought along', ['a'], 1, ['a', 'b']],
    ['a whole batch that cannot', ['a', 'b'], 1, ['a', 'b', 'c']],
  ])('goes on after %s', async (_, broken, brought, expected) => {
    const { migration, asked } = migrationOf(['a', 'b', 'c'], broken);
    expect(await migration.run(2)).toBe(brought);
    expect(asked).toEqual(expected);
  });

  it('ends where none can be', async () => {
    const { migration } = migrationOf(['a', 'b', 'c'], ['a', 'b', 'c']);
    expect(await migration.run(2)).toBe(0);
  });
});
