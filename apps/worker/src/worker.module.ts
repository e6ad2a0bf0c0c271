import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { Config, ConfigModule } from '@habeas/config';
import { DatabaseModule } from '@habeas/database';
import { DispatchModule } from '@habeas/dispatch';
import { DossiersModule, ENTITIES as DOSSIER_ENTITIES } from '@habeas/dossiers';
import { ENTITIES as EVIDENCE_ENTITIES, EvidenceModule } from '@habeas/evidence';
import {
  DISCLOSURES_QUEUE,
  ENTITIES as MESSAGING_ENTITIES,
  MessagingModule,
  QueueBackend,
  REQUESTS_QUEUE,
} from '@habeas/messaging';
import { ENTITIES as POLICY_ENTITIES, PolicyModule } from '@habeas/policy';
import { ENTITIES as REGISTRY_ENTITIES, RegistryModule } from '@habeas/registry';
import { ENTITIES as REQUEST_ENTITIES, RequestsModule } from '@habeas/requests';
import { ENTITIES as VAULT_ENTITIES, VaultModule } from '@habeas/vault';
import { AlarmRounds } from './alarm-rounds.js';
import { BlobRounds } from './blob-rounds.js';
import { ConnectorWorkers } from './connector-workers.js';
import { DisclosureProcessor } from './disclosure.processor.js';
import { Liveness } from './liveness.js';
import { RequestProcessor } from './request.processor.js';
import { Rounds } from './rounds.js';

const ENTITIES = [
  ...DOSSIER_ENTITIES,
  ...EVIDENCE_ENTITIES,
  ...MESSAGING_ENTITIES,
  ...POLICY_ENTITIES,
  ...REGISTRY_ENTITIES,
  ...REQUEST_ENTITIES,
  ...VAULT_ENTITIES,
];

const CAPABILITIES = [
  DispatchModule,
  DossiersModule,
  EvidenceModule,
  MessagingModule,
  RegistryModule,
  RequestsModule,
  VaultModule,
];

const QUEUES = BullModule.registerQueue({ name: REQUESTS_QUEUE }, { name: DISCLOSURES_QUEUE });

@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ entities: ENTITIES }),
        PolicyModule.forRoot(config.policyDir),
        ...CAPABILITIES,
        BullModule.forRootAsync({ inject: [QueueBackend], useFactory: connectionOf }),
        QUEUES,
      ],
      providers: [
        AlarmRounds,
        BlobRounds,
        ConnectorWorkers,
        DisclosureProcessor,
        Liveness,
        RequestProcessor,
        Rounds,
      ],
    };
  }
}

/** BullMQ's own tables come first: workers and queues are built on what this returns. */
async function connectionOf(backend: QueueBackend) {
  await backend.prepare();
  return { connection: backend.connection };
}
