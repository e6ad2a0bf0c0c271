/** The steps of checking a bundle, and what comes of each. */
import { Malformed } from '../log/text-lines.js';

/** What each step can't show, however it ends. */
export const NOT_SHOWN = {
  V1: 'who wrote the manifests: whoever changes a file can write them anew',
  V2: 'whether what the statement says is true',
  V3: 'that a file says what is true',
  V4: 'whether the log shows others another tree',
  V5: 'who runs the witnesses, and whether they are independent',
  V6: "whether a certificate of the timestamp's issuer was revoked",
  V7: 'whether these entries are all that there are',
  V8: 'the log beyond the latest checkpoint in the bundle',
  V9: 'whether what an entry says is true; a second history of the request under another key',
  V10: 'what entered the log after the checkpoint',
  V11: 'whether the connector did what it signed; a revocation that the bundle leaves out',
  V12: 'copies that are not in the bundle: compare their SHA-256 with the entry',
  V13: 'the hour within the span that the timed checkpoints leave',
} as const;
export type StepId = keyof typeof NOT_SHOWN;

/**
 * `weaker`: sound, with less behind it than there could be. `open`: sound so far, and more may
 * follow. `not_checked`: the bundle lacks what the step looks at, and may.
 */
export type StepStatus = 'passed' | 'weaker' | 'open' | 'not_checked' | 'failed';

export interface Outcome {
  status: StepStatus;
  /** What was found, in sentences. */
  detail: string;
}

export interface Step extends Outcome {
  id: StepId;
  /** What the step can't show, however it ends. */
  unchecked: string;
}

export interface BundleVerdict {
  /** The worst of the steps; `open` before `weaker`, since a complete bundle is what is asked. */
  verdict: 'verified' | 'weaker' | 'open' | 'failed';
  steps: Step[];
}

/** Most sentences of one step; the rest is counted. */
const FAULTS_MAX = 20;

export const passed = (detail: string): Outcome => ({ status: 'passed', detail });

/** Failed with these sentences, or `good` without any. */
export function judged(faults: readonly string[], good: Outcome): Outcome {
  if (faults.length === 0) return good;
  const rest = faults.length - FAULTS_MAX;
  const more = rest > 0 ? [`And ${rest} more.`] : [];
  return { status: 'failed', detail: [...faults.slice(0, FAULTS_MAX), ...more].join(' ') };
}

/** Runs one step; what is malformed fails it. */
export async function runStep(id: StepId, check: () => Outcome | Promise<Outcome>): Promise<Step> {
  return { id, ...(await outcomeOf(check)), unchecked: NOT_SHOWN[id] };
}

async function outcomeOf(check: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { status: 'failed', detail: `${error.message}.` };
  }
}

export function verdictOf(steps: Step[]): BundleVerdict {
  const has = (status: StepStatus) => steps.some((step) => step.status === status);
  if (has('failed')) return { verdict: 'failed', steps };
  if (has('open')) return { verdict: 'open', steps };
  return { verdict: has('weaker') ? 'weaker' : 'verified', steps };
}
