import type { Queryable } from '@habeas/database';
import { isFinal, packsInForce, type ExerciseStatus, type Plan } from '@habeas/domain';
import type { Policy } from '@habeas/policy';

/** Something that a sealed plan was decided under and that is another one now. */
export interface DriftView {
  what: 'register' | 'pack' | 'manifest';
  /** The law of a pack, the connector of a manifest. */
  name: string;
  /** Digests; `now` is null where there is none any more. */
  sealed: string;
  now: string | null;
}

/** What plans may have been decided under, as it is now. */
export interface DecidedNow {
  register: string;
  packs: Partial<Record<string, string>>;
  manifests: Partial<Record<string, string>>;
}

/** The versions in force for what was received at this instant. */
export async function decidedNow(
  db: Queryable,
  { packs, controller, register }: Policy,
  receivedAt: string,
): Promise<DecidedNow> {
  const at = new Date(receivedAt).toISOString();
  const inForce = Object.entries(packsInForce(packs, controller.venues, at));
  const connectors = await db.query<{ slug: string; digest: string }>(
    `SELECT slug, manifest_digest AS digest FROM connectors WHERE status <> 'retired'`,
  );
  return {
    register: register.digest,
    packs: Object.fromEntries(inForce.map(([law, pack]) => [law, pack.digest])),
    manifests: Object.fromEntries(connectors.map(({ slug, digest }) => [slug, digest])),
  };
}

/** What moved under a plan that is sealed and not yet carried out to the end. */
export function driftOf(
  exercise: { status: ExerciseStatus; seal: string | null; plan: Plan | null },
  now: DecidedNow,
): DriftView[] {
  if (!exercise.seal || !exercise.plan || isFinal(exercise.status)) return [];
  const { register, packs, manifests } = exercise.plan.decidedUnder;
  const named = (
    what: 'pack' | 'manifest',
    sealed: Record<string, string>,
    present: Partial<Record<string, string>>,
  ) =>
    Object.entries(sealed).map(([name, digest]) => {
      return { what, name, sealed: digest, now: present[name] ?? null };
    });
  const all: DriftView[] = [
    { what: 'register', name: 'register', sealed: register, now: now.register },
    ...named('pack', packs, now.packs),
    ...named('manifest', manifests, now.manifests),
  ];
  return all.filter((one) => one.sealed !== one.now);
}
