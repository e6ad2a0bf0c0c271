/**
 * Secrets and what they protect.
 *
 * key ring     the keys of this installation, in files apart from the database: one wraps request
 *              keys, one makes digests, others sign
 * request key  encrypts all that is held for one request; destroying it destroys all of that
 * blob         a file encrypted under its request's key
 * digest       keyed, so that a person can be found again without plain text
 */
export { BLOB_CHUNK_BYTES } from './blob-format.js';
export { BlobSweep } from './blob-sweep.js';
export type { Swept } from './blob-sweep.js';
export { BlobStore } from './blob-store.js';
export type { Blob } from './blob-store.js';
export { BlobRecord } from './blob.entity.js';
export { ENTITIES } from './entities.js';
export { KeyRing, SIGNING_NAMES } from './key-ring.js';
export type { PublicSigningJwk, SigningKey, SigningName } from './key-ring.js';
export { RequestKey } from './request-key.js';
export { RequestKeyRecord } from './request-key.entity.js';
export { REQUEST_KEY_CACHE } from './request-key-cache.js';
export { SealBroken } from './sealed-box.js';
export { Vault } from './vault.js';
export { VaultModule } from './vault.module.js';
