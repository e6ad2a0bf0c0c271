import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { envExample } from '@habeas/config';
import { parse } from 'yaml';
import { PROJECT_ROOT, readText } from './source.js';

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  networks?: string[];
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
}

const text = readText('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const dockerfile = readText('deploy/Dockerfile');
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));
const programs = services.filter(({ image }) => image === 'habeas:local');

const here = (path: string) => existsSync(join(PROJECT_ROOT, path));
/** Instructions with their arguments, continued lines joined. */
const instructions = dockerfile
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => line.split(/\s+/));
/** From the clone into the image; what comes from another stage was made there. */
const copied = instructions
  .filter(([word, first]) => word === 'COPY' && !first?.startsWith('--from'))
  .flatMap(([, ...paths]) => paths.slice(0, -1));
const runtime = instructions.slice(
  instructions.findLastIndex(([word, , , stage]) => word === 'FROM' && stage === 'runtime'),
);
/** Paths below the project's root that the last stage has. */
const inImage = runtime
  .filter(([word]) => word === 'COPY')
  .flatMap(([, ...words]) => {
    const paths = words.filter((word) => !word.startsWith('--'));
    const target = paths.at(-1) ?? '';
    return paths.slice(0, -1).map((path) => {
      const plain = path.replace(/^\/habeas\//, '');
      return target.endsWith('/') ? join(target, plain.split('/').at(-1) ?? '') : join(target);
    });
  });

/** The file that the build makes of this one, or the file itself. */
const sourceOf = (file: string) => file.replace(/^dist\/(.*)\.js$/, '$1.ts');

describe('the image', () => {
  it.each(copied)('copies %s, which is there', (path) => {
    expect(here(path)).toBe(true);
  });

  it.each(copied)('lets %s into the build', (path) => {
    const lines = readText('deploy/Dockerfile.dockerignore').split('\n');
    expect(lines).toContain(`!${path.replace(/\/.*/, '')}${inner(path)}`);
  });

  /** Whole trees are let in by their first folder, single files of deploy/ by name. */
  function inner(path: string): string {
    return path.startsWith('deploy/') ? path.slice('deploy'.length) : '';
  }

  it('has every file that the programs read beside the compiled ones', () => {
    const systems = readdirSync(join(PROJECT_ROOT, 'apps/connectors')).filter((name) =>
      here(`apps/connectors/${name}/schema.sql`),
    );
    const read = [
      ...systems.map((name) => `apps/connectors/${name}/schema.sql`),
      ...['libs/policy/data', 'libs/database/migrations', 'package.json'],
      ...['dist', 'node_modules'],
    ];
    expect(systems.length).toBe(3);
    expect(read.filter((path) => !inImage.includes(path))).toEqual([]);
  });

  it('runs as an ordinary user, without development packages or install scripts', () => {
    const users = runtime.filter(([word]) => word === 'USER');
    expect(users).toEqual([['USER', 'node']]);
    const installs = dockerfile.split('\n').filter((line) => line.includes('npm ci'));
    expect(installs.every((line) => line.includes('--ignore-scripts'))).toBe(true);
    expect(installs.at(-1)).toContain('--omit=dev');
    expect(runtime.some((words) => words.join(' ').includes('npm'))).toBe(false);
  });

  it('stands on one version of Node, which the project accepts', () => {
    const bases = dockerfile.match(/^FROM node:\S+/gm);
    expect(bases).toEqual(['FROM node:24-bookworm-slim']);
  });
});

describe('docker-compose.yml', () => {
  it('brings store, queues, migration, programs and systems', () => {
    expect(services.map(({ name }) => name)).toEqual([
      ...['postgres', 'redis', 'migrate', 'api', 'worker', 'calling-key'],
      ...['accounts', 'marketing', 'telemetry', 'habeas'],
    ]);
  });

  it.each(programs)('$name runs a file that the image has', ({ command, entrypoint }) => {
    const file = [...(entrypoint ?? []), ...(command ?? [])].find((word) => /\.m?js$/.test(word));
    expect(here(sourceOf(file ?? ''))).toBe(true);
    expect(inImage.some((path) => path === file || file?.startsWith(`${path}/`))).toBe(true);
  });

  it.each(programs)('$name may change nothing but its volumes', (service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  it.each(services.filter(({ restart }) => restart !== 'no'))('$name is watched', (service) => {
    const [, ...test] = service.healthcheck?.test ?? [];
    expect(test.join(' ')).not.toBe('');
    const script = test.find((word) => word.endsWith('.mjs'));
    if (script !== undefined) expect(inImage).toContain(script);
  });

  it.each(services)('$name waits for services that can be ready', ({ depends_on = {} }) => {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const awaited = compose.services[other];
      const isOneShot = awaited?.restart === 'no';
      const fits = isOneShot ? 'service_completed_successfully' : 'service_healthy';
      expect(`${other} ${condition}`).toBe(`${other} ${fits}`);
      if (!isOneShot) expect(awaited?.healthcheck).toBeDefined();
    }
  });

  it.each(services)('$name uses networks and volumes that are declared', (service) => {
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks ?? []));
    const sources = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
    for (const source of sources) {
      expect(source.startsWith('./') ? here(source) : source in compose.volumes).toBe(true);
    }
  });

  it('keeps keys apart from data', () => {
    const { api, worker } = compose.services;
    for (const service of [api, worker]) {
      expect(service?.volumes).toEqual(['data:/var/lib/habeas/data', 'keys:/var/lib/habeas/keys']);
    }
    const shared = ['accounts', 'marketing', 'telemetry'].flatMap(
      (name) => compose.services[name]?.volumes?.map((volume) => volume.split(':')[0]) ?? [],
    );
    expect(shared).not.toContain('keys');
    expect(shared).not.toContain('data');
  });
});

