import { EMPTY_HOUSE, type House } from '../house.js';
import type { SourceFile } from '../source.js';

/** A house that breaks one rule, and all that the check must say of it. */
export interface Sample {
  house: House;
  findings: string[];
}

export function file(path: string, ...lines: string[]): SourceFile {
  return { path, text: lines.join('\n') };
}

export function house(parts: Partial<House>): House {
  return { ...EMPTY_HOUSE, ...parts };
}

export const TABLE = `
## What may import what

| From | May import | Packages |
|---|---|---|
| \`libs/domain\` | nothing | \`temporal-polyfill\` |
| \`libs/vault\` | \`domain\` | any |
| \`apps/api\` | every lib | any |
| \`apps/connectors\` | nothing | any |
`;
