import { Connector } from './connector.entity.js';

export { connectorFacts, connectorState } from './connector-facts.js';
export { Connector };
export type { ConnectorStatus } from './connector.entity.js';
export { Registry } from './registry.js';
export { RegistryModule } from './registry.module.js';
export const ENTITIES = [Connector];
