// What Jest does by its moduleNameMapper and transform, for a plain Node process.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = new URL('../../', import.meta.url);
const swcrc = fileURLToPath(new URL('.swcrc', root));

export async function resolve(specifier, context, next) {
  const library = /^@habeas\/([^/]+)$/.exec(specifier)?.[1];
  if (library !== undefined)
    return next(new URL(`libs/${library}/src/index.ts`, root).href, context);
  const source = sourceOf(specifier, context.parentURL);
  return next(source ?? specifier, context);
}

// A relative import names the compiled file; beside a source lies its source.
function sourceOf(specifier, parentURL) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || !parentURL?.endsWith('.ts')) return undefined;
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
  return existsSync(url) ? url.href : undefined;
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const { code } = await transformFile(fileURLToPath(url), {
    configFile: swcrc,
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
