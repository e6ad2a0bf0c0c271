// The API in a process of its own, so that its memory can be read off the process:
// `fork(measured-api.ts, { execArgv: ['--import', './typescript.js'] })`. Says where it is and a key,
// then answers each message with the most memory it ever held, in bytes; ends when disconnected.
import { startTestApi } from './api.js';

const KIB = 1024;

const api = await startTestApi({ callsPerMinute: 1_000_000 });
const key = await api.key('olga', 'operator');
process.on('message', () => process.send?.(process.resourceUsage().maxRSS * KIB));
process.on('disconnect', () => void api.close());
process.send?.({ url: api.url, key });
