import type { Cell } from '../bulk.js';
import type { Person } from '../people/person.js';
import { PERSONAS_BY_INDEX } from '../people/personas.js';
import { COUNTRIES, dayWithin } from '../people/population.js';
import { CATALOGUE, type Product } from '../people/product.js';
import { randomOf } from '../people/random.js';
import type { TableSeed } from '../seeding.js';
import { personId } from './seed-identity.js';

interface Item {
  product: Product;
  serial: string | null;
  quantity: number;
  /** In hundredths of the currency, tax included. */
  price: number;
}

interface Sale {
  id: number;
  orderedOn: string;
  items: Item[];
}

/** Every persona bought before and within any usual retention period (5, 8 or 10 years). */
const PERSONA_ORDER_DAYS = ['2011-03-14', '2015-12-31', '2019-06-07', '2024-02-29', '2026-01-15'];

function orderDays(seed: number, person: Person): string[] {
  if (PERSONAS_BY_INDEX.includes(person)) return PERSONA_ORDER_DAYS;
  const random = randomOf(seed, person.index, 'order days');
  const days = Array.from({ length: random.below(4) }, () => dayWithin(random, 15 * 365));
  return days.sort();
}

function salesOf(seed: number, person: Person): Sale[] {
  const random = randomOf(seed, person.index, 'orders');
  const { perEuro } = COUNTRIES[person.country];
  return orderDays(seed, person).map((orderedOn, position) => {
    const device = person.devices[position];
    const bought = CATALOGUE.find((product) => product.model === device?.model);
    const products = [
      bought ?? random.pick(CATALOGUE),
      ...(random.oneIn(3) ? [random.pick(CATALOGUE)] : []),
    ];
    const items = products.map((product, place) => ({
      product,
      serial: bought && place === 0 ? (device?.serial ?? null) : null,
      quantity: place === 0 ? 1 : 1 + random.below(3),
      price:
        perEuro === 1 ? product.price : Math.round((product.price * perEuro) / 10_000) * 10_000,
    }));
    return { id: personId(person) * 10 + position, orderedOn, items };
  });
}

function amount(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}

function addressLine({ address, country }: Person): string {
  return `${address.street}, ${address.city.postalCode} ${address.city.name}, ${country}`;
}

export const ORDERS: TableSeed = {
  table: 'orders',
  columns: [
    'id',
    'person_id',
    'order_no',
    'ordered_on',
    'status',
    'currency',
    'total',
    'tax',
    'invoice_name',
    'invoice_address',
    'delivery_name',
    'delivery_address',
    'contact_email',
    'contact_phone',
    'note',
  ],
  rowsOf: (seed, person) => salesOf(seed, person).map((sale) => orderRow(person, sale)),
};

function orderRow(person: Person, { id, orderedOn, items }: Sale): Cell[] {
  const { currency, taxPercent } = COUNTRIES[person.country];
  const total = items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  return [
    id,
    personId(person),
    `${person.country}-${orderedOn.slice(0, 4)}-${String(id).padStart(7, '0')}`,
    orderedOn,
    'delivered',
    currency,
    amount(total),
    amount(Math.round((total * taxPercent) / (100 + taxPercent))),
    person.fullName,
    addressLine(person),
    person.fullName,
    addressLine(person),
    person.email,
    person.phone,
    id % 5 === 0 ? `${person.givenName}: 2×` : null,
  ];
}

export const ORDER_ITEMS: TableSeed = {
  table: 'order_items',
  columns: ['id', 'order_id', 'product', 'model', 'serial', 'quantity', 'price'],
  rowsOf: (seed, person) =>
    salesOf(seed, person).flatMap(({ id, items }) =>
      items.map(({ product, serial, quantity, price }, position) => [
        id * 10 + position,
        id,
        product.product,
        product.model,
        serial,
        quantity,
        amount(price),
      ]),
    ),
};
