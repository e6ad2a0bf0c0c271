import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Command } from 'commander';
import type { RequestView } from '@habeas/requests';
import type { ApiClient } from '../api-client.js';
import { CliFailure, EXIT } from '../exit.js';
import { print, printJson } from '../output.js';
import { client } from './client.js';

export function disclosureCommands(program: Command): void {
  const disclosure = program.command('disclosure').description('Packages for the person');
  disclosure
    .command('fetch <id>')
    .description('Fetch a package by its id or by its request; the read is recorded')
    .requiredOption('--out <file>', 'where to write the zip; never overwritten')
    .option('--json', 'print one JSON document')
    .action(async (id: string, { out, json }: { out: string; json?: boolean }) => {
      const api = client();
      const found = id.startsWith('dis_') ? id : await disclosureOf(api, id);
      await fetchPackage(api, found, out);
      if (json) return printJson({ disclosure: found, file: out });
      print(`Wrote ${out}`);
    });
}

async function disclosureOf(api: ApiClient, requestId: string): Promise<string> {
  const view = await api.get<RequestView>(`/v1/requests/${encodeURIComponent(requestId)}`);
  const ready = view.exercises.find(({ disclosure }) => disclosure?.status === 'ready')?.disclosure;
  if (ready) return ready.id;
  throw new CliFailure(EXIT.no, 'This request has no package yet; habeas request show says why.');
}

/** Streams the package to a new file, readable by its owner only; whole or not at all. */
export async function fetchPackage(api: ApiClient, id: string, out: string): Promise<void> {
  const answer = await api.download(`/v1/disclosures/${encodeURIComponent(id)}/package`);
  if (!answer.body) throw new CliFailure(EXIT.unreachable, 'The package came without a body.');
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
  let opened = false;
  file.once('open', () => (opened = true));
  try {
    await pipeline(Readable.fromWeb(answer.body as ReadableStream<Uint8Array>), file);
  } catch (error) {
    if (opened) await rm(out, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new CliFailure(EXIT.usage, `${out} exists already; choose another file.`);
    }
    throw error;
  }
}
