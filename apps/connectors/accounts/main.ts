import { runProgram } from '../program.js';
import { startAccounts } from './accounts.js';
import { seedAccounts } from './seed.js';

await runProgram({ name: 'accounts', start: startAccounts, seed: seedAccounts });
