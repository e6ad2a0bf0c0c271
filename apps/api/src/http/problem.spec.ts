import { ERRORS, HabeasError, type ErrorCode } from '@habeas/domain';
import { BadRequestException, ImATeapotException, NotFoundException } from '@nestjs/common';

import { problemOf, refusalOf, retryAfterSeconds } from './problem.js';

const fastifyError = (statusCode: number) =>
  Object.assign(new Error('quotes /ada'), { code: 'FST_ERR_SOMETHING', statusCode });

describe('problem details', () => {
  it.each([
    ['an error of ours', new HabeasError('seal_mismatch', 'Look again.'), 'seal_mismatch'],
    ["Nest's 404", new NotFoundException('Cannot GET /ada'), 'not_found'],
    ["Nest's 400", new BadRequestException(), 'http_malformed'],
    ['a status nobody foresaw', new ImATeapotException(), 'internal'],
    ["Fastify's 413", fastifyError(413), 'body_too_large'],
    ["Fastify's 415", fastifyError(415), 'media_type_unsupported'],
    ['an error with a foreign code', Object.assign(new Error('ada'), { code: 'X' }), 'internal'],
    ['text', 'ada', 'internal'],
  ])('tell %s by its code, and nothing of its text', (_, error, code) => {
    const problem = problemOf(refusalOf(error), 'id');
    expect(problem).toMatchObject({
      code,
      type: `/problems/${code}`,
      instance: 'urn:uuid:id',
      ...{ status: ERRORS[code as ErrorCode].status, title: ERRORS[code as ErrorCode].title },
    });
    expect(problem.detail).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(problem)).not.toContain('ada');
  });

  it('are the same for what is not there, whoever says so', () => {
    const texts = ['There is no hold by that id.', 'It was opened by somebody else.'];
    const [one, two] = texts.map((text) => problemOf(new HabeasError('not_found', text), 'id'));
    expect(one).toEqual(two);
  });

  it('list several faults, and omit an empty list', () => {
    const errors = [{ pointer: '/a', detail: 'Give a.' }];
    expect(problemOf(new HabeasError('body_invalid', 'No.', errors), 'id').errors).toEqual(errors);
    expect(problemOf(new HabeasError('body_invalid', 'No.'), 'id')).not.toHaveProperty('errors');
  });

  it('ask to try again only where it may help', () => {
    expect(retryAfterSeconds('store_unavailable')).toBe(5);
    expect(retryAfterSeconds('idempotency_key_in_use')).toBe(1);
    expect(retryAfterSeconds('body_invalid')).toBeUndefined();
  });
});
