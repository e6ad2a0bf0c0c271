/** What ends at once: marketing where it is done, collection where it is collected. */
import type { ConnectorFacts, StopPurpose } from './plan-types.js';

type Stopper = Pick<ConnectorFacts, 'actions' | 'suppresses'>;

/** A connector that does not say what it can end was made to end marketing. */
export function canStop(
  { actions, suppresses = ['marketing'] }: Stopper,
  purpose: StopPurpose,
): boolean {
  return actions.includes('suppress') && suppresses.includes(purpose);
}
