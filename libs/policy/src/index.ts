/**
 * The controller's rules and words as data: law packs, register, retention rules, texts. YAML files
 * of `data/`, checked when they are loaded; a fault names file, line, path and remedy. Which version
 * is in force stands in the database, and every process follows it.
 */
export { ENTITIES } from './entities.js';
export { loadPolicy, loadPolicyFiles } from './load-policy.js';
export { loadRegister } from './load-register.js';
export { changedDocuments } from './policy-diff.js';
export type { DocumentChange } from './policy-diff.js';
export { readPolicyFiles } from './policy-files.js';
export type { PolicyFiles } from './policy-files.js';
export { PolicyInForce } from './policy-in-force.js';
export { POLICY, PolicyModule } from './policy.module.js';
export { PolicyVersion } from './policy-version.entity.js';
export { CANDIDATES_MAX, PolicyVersions, VERSIONS_LISTED_MAX } from './policy-versions.js';
export type { VersionStatus, VersionView } from './policy-versions.js';
export type { Policy } from './policy.js';
