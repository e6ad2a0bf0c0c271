import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  status: string;
}

/** The server that holds the data folder, or held it when it was killed; undefined when none. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ENOENT') return '';
    throw error;
  });
  // Lines, by storage/pidfile.h: pid, folder, start, port, socket folder, address, memory, status.
  const lines = text.split('\n');
  if (lines[0] === undefined || lines[0] === '') return undefined;
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/**
 * Whether a process of that number runs; one that we may not signal runs too. One that was killed
 * and is not yet reaped by its parent takes signals still, and is dead all the same.
 */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/** By Linux's own word; elsewhere there is none, and the process counts as running. */
function isZombie(pid: number): boolean {
  try {
    // "pid (name) state …": the name may hold anything but ends at the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
