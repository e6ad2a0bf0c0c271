// Prints what docker-compose.yml needs and nobody should choose: random passwords.
//
//   umask 077; node deploy/make-env.mjs > .env
import { randomBytes } from 'node:crypto';

const PASSWORDS = [
  'POSTGRES_PASSWORD',
  'HABEAS_DB_PASSWORD',
  'ACCOUNTS_DB_PASSWORD',
  'MARKETING_DB_PASSWORD',
  'TELEMETRY_DB_PASSWORD',
  'REDIS_PASSWORD',
];

const lines = PASSWORDS.map((name) => `${name}=${randomBytes(24).toString('hex')}`);
process.stdout.write(`${lines.join('\n')}\n`);
