import { Module, type DynamicModule } from '@nestjs/common';
import { loadPolicy } from './load-policy.js';

/** Injection token of the `Policy` in force. */
export const POLICY = Symbol('policy');

@Module({})
export class PolicyModule {
  /** Loads and checks the folder when the application starts; throws `policy_invalid`. */
  static forRoot(directory: string): DynamicModule {
    return {
      module: PolicyModule,
      global: true,
      providers: [{ provide: POLICY, useFactory: () => loadPolicy(directory) }],
      exports: [POLICY],
    };
  }
}