describe('the variables of docker-compose.yml', () => {
  const known = Object.keys(parseEnv(envExample().replaceAll(/^#(?=[A-Z])/gm, '')));
  const systemFiles = ['program.ts', 'system.ts'].map((name) =>
    readText(`apps/connectors/${name}`),
  );
  const made = parseEnv(
    execFileSync(process.execPath, [join(PROJECT_ROOT, 'deploy/make-env.mjs')], {
      encoding: 'utf8',
    }),
  );

  it.each(programs)('$name sets what its program reads', ({ name, environment = {} }) => {
    const isSystem = ['accounts', 'marketing', 'telemetry'].includes(name);
    const reads = (variable: string) =>
      isSystem
        ? systemFiles.some((file) => file.includes(`'${variable}'`))
        : known.includes(variable);
    expect(Object.keys(environment).filter((variable) => !reads(variable))).toEqual([]);
  });

  it('has every password made at random, and none of its own', () => {
    const asked = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
    expect([...new Set(asked)].toSorted()).toEqual(Object.keys(made).toSorted());
    for (const password of Object.values(made)) expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length);
    expect([...text.matchAll(/\$\{(\w*(?:PASSWORD|SECRET)\w*):-/g)]).toEqual([]);
    expect([...text.matchAll(/:\/\/[\w-]*:(?!\$)[^@\s]+@/g)]).toEqual([]);
  });

  it('takes nothing else from outside but settings that are known', () => {
    const optional = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name = '']) => name);
    // A system's own key to Habeas is none of Habeas' settings.
    const ofSystems = ['MARKETING_HABEAS_KEY'];
    expect(optional.filter((name) => ![...known, ...ofSystems].includes(name))).toEqual([]);
  });

  it('gives each database its own owner, made with the password that its user gets', () => {
    const script = readFileSync(join(PROJECT_ROOT, 'deploy/postgres/make-databases.sh'), 'utf8');
    for (const name of ['habeas', 'accounts', 'marketing', 'telemetry']) {
      const variable = `${name.toUpperCase()}_DB_PASSWORD`;
      const service = compose.services[name === 'habeas' ? 'api' : name];
      expect(script).toContain(`make_database ${name} "$${variable}"`);
      expect(service?.environment?.['DATABASE_URL']).toMatch(
        new RegExp(`^postgres://${name}:\\$\\{${variable}:\\?[^}]*\\}@postgres:5432/${name}$`),
      );
      expect(compose.services['postgres']?.environment).toHaveProperty(variable);
    }
  });
});
