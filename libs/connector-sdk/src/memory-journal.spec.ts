import { describeJournal } from '../test/journal-cases.js';
import { memoryJournal } from './index.js';

describeJournal('a journal in memory', async () => memoryJournal());
