// Composes a package from generated exports: `node --import ./typescript.js large-disclosure.ts MIB`.
// Prints what it read and wrote and the most memory it held, all in bytes. Its exports are made up
// as they are read, so whatever grows with MIB is the composer's.
import { join } from 'node:path';
import { composePackage, type ExportSource } from '@habeas/dossiers';
import { projectRoot } from '@habeas/config';
import { loadPolicy } from '@habeas/policy';
import { SAMPLES } from './sample-disclosure.js';

const wanted = Number(process.argv[2]) * 1024 * 1024;
const CHUNK = 256;
let read = 0;
let peak = 0;

const line = (index: number) => {
  const dataset = 'location_points';
  const data = {
    recorded_at: new Date(1_700_000_000_000 + index * 1000).toISOString(),
    latitude: Number(Math.sin(index).toFixed(6)),
    longitude: Number(Math.cos(index).toFixed(6)),
    note: `reading ${index} of the device, as it came in`,
  };
  return `${JSON.stringify({ dataset, category: 'LOC', data })}\n`;
};

const source: ExportSource = {
  system: 'telemetry',
  categories: ['LOC'],
  async *open() {
    let given = 0;
    for (let index = 0; given < wanted; index += CHUNK) {
      const lines = Array.from({ length: CHUNK }, (_, offset) => line(index + offset));
      const bytes = Buffer.from(lines.join(''));
      given += bytes.length;
      read += bytes.length;
      peak = Math.max(peak, process.memoryUsage.rss());
      yield bytes;
    }
  },
};

const policy = loadPolicy(join(projectRoot, 'libs/policy/data'));
const before = process.memoryUsage.rss();
const { bytes, records } = await composePackage(SAMPLES.de.facts, policy, [source]);
let written = 0;
for await (const chunk of bytes) written += chunk.length;
console.log(JSON.stringify({ records, read, written, before, peak }));
