import type { Queryable } from '@habeas/database';
import { isFinal, packsInForce, type ExerciseStatus, type Plan } from '@habeas/domain';
import { digestOf } from '@habeas/evidence-format';
import type { Policy } from '@habeas/policy';

/** Something that a sealed plan was decided under and that is another one now. */
export interface DriftView {
  what: 'register' | 'pack' | 'retention' | 'manifest';
  /** The law of a pack and of retention rules, the connector of a manifest. */
  name: string;
  /** Digests; `now` is null where there is none any more. */
  sealed: string;
  now: string | null;
}

/** What plans may have been decided under, as it is now. */
export interface DecidedNow {
  register: string;
  packs: Partial<Record<string, string>>;
  /** By law. */
  retention: Partial<Record<string, string>>;
  manifests: Partial<Record<string, string>>;
}

/** The versions in force for what was received at this instant. */
export async function decidedNow(
  db: Queryable,
  policy: Policy,
  receivedAt: string,
): Promise<DecidedNow> {
  const { packs, controller, register } = policy;
  const at = new Date(receivedAt).toISOString();
  const inForce = Object.entries(packsInForce(packs, controller.venues, at));
  const connectors = await db.query<{ slug: string; digest: string }>(
    `SELECT slug, manifest_digest AS digest FROM connectors WHERE status <> 'retired'`,
  );
  return {
    register: register.digest,
    packs: Object.fromEntries(inForce.map(([law, pack]) => [law, pack.digest])),
    retention: retentionDigests(policy),
    manifests: Object.fromEntries(connectors.map(({ slug, digest }) => [slug, digest])),
  };
}

/** Of the retention rules of each law. */
export function retentionDigests({ packs, retention }: Policy): Record<string, string> {
  const laws = new Set(packs.map(({ id }) => id));
  return Object.fromEntries(
    [...laws].map((law) => [law, digestOf(retention.filter((rule) => rule.law === law))]),
  );
}

/** A plan that does not say by which retention rules it was decided stands on none in force. */
const unknown = (packs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.keys(packs).map((law) => [law, '']));

/** What moved under a plan that is sealed and not yet carried out to the end. */
export function driftOf(
  exercise: { status: ExerciseStatus; seal: string | null; plan: Plan | null },
  now: DecidedNow,
): DriftView[] {
  if (!exercise.seal || !exercise.plan || isFinal(exercise.status)) return [];
  const { register, packs, manifests, retention } = exercise.plan.decidedUnder;
  const named = (
    what: Exclude<DriftView['what'], 'register'>,
    sealed: Record<string, string>,
    present: Partial<Record<string, string>>,
  ) =>
    Object.entries(sealed).map(([name, digest]) => {
      return { what, name, sealed: digest, now: present[name] ?? null };
    });
  const all: DriftView[] = [
    { what: 'register', name: 'register', sealed: register, now: now.register },
    ...named('pack', packs, now.packs),
    ...named('retention', retention ?? unknown(packs), now.retention),
    ...named('manifest', manifests, now.manifests),
  ];
  return all.filter((one) => one.sealed !== one.now);
}
