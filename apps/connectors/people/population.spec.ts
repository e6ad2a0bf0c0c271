import { deviceOf, luhnDigit, sharesWithPredecessor } from './device.js';
import { PERSONAS, PERSONAS_BY_INDEX, STRANGER } from './personas.js';
import { COUNTRIES, personOf, population, SEEDED_UNTIL } from './population.js';
import { PHONES } from './product.js';

const PEOPLE = [...population(1, 2000)];

const SCRIPTS = {
  DE: /^[\p{Script=Latin}' -]+$/u,
  FR: /^[\p{Script=Latin}' -]+$/u,
  TH: /^[\p{Script=Thai} ]+$/u,
  VN: /^[\p{Script=Latin} ]+$/u,
};

function distinct(values: string[]): number {
  return new Set(values).size;
}

describe('the population', () => {
  it('is the same for the same seed, person by person', () => {
    expect(personOf(1, 1234)).toEqual(PEOPLE[1234]);
    expect([...population(1, 300)]).toEqual(PEOPLE.slice(0, 300));
  });

  it('is another one for another seed, personas apart', () => {
    expect(personOf(2, 1234)).not.toEqual(PEOPLE[1234]);
    expect(personOf(2, 1)).toEqual(PERSONAS.frenchMan);
  });

  it('has people of four countries, each named in the own script', () => {
    for (const person of PEOPLE) expect(person.fullName).toMatch(SCRIPTS[person.country]);
    for (const code of Object.keys(COUNTRIES)) {
      const share = PEOPLE.filter((person) => person.country === code).length / PEOPLE.length;
      expect(share).toBeGreaterThan(0.15);
    }
  });

  it('puts the family name first in Vietnam and last elsewhere', () => {
    for (const { country, fullName, familyName } of PEOPLE) {
      if (country === 'VN') expect(fullName.startsWith(familyName)).toBe(true);
      else expect(fullName.endsWith(familyName)).toBe(true);
    }
  });

  it('writes e-mail addresses in Latin letters under reserved domains', () => {
    for (const { email } of PEOPLE)
      expect(email).toMatch(/^[a-z]+(\.[a-z]+)*(\.\d+)?@[a-z]{2}\.example$/);
  });

  it('gives every person identifiers of her own', () => {
    for (const key of ['customerId', 'username', 'email', 'phone'] as const) {
      expect(distinct(PEOPLE.map((person) => person[key]))).toBe(PEOPLE.length);
    }
  });

  it('writes phone numbers in E.164', () => {
    for (const { phone } of PEOPLE) expect(phone).toMatch(/^\+[1-9]\d{9,12}$/);
  });

  it('keeps births, joining and the end of seeded time in order', () => {
    for (const { bornOn, joinedAt } of PEOPLE) {
      expect(Date.parse(bornOn)).toBeLessThan(Date.parse(joinedAt));
      expect(Date.parse(joinedAt)).toBeLessThan(SEEDED_UNTIL);
    }
  });
});

describe('devices', () => {
  const devices = PEOPLE.flatMap((person) => person.devices);

  it('are unique by serial, MAC and IMEI', () => {
    expect(distinct(devices.map((device) => device.serial))).toBe(devices.length);
    expect(distinct(devices.map((device) => device.mac))).toBe(devices.length);
    const phones = devices.filter((device) => device.isPhone);
    expect(distinct(phones.map((device) => String(device.imei)))).toBe(phones.length);
  });

  it('are written in the form that identifiers are normalised to', () => {
    for (const { serial, mac, imei } of devices) {
      expect(serial).toMatch(/^[A-Z0-9]{6,32}$/);
      expect(mac).toMatch(/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/);
      if (imei !== null) expect(imei).toMatch(/^\d{15}$/);
    }
  });

  it('carry IMEIs with the right check digit', () => {
    // The example of the ISO/IEC 7812-1 article: 7992739871 takes a 3.
    expect(luhnDigit('7992739871')).toBe(3);
    const [model] = PHONES;
    if (!model) throw new Error('no phone in the catalogue');
    const { imei } = deviceOf(7, model);
    expect(luhnDigit(String(imei).slice(0, 14))).toBe(Number(String(imei).at(-1)));
  });

  it('are shared by two people in every fortieth household', () => {
    const sharing = PEOPLE.filter((person) => sharesWithPredecessor(person.index));
    expect(sharing).toHaveLength(50);
    for (const { index, borrowed } of sharing) {
      expect(borrowed).toEqual(PEOPLE[index - 1]?.devices.slice(0, 1));
      expect(borrowed).toHaveLength(1);
    }
  });
});

describe('the personas', () => {
  it('stand at the head of every population', () => {
    expect(PEOPLE.slice(0, 5)).toEqual(PERSONAS_BY_INDEX);
    expect(PERSONAS_BY_INDEX.map((persona) => persona.country)).toEqual([
      'DE',
      'FR',
      'TH',
      'TH',
      'VN',
    ]);
  });

  it('bear names that nobody else bears', () => {
    for (const { givenName, familyName, index } of PERSONAS_BY_INDEX) {
      const others = PEOPLE.filter((person) => person.index !== index);
      const names = others.map((person) => person.fullName).join('\n');
      expect(names).not.toContain(givenName);
      expect(names).not.toContain(familyName);
    }
  });

  it('do not know the stranger', () => {
    const known = JSON.stringify(PEOPLE);
    for (const value of Object.values(STRANGER)) expect(known).not.toContain(value);
  });
});
