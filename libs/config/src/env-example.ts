import { CLIENT_SETTINGS, SETTINGS } from './settings.js';

const HEAD = `# Every variable that is read, with its default or an example. Copy the lines you need to .env
# or set them in the environment. Generated from libs/config by npm run docs; a test compares.
`;

/** The content of `.env.example`. */
export function envExample(): string {
  const all = [...SETTINGS, ...CLIENT_SETTINGS];
  const entries = all.map(({ env, about, example }) => `# ${about}\n#${env}=${example}\n`);
  return [HEAD, ...entries].join('\n');
}
