export { dropTestDatabase, testDatabase } from './test-database.js';
export type { TestDatabase } from './test-database.js';
export { backends, testRedis } from './test-redis.js';
export type { Backend, TestRedis } from './test-redis.js';
export { until } from './until.js';
