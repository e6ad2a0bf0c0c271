export { Config, LOG_LEVELS } from './config.js';
export type { LogLevel } from './config.js';
export { ConfigModule } from './config.module.js';
export { envExample } from './env-example.js';
export { ConfigProblems, loadConfig } from './load-config.js';
export { projectRoot } from './project-root.js';
export { loadClient } from './client.js';
export type { ClientConfig } from './client.js';
export { environmentOf } from './environment-of.js';
