import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateKeys, parseManifest, PROTOCOL, type Manifest } from '@habeas/connector-sdk';
import { projectRoot } from '@habeas/config';
import type { Action, ConnectorFacts } from '@habeas/domain';
import { digestOf } from '@habeas/evidence-format';
import { CliFailure, EXIT } from '../exit.js';

/** Reads manifests from files, as `GET /manifest` or a system's `manifest` command gives them. */
export function manifestsFrom(files: readonly string[]): ConnectorFacts[] {
  const facts = files.map((file) => factsFrom(file, textOf(file)));
  const twice = facts.find(({ slug }, at) => facts.findIndex((one) => one.slug === slug) < at);
  if (!twice) return facts;
  throw new CliFailure(EXIT.usage, `Two manifests are of "${twice.slug}"; give each system once.`);
}

/** Asks the shipped system of each of these names for its manifest; it needs no database for that. */
export async function shippedManifests(systems: readonly string[]): Promise<ConnectorFacts[]> {
  const shipped = systems.filter((name) => existsSync(scriptOf(name)));
  return Promise.all(shipped.map(async (name) => factsFrom(name, await manifestOf(name))));
}

async function manifestOf(name: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [scriptOf(name), 'manifest']);
    return stdout;
  } catch {
    const detail = `The shipped system ${name} gives no manifest; build again, or give --manifest.`;
    throw new CliFailure(EXIT.unreachable, detail);
  }
}

const scriptOf = (name: string) => join(projectRoot, `dist/apps/connectors/${name}/main.js`);

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'failed';
    throw new CliFailure(EXIT.usage, `${file} cannot be read (${code}); check its name.`);
  }
}

/** Throws a usage failure that names the file, the place in it and the fault. */
export function factsFrom(source: string, text: string): ConnectorFacts {
  const given = parsedJson(source, text);
  // A manifest that no connector has signed yet lacks its key; a plan needs none.
  const whole = { protocol: PROTOCOL, publicKey: generateKeys().jwk, ...given };
  const parsed = parseManifest(whole);
  if (!parsed.ok) {
    const [fault] = parsed.faults;
    throw new CliFailure(EXIT.usage, `${source}#${fault?.path ?? ''}: ${fault?.detail ?? ''}`);
  }
  return factsOf(parsed.value, digestOf(given));
}

function parsedJson(source: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, the same as for a document that is no object.
  }
  throw new CliFailure(EXIT.usage, `${source} is no JSON object; give a connector's manifest.`);
}

function factsOf(manifest: Manifest, manifestDigest: string): ConnectorFacts {
  const { slug, actions, categories, accepts, returns, suppresses, limits } = manifest;
  return {
    slug,
    actions: Object.keys(actions) as Action[],
    categories: categories.map(({ id }) => id),
    accepts,
    returns,
    parts: Object.fromEntries(
      categories.map(({ id, parts = [] }) => [id, parts.map(({ name }) => name)]),
    ),
    ...(suppresses ? { suppresses } : {}),
    manifestDigest,
    worstCaseHours: limits.worstCaseHours,
  };
}
