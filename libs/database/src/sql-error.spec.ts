import { HabeasError } from '@habeas/domain';
import { QueryFailedError } from 'typeorm';
import { SqlError, translateSqlError } from './sql-error.js';

/** An error as pg makes it of the server's answer. */
function answered(code: string, more: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`duplicate: somebody@example.org`), {
    severity: 'ERROR',
    code,
    detail: 'Key (email)=(somebody@example.org) already exists.',
    ...more,
  });
}

function failed(driverError: Error): QueryFailedError {
  return new QueryFailedError('INSERT …', ['somebody@example.org'], driverError);
}

describe('translateSqlError', () => {
  test.each(['08006', '57P01', '57P03', '53300', '57014', '55P03', '25P03'])(
    'says store_unavailable of SQLSTATE %s',
    (code) => {
      expect(translateSqlError(failed(answered(code)))).toMatchObject({
        code: 'store_unavailable',
      });
    },
  );

  test('says store_full of a server without room', () => {
    expect(translateSqlError(failed(answered('53100')))).toMatchObject({ code: 'store_full' });
  });

  test.each([
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
  ])('says store_unavailable when the server cannot be reached: %s', (error) => {
    expect(translateSqlError(error)).toMatchObject({ code: 'store_unavailable' });
    expect(translateSqlError(failed(error))).toMatchObject({ code: 'store_unavailable' });
  });

  test('names the constraint and hides every value', () => {
    const driver = answered('23505', { constraint: 'people_email_key', table: 'people' });
    const error = translateSqlError(failed(driver));
    expect(error).toBeInstanceOf(SqlError);
    expect(error).toMatchObject({ code: '23505', constraint: 'people_email_key', table: 'people' });
    expect((error as SqlError).message).toBe('SQL error 23505 of people_email_key');
    expect(JSON.stringify(error)).not.toContain('somebody');
    expect((error as SqlError).cause).toBeUndefined();
  });

  test('keeps the words about a wrong statement', () => {
    const driver = answered('42703', { message: 'column "colour" does not exist' });
    expect(translateSqlError(failed(driver))).toMatchObject({
      message: 'SQL error 42703: column "colour" does not exist',
    });
  });

  test('hides the parameters of a query that the server never judged', () => {
    const error = translateSqlError(failed(new Error('cannot serialize somebody@example.org')));
    expect(error).toMatchObject({ code: 'driver', message: 'SQL error driver' });
  });

  test('leaves other errors as they are', () => {
    const refusal = new HabeasError('not_found', 'Nothing.');
    const bug = new TypeError('x is undefined');
    expect(translateSqlError(refusal)).toBe(refusal);
    expect(translateSqlError(bug)).toBe(bug);
    expect(translateSqlError('thrown')).toBe('thrown');
  });
});
