import { checkAbsence } from './absence-step.js';
import { bagFaults, type BundleFiles } from './bundle-files.js';
import { checkArtifacts, checkChain, checkReceipts } from './chain-steps.js';
import { readBundle } from './evidence-bundle.js';
import { checkCheckpoints, checkConsistency, checkPlaces, checkQuorum } from './log-steps.js';
import { checkSignature, checkSubjects } from './statement.js';
import { judged, passed, runStep, verdictOf, type BundleVerdict, type Step } from './step.js';
import { checkClock, checkTimestamps } from './time-steps.js';
import type { Trust } from './trust.js';

/**
 * Checks a bundle against what the auditor pins, step by step (V1 to V13), without network, clock
 * or anything of the operator's. All steps run, whatever fails: each says for itself what it found
 * and what it can't show. Never throws on a bad bundle. Due dates are not computed again here.
 */
export async function verifyBundle(files: BundleFiles, trust: Trust): Promise<BundleVerdict> {
  const bundle = readBundle(files, trust);
  const checks: Promise<Step>[] = [
    runStep('V1', () => judged(bagFaults(files), passed('The bag is whole.'))),
    runStep('V2', () => checkSignature(files, trust)),
    runStep('V3', () => checkSubjects(files)),
    runStep('V4', () => checkCheckpoints(bundle)),
    runStep('V5', () => checkQuorum(bundle)),
    runStep('V6', () => checkTimestamps(bundle)),
    runStep('V7', () => checkPlaces(bundle)),
    runStep('V8', () => checkConsistency(bundle)),
    runStep('V9', () => checkChain(bundle)),
    runStep('V10', () => checkAbsence(bundle)),
    runStep('V11', () => checkReceipts(bundle)),
    runStep('V12', () => checkArtifacts(bundle)),
    runStep('V13', () => checkClock(bundle)),
  ];
  return verdictOf(await Promise.all(checks));
}
