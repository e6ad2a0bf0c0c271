import type { Config } from './config.js';
import { SETTINGS } from './settings.js';

/** Variables that a child process needs besides ours to find programs, folders and its language. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SystemRoot'];

/** The environment of a child process that is to read the same configuration, and no more. */
export function environmentOf(config: Config): Record<string, string> {
  const inherited = INHERITED.map((name) => [name, process.env[name]] as const);
  const own = SETTINGS.map(({ env, field }) => [env, asText(config[field])] as const);
  const entries = [...inherited, ...own].filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}

function asText(value: Config[keyof Config]): string | undefined {
  return Array.isArray(value) ? value.join(',') : value?.toString();
}
