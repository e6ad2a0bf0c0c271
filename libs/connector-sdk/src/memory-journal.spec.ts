import { JOURNAL_CASES } from '../test/journal-cases.js';
import { memoryJournal } from './index.js';

describe('a journal in memory', () => {
  it.each(JOURNAL_CASES)('$name', async ({ run }) => {
    await run(memoryJournal());
  });
});
