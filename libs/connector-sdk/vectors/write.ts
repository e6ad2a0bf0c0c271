import { writeFileSync } from 'node:fs';
import { makeVectors } from '../test/vectors.js';

/** Writes the vectors anew: `node --import ./test/support/typescript.js <this file>`. */
for (const [name, vectors] of Object.entries(await makeVectors())) {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(vectors, undefined, 2)}\n`);
}
