import type { Cell } from '../bulk.js';
import type { CountryCode } from '../people/country.js';
import type { Device } from '../people/device.js';
import type { Person } from '../people/person.js';
import { PERSONAS_BY_INDEX } from '../people/personas.js';
import { population, SEEDED_UNTIL } from '../people/population.js';
import { randomOf, type Random } from '../people/random.js';
import { deviceId } from './seed-devices.js';
import { monthOf } from './partitions.js';

export interface ReadingOptions {
  people: number;
  events: number;
  seed: number;
}

const WINDOW_DAYS = 180;
const WINDOW_MS = WINDOW_DAYS * 86_400_000;
/** Two of five readings are places. */
const isPlace = (position: number): boolean => position % 5 < 2;

/** The months that readings fall into. */
export function readingMonths(): string[] {
  const days = Array.from({ length: WINDOW_DAYS + 1 }, (_, day) => SEEDED_UNTIL - day * 86_400_000);
  return [...new Set(days.map((dayMs) => monthOf(new Date(dayMs).toISOString())))];
}

/** Rows of `location_points`, in the order of POINT_COLUMNS. */
export function pointRows(options: ReadingOptions): Generator<Cell[]> {
  return readings(options, { takes: isPlace, row: pointRow });
}

/** Rows of `usage_events`, in the order of EVENT_COLUMNS. */
export function eventRows(options: ReadingOptions): Generator<Cell[]> {
  return readings(options, { takes: (position) => !isPlace(position), row: eventRow });
}

interface Kind {
  takes: (position: number) => boolean;
  row: (random: Random, source: { person: Person; device: Device; recordedAt: string }) => Cell[];
}

/** Shares `events` out among the devices by weight, to the exact number, and makes the rows. */
function* readings({ people, events, seed }: ReadingOptions, kind: Kind): Generator<Cell[]> {
  const total = totalWeight(people, seed);
  let weight = 0;
  for (const person of population(seed, people)) {
    for (const device of person.devices) {
      const first = Math.floor((events * weight) / total);
      weight += weightOf(seed, person, device);
      const count = Math.floor((events * weight) / total) - first;
      yield* deviceReadings({ seed, person, device, count }, kind);
    }
  }
}

function totalWeight(people: number, seed: number): number {
  let total = 0;
  for (const person of population(seed, people)) {
    for (const device of person.devices) total += weightOf(seed, person, device);
  }
  return total;
}

/** Some devices chatter, some hardly speak; a persona's devices have much to show. */
function weightOf(seed: number, person: Person, device: Device): number {
  if (PERSONAS_BY_INDEX.includes(person)) return 40;
  return 1 + randomOf(seed, device.ordinal, 'weight').below(10);
}

function* deviceReadings(
  { seed, person, device, count }: { seed: number; person: Person; device: Device; count: number },
  { takes, row }: Kind,
): Generator<Cell[]> {
  const random = randomOf(seed, device.ordinal, 'readings');
  for (let position = 0; position < count; position += 1) {
    // Spread over the window in order, with jitter: a device's readings come one after the other.
    const share = (position + random.below(1000) / 1000) / count;
    const recordedAt = new Date(SEEDED_UNTIL - WINDOW_MS + share * WINDOW_MS).toISOString();
    const made = row(random, { person, device, recordedAt });
    if (takes(position)) yield made;
  }
}

const SOURCES = ['gps', 'wifi', 'cell'];

function pointRow(
  random: Random,
  { person, device, recordedAt }: { person: Person; device: Device; recordedAt: string },
): Cell[] {
  const { latitude, longitude } = person.address.city;
  const near = (degrees: number) => (degrees + (random.below(8001) - 4000) / 100_000).toFixed(6);
  const accuracy = 3 + random.below(60);
  const source = device.isPhone ? random.pick(SOURCES) : 'wifi';
  return [deviceId(device), recordedAt, near(latitude), near(longitude), accuracy, source];
}

const ACTIONS = ['open', 'view', 'set_temperature', 'set_timer', 'toggle_eco', 'close'];
const SCREENS = ['home', 'device', 'energy', 'shop', 'help', 'settings'];
const SEARCHES: Record<CountryCode, string[]> = {
  DE: ['Fehler E7', 'Filter wechseln', 'Öko-Modus'],
  FR: ['erreur E7', 'changer le filtre', 'mode éco'],
  TH: ['รหัส E7', 'เปลี่ยนไส้กรอง', 'โหมดประหยัด'],
  VN: ['lỗi E7', 'thay bộ lọc', 'chế độ tiết kiệm'],
};

function eventRow(
  random: Random,
  { person, device, recordedAt }: { person: Person; device: Device; recordedAt: string },
): Cell[] {
  const screen = random.pick(SCREENS);
  const search =
    screen === 'help' && random.oneIn(2) ? random.pick(SEARCHES[person.country]) : null;
  const referrer = random.oneIn(6) ? 'push notification' : null;
  const durationMs = 200 + random.below(180_000);
  return [deviceId(device), recordedAt, random.pick(ACTIONS), screen, durationMs, referrer, search];
}
