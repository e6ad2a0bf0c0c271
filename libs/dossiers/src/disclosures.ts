import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { POLICY, type Policy } from '@habeas/policy';
import { BlobStore, SealBroken, Vault, type Blob, type RequestKey } from '@habeas/vault';
import type { ExportSource } from './bag/dataset.js';
import { composePackage, type Package } from './compose-package.js';
import { DisclosureRecords, LEASE_SECONDS, type Claim } from './disclosure-records.js';
import { PackagingError, type PackagingFault } from './faults.js';
import { readExercise, type StoredExport } from './read-exercise.js';

export interface OpenDisclosure {
  requestId: string;
  fileName: string;
  /** Bytes. */
  size: number;
  /** Of the zip, hex. */
  sha256: string;
  stream: AsyncIterable<Buffer>;
}

/** Builds the packages that answer access requests, and opens them for who may fetch them. */
@Injectable()
export class Disclosures {
  private readonly logger = new Logger(Disclosures.name);
  private readonly building = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly records: DisclosureRecords,
    private readonly vault: Vault,
    private readonly blobs: BlobStore,
    @Inject(POLICY) private readonly policy: Policy,
  ) {}

  /**
   * Builds the package of one exercise, unless it is ready. Safe to call at any time, from several
   * processes, and again after a crash: one package is kept, and its row, its evidence and the
   * message to the request are one transaction. What cannot be packed whole is not packed at all:
   * the disclosure is `failed` with the reason, and a person must look. Throws what may pass.
   */
  build(exerciseId: string): Promise<void> {
    const running = this.building.get(exerciseId);
    if (running) return running;
    const started = this.claimAndBuild(exerciseId).finally(() => this.building.delete(exerciseId));
    this.building.set(exerciseId, started);
    return started;
  }

  /**
   * A ready package, decrypted as it is read. Throws `not_found`, `disclosure_not_ready`, and
   * `key_destroyed` once it was destroyed on schedule. Who may read it is the caller's to judge.
   */
  async open(disclosureId: string): Promise<OpenDisclosure> {
    const ready = await this.records.ready(disclosureId);
    const key = await this.vault.requestKey(this.database, ready.requestId);
    return {
      requestId: ready.requestId,
      fileName: ready.fileName,
      size: ready.size,
      sha256: ready.sha256,
      stream: this.blobs.read(key, ready.blobId),
    };
  }

  private async claimAndBuild(exerciseId: string): Promise<void> {
    const claim = await this.records.claim(exerciseId);
    if (!claim) return;
    const renewal = setInterval(() => this.renew(claim), (LEASE_SECONDS * 1000) / 3);
    try {
      const { blob, built } = await this.pack(claim);
      const kept = await this.records.publish(claim, { blob, ...built });
      if (!kept) await this.blobs.remove(blob.id);
    } catch (error) {
      await this.settle(claim, error);
    } finally {
      clearInterval(renewal);
    }
  }

  private async pack({ exerciseId, requestId }: Claim): Promise<{ blob: Blob; built: Package }> {
    const read = await readExercise(this.database, exerciseId, this.policy.register);
    if (!read) throw new HabeasError('not_found', 'There is no exercise by that id.');
    const key = await this.vault.requestKey(this.database, requestId);
    const sources = read.exports.map((stored) => this.sourceOf(key, stored));
    const built = await composePackage(read.facts, this.policy, sources);
    return { blob: await this.blobs.write(key, 'disclosure', built.bytes), built };
  }

  private sourceOf(key: RequestKey, { blobId, ...stored }: StoredExport): ExportSource {
    return { ...stored, open: () => this.blobs.read(key, blobId) };
  }

  /** A fault of the material is recorded; anything else may pass, so the message stays. */
  private async settle(claim: Claim, error: unknown): Promise<void> {
    const fault = faultOf(error);
    if (!fault) {
      await this.records.release(claim);
      throw error;
    }
    this.logger.error(`${claim.disclosureId} cannot be built: ${fault}`);
    await this.records.fail(claim, fault);
  }

  private renew(claim: Claim): void {
    this.records.renew(claim).catch((error: Error) => {
      this.logger.warn(`${claim.disclosureId}: the lease was not renewed: ${error.name}`);
    });
  }
}

function faultOf(error: unknown): PackagingFault | undefined {
  if (error instanceof PackagingError) return error.code;
  if (error instanceof SealBroken) return 'blob_unreadable';
  if (!(error instanceof HabeasError)) return undefined;
  if (error.code === 'key_destroyed') return 'key_destroyed';
  return error.code === 'not_found' ? 'blob_unreadable' : undefined;
}
