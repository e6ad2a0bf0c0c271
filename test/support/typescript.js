// `node --import ./test/support/typescript.js file.ts`: runs the sources as they are, for helpers and
// processes that tests start outside Jest.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
