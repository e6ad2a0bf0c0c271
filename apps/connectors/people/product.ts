/** What the shop sells and the app connects to. Prices are in euro cents, tax included. */
export interface Product {
  product: string;
  model: string;
  price: number;
}

export const APPLIANCES: Product[] = [
  { product: 'Brisa Air Conditioner', model: 'BR-25X', price: 64900 },
  { product: 'Marea Washing Machine', model: 'MA-80W', price: 57900 },
  { product: 'Polar Refrigerator', model: 'PO-420', price: 89900 },
  { product: 'Lumen Home Hub', model: 'LU-2', price: 12900 },
  { product: 'Aura Air Purifier', model: 'AU-55P', price: 24900 },
];

export const PHONES: Product[] = [
  { product: 'Aria Phone', model: 'AR-S2', price: 39900 },
  { product: 'Aria Phone Lite', model: 'AR-L1', price: 19900 },
];

export const ACCESSORIES: Product[] = [
  { product: 'Filter set', model: 'FS-3', price: 2490 },
  { product: 'Wall mount', model: 'WM-1', price: 1990 },
  { product: 'Descaler 0.5 l', model: 'DE-05', price: 790 },
];

export const CATALOGUE: Product[] = [...APPLIANCES, ...PHONES, ...ACCESSORIES];
