import type { DatasetSpec } from '../datasets.js';

/**
 * What a person may see of her account. Agents appear as `support`: their names are their own data.
 * Of a password only its existence is confirmed.
 */
export const ACCOUNT_DATASETS: DatasetSpec[] = [
  {
    name: 'people',
    category: 'ID',
    from: 'people',
    owner: 'id',
    select: `customer_id, username, email, phone, given_name, family_name, full_name, born_on, region,
      language, joined_at, restricted_at`,
    keys: [['id', 'bigint']],
  },
  {
    name: 'addresses',
    category: 'ID',
    from: 'addresses',
    owner: 'person_id',
    select: 'purpose, recipient, street, postal_code, city, region, country',
    keys: [['id', 'bigint']],
  },
  {
    name: 'orders',
    category: 'TR',
    from: 'orders',
    owner: 'person_id',
    select: `order_no, ordered_on, status, currency, total, tax, invoice_name, invoice_address,
      delivery_name, delivery_address, contact_email, contact_phone, note`,
    keys: [['id', 'bigint']],
  },
  {
    name: 'order_items',
    category: 'TR',
    from: 'order_items join orders on orders.id = order_items.order_id',
    owner: 'orders.person_id',
    select: 'order_no, product, model, serial, quantity, price',
    keys: [['order_items.id', 'bigint']],
  },
  {
    name: 'devices',
    category: 'TR',
    from: 'devices',
    owner: 'person_id',
    select: 'serial, product, model, nickname, registered_at',
    keys: [['id', 'bigint']],
  },
  {
    name: 'support_messages',
    category: 'BC',
    from: 'support_messages',
    owner: 'person_id',
    select: `ticket_no, case author when 'agent' then 'support' else 'you' end as written_by, channel,
      body, sent_at`,
    keys: [['id', 'bigint']],
  },
  {
    name: 'comments',
    category: 'BC',
    from: 'comments',
    owner: 'person_id',
    select: 'topic, display_name, body, posted_at',
    keys: [['id', 'bigint']],
  },
  {
    name: 'credentials',
    category: 'PU',
    from: 'credentials',
    owner: 'person_id',
    select: `'kept as a one-way hash, not exported' as password, true as password_set,
      changed_at as password_changed_at, last_login_at, host(last_login_ip) as last_login_ip`,
    keys: [['id', 'bigint']],
    parts: [{ name: 'passwords', fields: ['password'] }],
  },
];
