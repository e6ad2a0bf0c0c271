import type { Action, ConnectorFacts, ConnectorState } from '@habeas/domain';
import type { Connector } from './connector.entity.js';

const actionsOf = ({ manifest }: Connector) => Object.keys(manifest.actions) as Action[];

/** What a plan needs to know of a connector. */
export function connectorFacts(connector: Connector): ConnectorFacts {
  const { manifest } = connector;
  return {
    slug: connector.slug,
    actions: actionsOf(connector),
    categories: manifest.categories.map(({ id }) => id),
    accepts: manifest.accepts,
    returns: manifest.returns,
    parts: Object.fromEntries(
      manifest.categories.map(({ id, parts = [] }) => [id, parts.map(({ name }) => name)]),
    ),
    ...(manifest.suppresses ? { suppresses: manifest.suppresses } : {}),
    manifestDigest: connector.manifestDigest,
    worstCaseHours: manifest.limits.worstCaseHours,
  };
}

/** What nextSteps needs to know of a connector. */
export function connectorState(connector: Connector): ConnectorState {
  const { slug, manifest } = connector;
  return { slug, actions: actionsOf(connector), accepts: manifest.accepts };
}
