import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { envExample, projectRoot } from '@habeas/config';
import { lifecycleDocument } from '@habeas/domain';

import { errorDocument } from './http/error-advice.js';

/** Writes the pages that are made from code and checked in, so that a change shows in review. */
const documents: Record<string, string> = {
  '.env.example': envExample(),
  'apps/api/ERRORS.md': errorDocument(),
  'libs/domain/LIFECYCLE.md': lifecycleDocument(),
};

for (const [path, text] of Object.entries(documents)) {
  await writeFile(join(projectRoot, path), text);
}
