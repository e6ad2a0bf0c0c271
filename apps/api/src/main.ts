import { loadConfig } from '@habeas/config';

import { createApi, listen } from './create-api.js';

const config = loadConfig();
const app = await createApi(config);
app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
const url = await listen(app, config);
process.stdout.write(`${JSON.stringify({ listening: url })}\n`);
