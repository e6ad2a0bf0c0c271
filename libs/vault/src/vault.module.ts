import { Config } from '@habeas/config';
import { Database } from '@habeas/database';
import { Global, Module } from '@nestjs/common';
import { BlobStore } from './blob-store.js';
import { BlobSweep } from './blob-sweep.js';
import { KeyRing } from './key-ring.js';
import { Vault } from './vault.js';

/** Opens the key ring when the application starts; needs a migrated database. */
@Global()
@Module({
  providers: [
    { provide: KeyRing, inject: [Config, Database], useFactory: KeyRing.open },
    Vault,
    BlobStore,
    BlobSweep,
  ],
  exports: [KeyRing, Vault, BlobStore, BlobSweep],
})
export class VaultModule {}
