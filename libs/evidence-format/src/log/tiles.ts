/**
 * The log as static files (https://c2sp.org/tlog-tiles): `tile/<level>/<index>` holds up to 256
 * hashes side by side, `tile/entries/<index>` the leaves under a tile of level 0. A tile that is not
 * full yet says so in its path, `.p/<width>`, so that what lies under a path never changes.
 */
import { Malformed, parseDecimal } from './text-lines.js';

/** Levels of the tree in one tile: 2^8 hashes. */
const TILE_HEIGHT = 8;
const TILE_WIDTH = 2 ** TILE_HEIGHT;
const LEVEL_MAX = 63;
const LENGTH_BYTES = 2;
const ENTRY_BYTES_MAX = 65_535;

const INDEX_PATH = /^((?:x[0-9]{3}\/)*)([0-9]{3})$/;
const TILE_PATH = /^tile\/(0|[1-9][0-9]?|entries)\/(.+?)(?:\.p\/([1-9][0-9]*))?$/;

export interface Tile {
  /** 0 is just above the leaves; `entries` are the leaves themselves. */
  level: number | 'entries';
  index: number;
  /** Hashes or leaves in it, 1 to 256. */
  width: number;
}

/** `1234067` as `x001/x234/067`. */
export function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const last = groups.pop() ?? '';
  return [...groups.map((group) => `x${group}`), last].join('/');
}

export function tilePath({ level, index, width }: Tile): string {
  const part = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${part}`;
}

/** Throws Malformed on any path but the one that tilePath gives. */
export function parseTilePath(path: string): Tile {
  const [, level = '', place = '', part] = TILE_PATH.exec(path) ?? [];
  const width = part === undefined ? TILE_WIDTH : parseDecimal(part);
  const tile: Tile = {
    level: level === 'entries' ? level : parseDecimal(level),
    index: parseIndexPath(place),
    width,
  };
  const isKnown = tile.level === 'entries' || tile.level <= LEVEL_MAX;
  if (!isKnown || tilePath(tile) !== path) throw new Malformed('There is no tile by that path');
  return tile;
}

/** How many full tiles a tree of `size` leaves has on a level, and how wide the last one is. */
export function tilesOn(level: number, size: number): { full: number; width: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return { full: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH };
}

/** The entry bundle in which a tree of `size` leaves has the leaf `index`. */
export function entriesTile(index: number, size: number): Tile {
  if (!(index >= 0 && index < size)) throw new RangeError('The leaf is not in a tree of that size');
  const { full, width } = tilesOn(0, size);
  const at = Math.floor(index / TILE_WIDTH);
  return { level: 'entries', index: at, width: at < full ? TILE_WIDTH : width };
}

/** The tiles that are new when a tree grows, by level from below; `height` is 8 in every log of ours. */
export function newTiles(oldSize: number, newSize: number, height = TILE_HEIGHT): Tile[] {
  const span = 2 ** height;
  const tiles: Tile[] = [];
  for (let level = 0; Math.floor(newSize / span ** level) > 0; level += 1) {
    const [before, after] = [oldSize, newSize].map((size) => Math.floor(size / span ** level));
    if (before === undefined || after === undefined || before === after) continue;
    for (let index = Math.floor(before / span); index * span < after; index += 1) {
      tiles.push({ level, index, width: Math.min(span, after - index * span) });
    }
  }
  return tiles;
}

/** Each entry behind its length in two bytes, big-endian. */
export function formatEntries(entries: readonly Uint8Array[]): Buffer {
  const parts = entries.flatMap((entry) => {
    if (entry.length > ENTRY_BYTES_MAX) throw new RangeError('An entry is too long for a tile');
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(entry.length);
    return [length, entry];
  });
  return Buffer.concat(parts);
}

/** Throws Malformed if a length runs past the end. */
export function parseEntries(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bundle.length) {
    const start = at + LENGTH_BYTES;
    if (start > bundle.length) throw new Malformed('The entries end within a length');
    const end = start + bundle.readUInt16BE(at);
    if (end > bundle.length) throw new Malformed('The entries end within an entry');
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  return entries;
}

function parseIndexPath(path: string): number {
  const [whole] = INDEX_PATH.exec(path) ?? [];
  if (whole === undefined) throw new Malformed('There is no tile by that path');
  const digits = whole.replace(/[x/]/g, '').replace(/^0+(?=\d)/, '');
  return parseDecimal(digits);
}
