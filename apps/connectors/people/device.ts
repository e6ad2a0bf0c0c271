import { APPLIANCES, PHONES, type Product } from './product.js';
import { randomOf } from './random.js';

/** A connected product: registered by its serial in accounts, reporting itself to telemetry. */
export interface Device {
  /** Unique over all people, below a million. */
  ordinal: number;
  serial: string;
  /** 15 digits with a Luhn check digit; appliances have none. */
  imei: string | null;
  mac: string;
  product: string;
  model: string;
  isPhone: boolean;
}

const TYPE_ALLOCATION_CODE = '35824005';

/** The digit that makes `digits` valid by ISO/IEC 7812-1 (Luhn). */
export function luhnDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, position) => {
    const doubled = Number(digit) * (position % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** `ordinal` makes serial, IMEI and MAC unique. */
export function deviceOf(ordinal: number, model: Product): Device {
  const isPhone = PHONES.includes(model);
  const imei = TYPE_ALLOCATION_CODE + String(ordinal).padStart(6, '0');
  const hex = ordinal.toString(16).padStart(8, '0');
  return {
    ordinal,
    serial: `HB${model.model.replace(/\W/g, '')}${String(ordinal).padStart(7, '0')}`,
    imei: isPhone ? `${imei}${luhnDigit(imei)}` : null,
    mac: `02:48:${(hex.match(/../g) ?? []).join(':')}`,
    product: model.product,
    model: model.model,
    isPhone,
  };
}

/** Every 40th household shares an appliance: two people registered the same serial. */
export function sharesWithPredecessor(index: number): boolean {
  return index >= 8 && index % 40 === 8;
}

/** The devices a person bought: mostly an appliance, often a phone, sometimes none. */
export function devicesBoughtBy(seed: number, index: number): Device[] {
  const random = randomOf(seed, index, 'devices');
  const appliance = deviceOf(index * 2, random.pick(APPLIANCES));
  const phone = deviceOf(index * 2 + 1, random.pick(PHONES));
  const hasPhone = !random.oneIn(3);
  const hasAppliance = !random.oneIn(10) || sharesWithPredecessor(index + 1);
  return [...(hasAppliance ? [appliance] : []), ...(hasPhone ? [phone] : [])];
}

/** The predecessor's appliance that this person uses too, if any. */
export function devicesBorrowedBy(seed: number, index: number): Device[] {
  if (!sharesWithPredecessor(index)) return [];
  return devicesBoughtBy(seed, index - 1).slice(0, 1);
}
