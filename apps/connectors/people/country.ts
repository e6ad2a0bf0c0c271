/** A name in its own script and in Latin letters (`latin` is lower case, ASCII). */
export interface Name {
  own: string;
  latin: string;
}

export interface City {
  name: string;
  postalCode: string;
  region: string;
  latitude: number;
  longitude: number;
}

export type CountryCode = 'DE' | 'FR' | 'TH' | 'VN';

/** What the people of one country are made from. */
export interface Country {
  code: CountryCode;
  language: string;
  timeZone: string;
  currency: string;
  /** Units of the currency for one euro, roughly: prices are whole where it is not 1. */
  perEuro: number;
  taxPercent: number;
  /** E.164 prefix, followed by eight digits. */
  phonePrefix: string;
  familyFirst: boolean;
  givenNames: Name[];
  familyNames: Name[];
  streets: string[];
  cities: City[];
  streetLine: (street: string, number: number) => string;
}

/** Latin letters without marks, for e-mail addresses and user names: `Nguyễn` -> `nguyen`. */
export function latinOf(own: string): string {
  return own
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/æ/g, 'ae')
    .replace(/đ/g, 'd')
    .replace(/ı/g, 'i')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z]+/g, '.');
}

/** Names whose Latin form follows from their spelling, from one comma-separated line. */
export function latinNames(line: string): Name[] {
  return line.split(', ').map((own) => ({ own, latin: latinOf(own) }));
}

/** Names with their own transliteration, written `own=latin`. */
export function pairedNames(line: string): Name[] {
  return line.split(', ').map((pair) => {
    const [own = '', latin = ''] = pair.split('=');
    return { own, latin };
  });
}
