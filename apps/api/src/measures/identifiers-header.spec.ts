import { HabeasError } from '@habeas/domain';
import { readIdentifiers } from './identifiers-header.js';

const MARK = 'zzqq';
const header = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const email = { type: 'email', value: 'ada@people.test' };

describe('the header of identifiers', () => {
  it('is base64url of a JSON list', () => {
    expect(readIdentifiers(header([email, { type: 'imei', value: '1' }]))).toEqual([
      email,
      { type: 'imei', value: '1' },
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['two headers', [header([email]), header([email])]],
    ['plain JSON', JSON.stringify([email])],
    ['no JSON', Buffer.from(`[${MARK}`).toString('base64url')],
    ['no list', header(email)],
    ['an empty list', header([])],
    ['too many', header(Array.from({ length: 101 }, () => email))],
    ['an unknown type', header([{ type: MARK, value: '1' }])],
    ['a value that is no text', header([{ type: 'email', value: 5 }])],
    ['a value too long', header([{ type: 'email', value: MARK.repeat(100) }])],
    ['a further field', header([{ ...email, level: MARK }])],
    ['null in the list', header([null])],
  ])('is refused as %s, and not repeated', (_, given) => {
    const refused = () => readIdentifiers(given);
    expect(refused).toThrow(HabeasError);
    expect(refused).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(MARK) }),
    );
  });
});
