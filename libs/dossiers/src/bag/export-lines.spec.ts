import fc from 'fast-check';
import { LINE_BYTES_MAX, lineBatches, parseRecord } from './export-lines.js';

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function linesOf(source: AsyncIterable<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of lineBatches(source)) lines.push(...batch.map(String));
  return lines;
}

it('finds the same lines however the bytes are cut', async () => {
  const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', 'ไ', '\n') }));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
      const whole = parts.join('\n');
      const expected = whole.split('\n').filter((line) => line !== '');
      expect(await linesOf(inChunks(Buffer.from(whole), size))).toEqual(expected);
    }),
  );
});

it('refuses a line without end before it fills the memory', async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (; ; given += 1) yield Buffer.alloc(1024 * 1024, 'x');
  }
  await expect(linesOf(endless())).rejects.toMatchObject({ code: 'record_too_large' });
  expect(given * 1024 * 1024).toBeLessThanOrEqual(LINE_BYTES_MAX);
});

it.each([
  'not json',
  '[]',
  'null',
  '{"dataset":"a","category":"b"}',
  '{"dataset":1,"category":"b","data":{}}',
  '{"dataset":"a","category":"b","data":[]}',
])('refuses the line %s without repeating it', (line) => {
  expect(() => parseRecord(Buffer.from(line))).toThrow(/^record_malformed: a line is not/);
});

it('keeps every digit of numbers that JavaScript would round', () => {
  const line = `{"dataset":"a","category":"b","data":{"id":12345678901234567891,"x":0.1,"big":1e999,
    "text":"12345678901234567891 \\" 1e999","n":-9007199254740991,"amount":1234567890.1234567890}}`;
  expect(parseRecord(Buffer.from(line)).data).toEqual({
    id: '12345678901234567891',
    x: 0.1,
    big: '1e999',
    text: '12345678901234567891 " 1e999',
    n: -9007199254740991,
    amount: '1234567890.1234567890',
  });
});
