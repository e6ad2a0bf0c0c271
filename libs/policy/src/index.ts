/**
 * The controller's rules and words as data: law packs, register, retention rules, texts. YAML files
 * of `data/`, checked when they are loaded; a fault names file, line, path and remedy.
 */
export { loadPolicy } from './load-policy.js';
export { POLICY, PolicyModule } from './policy.module.js';
export type { Policy } from './policy.js';
