import type { Register } from '@habeas/domain';
import { checkRegister } from './check-references.js';
import { refuse } from './load-policy.js';
import { readShape } from './shape.js';
import { registerShape } from './shapes/register.js';
import { readSource, type Fault } from './source-file.js';

/**
 * Reads one register on its own, as `registers/*.yaml` has it; `name` stands in what is refused.
 * Throws `policy_invalid` with every fault: file, line, path and remedy.
 */
export function loadRegister(name: string, text: string): Register {
  const faults: Fault[] = [];
  const file = readSource(name, text, faults);
  refuse(faults);
  const register = readShape(file, registerShape, faults);
  refuse(faults);
  // Without a fault the shape was read.
  const value = { ...(register as Omit<Register, 'digest'>), digest: file.digest };
  refuse(checkRegister(file, value));
  return value;
}
