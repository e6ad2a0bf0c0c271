import { runProgram } from '../program.js';
import { startAccounts } from './accounts.js';
import { ACCOUNTS_MANIFEST } from './manifest.js';
import { seedAccounts } from './seed.js';

await runProgram({
  name: 'accounts',
  manifest: ACCOUNTS_MANIFEST,
  start: startAccounts,
  seed: seedAccounts,
});
