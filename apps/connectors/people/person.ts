import type { City, CountryCode } from './country.js';
import type { Device } from './device.js';

export interface Address {
  street: string;
  city: City;
}

/** One person, as all three systems know her; each keeps its own part. */
export interface Person {
  index: number;
  customerId: string;
  country: CountryCode;
  givenName: string;
  familyName: string;
  fullName: string;
  username: string;
  /** Lower case; systems keep it as it was typed. */
  email: string;
  /** E.164. */
  phone: string;
  bornOn: string;
  /** RFC 3339, UTC. */
  joinedAt: string;
  address: Address;
  devices: Device[];
  /** Devices that another person registered too. */
  borrowed: Device[];
}
