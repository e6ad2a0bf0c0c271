import { Module, type DynamicModule } from '@nestjs/common';
import { Database } from '@habeas/database';
import { EvidenceLog } from '@habeas/evidence';
import { readPolicyFiles } from './policy-files.js';
import { PolicyInForce } from './policy-in-force.js';
import { PolicyVersions } from './policy-versions.js';
import type { Policy } from './policy.js';

/** Injection token of the `Policy` in force; its parts change together when a version is activated. */
export const POLICY = Symbol('policy');

@Module({})
export class PolicyModule {
  /**
   * Follows the version in force in the database. The folder is what the first start activates;
   * starting throws `policy_invalid` when neither can be used.
   */
  static forRoot(directory: string): DynamicModule {
    const inForce = {
      provide: PolicyInForce,
      inject: [Database, EvidenceLog, PolicyVersions],
      useFactory: async (...given: ConstructorParameters<typeof PolicyInForce>) => {
        const held = new PolicyInForce(...given);
        await held.start(readPolicyFiles(directory));
        return held;
      },
    };
    const policy = { provide: POLICY, inject: [PolicyInForce], useFactory: following };
    return {
      module: PolicyModule,
      global: true,
      providers: [PolicyVersions, inForce, policy],
      exports: [POLICY, PolicyInForce, PolicyVersions],
    };
  }
}

/** Reads whatever is in force at that moment; take what belongs together in one go. */
export function following(held: Pick<PolicyInForce, 'current'>): Policy {
  const read = <K extends keyof Policy>(key: K): PropertyDescriptor => ({
    enumerable: true,
    get: () => held.current[key],
  });
  const keys = Object.keys(held.current) as (keyof Policy)[];
  const view: object = {};
  for (const key of keys) Object.defineProperty(view, key, read(key));
  return view as Policy;
}
