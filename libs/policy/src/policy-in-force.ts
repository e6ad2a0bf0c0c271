import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { loadPolicyFiles } from './load-policy.js';
import type { PolicyFiles } from './policy-files.js';
import { PolicyVersions } from './policy-versions.js';
import type { Policy } from './policy.js';

/** How soon a process follows a version that another one activated. */
export const REFRESH_MS = 2_000;

const SYSTEM = { id: 'system' };

/**
 * The version that this process works under. It follows the database: `current` changes as a whole,
 * between two calls, so that whoever reads it once works under one version.
 */
@Injectable()
export class PolicyInForce implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PolicyInForce.name);
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> = Promise.resolve();
  private held: Policy | undefined;
  private shippedAs: string | undefined;
  private unfit: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
    private readonly versions: PolicyVersions,
  ) {}

  get current(): Policy {
    if (!this.held) throw new Error('the policy is read before it was loaded');
    return this.held;
  }

  /** Digest of the version in this process' policy folder; undefined when that is not valid. */
  get shipped(): string | undefined {
    return this.shippedAs;
  }

  /**
   * Loads what is in force. In an empty database that is what came with the software; later it is
   * kept beside it as a candidate. Throws `policy_invalid` when there is nothing that can be used.
   */
  async start(files: PolicyFiles): Promise<void> {
    const shipped = this.readShipped(files);
    await this.database.transaction(async (tx) => {
      await this.evidence.openInstallation(tx);
      const present = await this.versions.inForce(tx);
      if (shipped instanceof HabeasError && !present) throw shipped;
      if (!(shipped instanceof HabeasError)) await this.versions.propose(tx, files, SYSTEM);
      this.held = await this.choose(tx, { present, shipped });
    });
    const { digest } = this.current;
    if (!this.shippedAs || this.shippedAs === digest) return;
    this.logger.log(
      `policy ${digest} stays in force; the policy folder holds ${this.shippedAs}: ` +
        'compare with `habeas policy diff`, then `habeas policy activate`',
    );
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tryRefresh(), REFRESH_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.refreshing.catch(() => undefined);
  }

  /** Follows the database at once; calls at one instant are one. */
  refresh(): Promise<void> {
    const next = this.refreshing.catch(() => undefined).then(() => this.follow());
    this.refreshing = next;
    return next;
  }

  /** A store that is away for a while changes no law: the next round asks again. */
  private async tryRefresh(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.logger.warn(`the policy in force was not read: ${(error as Error).message}`);
    }
  }

  private async follow(): Promise<void> {
    const digest = await this.versions.inForce();
    if (!digest || digest === this.current.digest || digest === this.unfit) return;
    try {
      this.held = await this.versions.load(digest);
      this.logger.log(`policy ${digest} is in force`);
    } catch (error) {
      if (!(error instanceof HabeasError) || error.code !== 'policy_invalid') throw error;
      // Activated by another release, whose files this one cannot read: it has to be replaced too.
      this.unfit = digest;
      this.logger.error(`policy ${digest} does not fit this release; restart it with the new one`);
    }
  }

  private readShipped(files: PolicyFiles): Policy | HabeasError {
    try {
      const policy = loadPolicyFiles(files);
      this.shippedAs = policy.digest;
      return policy;
    } catch (error) {
      if (!(error instanceof HabeasError)) throw error;
      this.logger.error(`the policy folder is not used: ${error.detail}`);
      return error;
    }
  }

  private async choose(
    tx: Tx,
    { present, shipped }: { present: string | undefined; shipped: Policy | HabeasError },
  ): Promise<Policy> {
    if (shipped instanceof HabeasError) return this.versions.load(present ?? '', tx);
    if (present === shipped.digest) return shipped;
    if (present) {
      const kept = await this.versions.load(present, tx).catch(unlessInvalid);
      if (kept) return kept;
      if (await this.versions.wasActivated(tx, shipped.digest)) {
        throw olderRelease(present, shipped.digest);
      }
      this.logger.warn(
        `policy ${present} does not fit this release; ${shipped.digest} replaces it`,
      );
    }
    return this.versions.activate(tx, { digest: shipped.digest, replaces: present }, SYSTEM);
  }
}

/** Were it activated again by a restart, the law would go back without anybody's decision. */
function olderRelease(present: string, shipped: string): HabeasError {
  return new HabeasError(
    'policy_invalid',
    `Version ${present} is in force and does not fit this release, whose own ${shipped} was in ` +
      'force before it: start the release that it came with; to go back on purpose, activate ' +
      `${shipped} there first.`,
  );
}

function unlessInvalid(error: unknown): undefined {
  if (error instanceof HabeasError && error.code === 'policy_invalid') return undefined;
  throw error;
}
