import { AccessModule, ENTITIES as ACCESS } from '@habeas/access';
import { ConfigModule, type Config } from '@habeas/config';
import { DatabaseModule } from '@habeas/database';
import { DispatchModule } from '@habeas/dispatch';
import { DossiersModule, ENTITIES as DOSSIERS } from '@habeas/dossiers';
import { EvidenceModule, ENTITIES as EVIDENCE } from '@habeas/evidence';
import { ENTITIES as MESSAGING, MessagingModule } from '@habeas/messaging';
import { ENTITIES as POLICY, PolicyModule } from '@habeas/policy';
import { ENTITIES as REGISTRY, RegistryModule } from '@habeas/registry';
import { ENTITIES as REQUESTS, RequestsModule } from '@habeas/requests';
import { ENTITIES as VAULT, VaultModule } from '@habeas/vault';
import { Module, type DynamicModule } from '@nestjs/common';

import { AlarmsController } from './alarms/alarms.controller.js';
import { ChangesController } from './changes/changes.controller.js';
import { ComplaintsController } from './complaints/complaints.controller.js';
import { CallbacksController } from './connectors/callbacks.controller.js';
import { ConnectorsController } from './connectors/connectors.controller.js';
import { DisclosuresController } from './disclosures/disclosures.controller.js';
import { HealthController } from './health/health.controller.js';
import { KeysController } from './health/keys.controller.js';
import { HoldsController } from './holds/holds.controller.js';
import { InstallationController } from './policies/installation.controller.js';
import { LawCorrectionsController } from './policies/law-corrections.controller.js';
import { PolicyVersionsController } from './policies/policy-versions.controller.js';
import { ProblemsController } from './http/problems.controller.js';
import { AuthoritiesController } from './requests/authorities.controller.js';
import { CourseController } from './requests/course.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import { RecipientNoticesController } from './recipients/recipient-notices.controller.js';
import { RejectionsController } from './messages/rejections.controller.js';
import { MeasuresController } from './measures/measures.controller.js';
import { SuppressionsController } from './measures/suppressions.controller.js';
import { DecisionsController } from './requests/decisions.controller.js';
import { JudgementsController } from './requests/judgements.controller.js';
import { RequestsController } from './requests/requests.controller.js';
import { TasksController } from './requests/tasks.controller.js';
import { SearchesController } from './searches/searches.controller.js';
import { Writes } from './writes/writes.js';

/** The tables that the libraries map. */
const ENTITIES = [
  ...ACCESS,
  ...DOSSIERS,
  ...EVIDENCE,
  ...MESSAGING,
  ...POLICY,
  ...REGISTRY,
  ...REQUESTS,
  ...VAULT,
];

const LIBRARIES = [
  AccessModule,
  DispatchModule,
  DossiersModule,
  EvidenceModule,
  MessagingModule,
  RegistryModule,
  RequestsModule,
  VaultModule,
];

@Module({
  controllers: [
    AlarmsController,
    AuthoritiesController,
    CallbacksController,
    ChangesController,
    ComplaintsController,
    ConnectorsController,
    CourseController,
    DecisionsController,
    JudgementsController,
    DisclosuresController,
    HealthController,
    HoldsController,
    InstallationController,
    KeysController,
    LawCorrectionsController,
    MeasuresController,
    MessagesController,
    RecipientNoticesController,
    RejectionsController,
    PolicyVersionsController,
    ProblemsController,
    RequestsController,
    SuppressionsController,
    TasksController,
    SearchesController,
  ],
  providers: [Writes],
})
export class ApiModule {
  static forRoot(config: Config): DynamicModule {
    const given = [
      ConfigModule.forRoot(config),
      DatabaseModule.forRoot({ entities: ENTITIES }),
      PolicyModule.forRoot(config.policyDir),
    ];
    return { module: ApiModule, imports: [...given, ...LIBRARIES] };
  }
}
