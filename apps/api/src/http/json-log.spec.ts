import type { LogLevel } from '@habeas/config';

import { JsonLog } from './json-log.js';

const lines: string[] = [];
const logAt = (level: LogLevel) => new JsonLog(level, (line) => lines.push(line));
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('JsonLog', () => {
  beforeEach(() => {
    lines.length = 0;
  });

  it('writes one JSON object per line', () => {
    logAt('log').event('call', { status: 200, principal: undefined });
    expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
    expect(logged()).toEqual([
      { at: expect.any(String), level: 'log', message: 'call', status: 200 },
    ]);
  });

  it('leaves out what is less severe than asked for', () => {
    const log = logAt('warn');
    log.log('a');
    log.debug('b');
    log.warn('c', 'Somewhere');
    log.error('d', 'stack', 'Elsewhere');
    expect(logged()).toMatchObject([
      { level: 'warn', message: 'c', context: 'Somewhere' },
      { level: 'error', message: 'd', context: 'Elsewhere' },
    ]);
  });

  it('tells an error by name, code and frames, never by its message', () => {
    const error = Object.assign(new RangeError('ada@example.org is no number\nof ada'), {
      code: '22P02',
    });
    logAt('log').fault(error, { request: 'r1' });
    logAt('log').error(error);
    expect(logged()[0]).toMatchObject({
      request: 'r1',
      error: 'RangeError',
      errorCode: '22P02',
      stack: expect.stringContaining('json-log.spec'),
    });
    expect(lines.join('')).not.toContain('ada');
  });

  it('survives what is no error', () => {
    logAt('log').fault('ada', {});
    logAt('log').fault(undefined, {});
    expect(logged()).toMatchObject([{ error: 'string' }, { error: 'undefined' }]);
  });
});
