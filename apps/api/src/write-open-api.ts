import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';

import { describeApi } from './describe-api.js';

/** Writes the document that is checked in, so that a change of the API shows in review. */
const document = await describeApi();
await writeFile(
  join(projectRoot, 'apps/api/openapi.json'),
  `${JSON.stringify(document, null, 2)}\n`,
);
