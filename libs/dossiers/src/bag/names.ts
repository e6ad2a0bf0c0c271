/** Longest file or folder name in a package, without extension. */
export const NAME_LENGTH_MAX = 60;

/** Names that Windows gives to devices, whatever the extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A file name made of [a-z0-9_-] only, so that no separator, dot, drive, control, look-alike or
 * case variant of a name chosen elsewhere can leave the folder or clash in it.
 */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, '');
  if (plain === '') return 'data';
  return DEVICES.test(plain) ? `${plain}-data` : plain;
}

/** Gives each name once: the second `orders` becomes `orders-2`. */
export class UniqueNames {
  private readonly taken = new Set<string>();
  /** Per name, the first number not tried yet: equal names by the thousand cost no search each. */
  private readonly untried = new Map<string, number>();

  take(...candidates: [string, ...string[]]): string {
    const free = candidates.find((name) => !this.taken.has(name)) ?? this.numbered(candidates[0]);
    this.taken.add(free);
    return free;
  }

  private numbered(name: string): string {
    let number = this.untried.get(name) ?? 2;
    while (this.taken.has(`${name}-${number}`)) number += 1;
    this.untried.set(name, number + 1);
    return `${name}-${number}`;
  }
}
