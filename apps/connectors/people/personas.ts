import { deviceOf, type Device } from './device.js';
import { FRANCE } from './france.js';
import { GERMANY } from './germany.js';
import type { Person } from './person.js';
import { APPLIANCES, PHONES } from './product.js';
import { THAILAND } from './thailand.js';
import { VIETNAM } from './vietnam.js';

/**
 * People with a fixed place in every population, known to all three systems with rich data. Their
 * names occur in no list, so that a search for one finds her alone.
 */
type Sketch = Omit<Person, 'index' | 'customerId' | 'devices' | 'borrowed'>;

function devicesOf(index: number): Device[] {
  const [appliance] = APPLIANCES.slice(index);
  const [phone] = PHONES;
  if (!appliance || !phone) throw new RangeError('more personas than appliances');
  return [deviceOf(index * 2, appliance), deviceOf(index * 2 + 1, phone)];
}

function persona(index: number, sketch: Sketch): Person {
  const customerId = `C-${100_000 + index}`;
  return { index, customerId, ...sketch, devices: devicesOf(index), borrowed: [] };
}

function cityOf(country: { cities: Person['address']['city'][] }): Person['address']['city'] {
  const [city] = country.cities;
  if (!city) throw new RangeError('a country without cities');
  return city;
}

export const PERSONAS = {
  germanWoman: persona(0, {
    country: 'DE',
    givenName: 'Jördis',
    familyName: 'Brückner-Weiß',
    fullName: 'Jördis Brückner-Weiß',
    username: 'joerdis_bw',
    email: 'joerdis.brueckner@de.example',
    phone: '+493023125042',
    bornOn: '1984-02-29',
    joinedAt: '2015-04-02T07:15:00.000Z',
    address: { street: 'Schloßallee 12', city: cityOf(GERMANY) },
  }),
  frenchMan: persona(1, {
    country: 'FR',
    givenName: 'Édouard',
    familyName: "Châtelain-d'Aubigné",
    fullName: "Édouard Châtelain-d'Aubigné",
    username: 'edouard.chatelain',
    email: 'edouard.chatelain@fr.example',
    phone: '+33639980017',
    bornOn: '1971-07-14',
    joinedAt: '2011-01-20T18:40:12.000Z',
    address: { street: "3 bis rue de l'Église", city: cityOf(FRANCE) },
  }),
  thaiMan: persona(2, {
    country: 'TH',
    givenName: 'อาทิตย์',
    familyName: 'พิทักษ์ธรรม',
    fullName: 'อาทิตย์ พิทักษ์ธรรม',
    username: 'athit.ph',
    email: 'athit.phithaktham@th.example',
    phone: '+66812340502',
    bornOn: '1990-11-05',
    joinedAt: '2017-08-09T03:05:45.000Z',
    address: { street: '88/7 ถนนสุขุมวิท', city: cityOf(THAILAND) },
  }),
  thaiWoman: persona(3, {
    country: 'TH',
    givenName: 'กัลยา',
    familyName: 'ศักดิ์สิทธิ์',
    fullName: 'กัลยา ศักดิ์สิทธิ์',
    username: 'kanlaya_s',
    email: 'kanlaya.saksit@th.example',
    phone: '+66898760303',
    bornOn: '1996-12-31',
    joinedAt: '2018-04-13T11:59:59.000Z',
    address: { street: '9/1 ถนนเจริญกรุง', city: cityOf(THAILAND) },
  }),
  vietnameseWoman: persona(4, {
    country: 'VN',
    givenName: 'Quỳnh Như',
    familyName: 'Tôn Nữ',
    fullName: 'Tôn Nữ Quỳnh Như',
    username: 'quynhnhu.hue',
    email: 'ton.nu.quynh.nhu@vn.example',
    phone: '+84912340404',
    bornOn: '1999-09-02',
    joinedAt: '2020-01-25T16:20:00.000Z',
    address: { street: '17 đường Lê Lợi', city: cityOf(VIETNAM) },
  }),
} satisfies Record<string, Person>;

export const PERSONAS_BY_INDEX: readonly Person[] = Object.values(PERSONAS);

/** Somebody whom none of the systems knows. */
export const STRANGER = {
  fullName: 'Wilhelmine Unbekannt',
  email: 'wilhelmine.unbekannt@de.example',
  phone: '+493023125999',
} as const;
