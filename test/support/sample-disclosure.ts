import type { AnswerFacts, ExportRecord, ExportSource } from '@habeas/dossiers';

/** One person of the reference systems, in her own language and script. */
interface Sample {
  facts: AnswerFacts;
  given: string;
  family: string;
  street: string;
  city: string;
  country: string;
  message: string;
  reply: string;
  comment: string;
  currency: string;
}

const SYSTEMS = [
  { slug: 'accounts', name: 'Accounts', answered: true },
  { slug: 'marketing', name: 'Marketing', answered: true },
  { slug: 'telemetry', name: 'Telemetry', answered: true },
];

const RECEIVED = new Date('2026-03-02T09:14:00Z');

const facts = (more: Pick<AnswerFacts, 'locale' | 'residence' | 'laws'>): AnswerFacts => ({
  requestId: 'req_0195568cf2b07c3d9a41e6d05b7f8c21',
  receivedAt: RECEIVED,
  dataAsOf: new Date('2026-03-02T09:20:31Z'),
  searchedBy: ['customer_id', 'device_serial', 'email'],
  systems: SYSTEMS,
  ...more,
});

const GDPR = { law: 'gdpr', dueAt: new Date('2026-04-02T21:59:59Z') } as const;
const PDPA = { law: 'pdpa_tha', dueAt: new Date('2026-04-01T16:59:59Z') } as const;

export const SAMPLES: Record<'de' | 'th' | 'en', Sample> = {
  de: {
    facts: facts({ locale: 'de', residence: 'DE', laws: [GDPR] }),
    given: 'Annegret',
    family: 'Müller-Lüdenscheidt',
    street: 'Kastanienallee 27',
    city: 'Berlin',
    country: 'DE',
    message:
      'Guten Tag,\n\ndie Klimaanlage verbindet sich nicht mehr mit dem WLAN. Was kann ich tun?',
    reply: 'Bitte setzen Sie das Gerät zurück: Taste zehn Sekunden gedrückt halten.',
    comment: 'Hat bei mir nach dem zweiten Versuch geklappt – danke!',
    currency: 'EUR',
  },
  th: {
    facts: facts({ locale: 'th', residence: 'TH', laws: [PDPA, GDPR] }),
    given: 'กนกวรรณ',
    family: 'ศรีสุวรรณ',
    street: '88/4 ซอยสุขุมวิท 55',
    city: 'กรุงเทพมหานคร',
    country: 'TH',
    message: 'สวัสดีค่ะ เครื่องปรับอากาศเชื่อมต่อ Wi-Fi ไม่ได้ ต้องทำอย่างไรคะ',
    reply: 'กรุณากดปุ่มรีเซ็ตค้างไว้สิบวินาทีค่ะ',
    comment: 'ลองแล้วใช้ได้ค่ะ ขอบคุณมาก',
    currency: 'THB',
  },
  en: {
    facts: facts({ locale: 'en', residence: 'VN', laws: [GDPR] }),
    given: 'Linh',
    family: 'Nguyễn',
    street: '12 Tràng Tiền',
    city: 'Hà Nội',
    country: 'VN',
    message: 'The air conditioner does not connect any more.',
    reply: 'Hold the button for ten seconds.',
    comment: 'Worked for me.',
    currency: 'VND',
  },
};

const at = (minute: number) => new Date(RECEIVED.getTime() - minute * 60_000).toISOString();

const times = (count: number, make: (index: number) => Record<string, unknown>) =>
  Array.from({ length: count }, (_, index) => make(index));

/** The records of all three systems, as their connectors hand them over. */
export function sampleSources(sample: Sample, readings = 2400): ExportSource[] {
  return [
    sourceOf('accounts', ['ID', 'TR', 'BC', 'PU'], accountRecords(sample)),
    sourceOf('marketing', ['ID', 'MC', 'PU'], marketingRecords(sample)),
    sourceOf('telemetry', ['PDA', 'LOC', 'PU'], telemetryRecords(readings)),
  ];
}

export function sourceOf(
  system: string,
  categories: string[],
  records: ExportRecord[],
): ExportSource {
  const lines = records.map((record) => `${JSON.stringify(record)}\n`);
  return {
    system,
    categories,
    records: records.length,
    async *open() {
      for (const line of lines) yield Buffer.from(line);
    },
  };
}

const set = (dataset: string, category: string, rows: Record<string, unknown>[]): ExportRecord[] =>
  rows.map((data) => ({ dataset, category, data }));

function accountRecords(sample: Sample): ExportRecord[] {
  const { given, family, street, city, country, currency } = sample;
  const name = `${given} ${family}`;
  const email = 'annegret.m@example.org';
  const person = {
    customer_id: 'C-204417',
    username: 'annegret77',
    email,
    phone: '+49 30 5550 1234',
    given_name: given,
    family_name: family,
    full_name: name,
    born_on: '1977-05-14',
    region: city,
    language: sample.facts.locale,
    joined_at: at(900_000),
    restricted_at: null,
  };
  const address = {
    purpose: 'delivery',
    recipient: name,
    street,
    postal_code: '10435',
    city,
    country,
  };
  const order = (index: number) => ({
    order_no: `A-${7741 + index}`,
    ordered_on: at(200_000 * (index + 1)).slice(0, 10),
    status: index === 0 ? 'shipped' : 'delivered',
    currency,
    total: (349 + index * 80).toFixed(2),
    tax: '55.72',
    invoice_name: name,
    invoice_address: `${street}, ${city}`,
    delivery_name: name,
    delivery_address: `${street}, ${city}`,
    contact_email: email,
    note: index === 1 ? '=HYPERLINK("https://evil.example";"Klick")' : null,
  });
  const item = (index: number) => ({
    order_no: `A-${7741 + index}`,
    product: 'Nanoe Air X',
    model: `CS-Z${25 + index}`,
    serial: `NAX7Q2K4${index}`,
    quantity: 1,
    price: 349 + index * 80,
  });
  const message = (index: number) => ({
    ticket_no: `S-${3301 + (index >> 1)}`,
    written_by: index % 2 === 0 ? 'you' : 'support',
    channel: 'chat',
    body: index % 2 === 0 ? sample.message : sample.reply,
    sent_at: at(60_000 - index * 37),
  });
  const login = {
    password: 'kept as a one-way hash, not exported',
    password_changed_at: at(400_000),
    last_login_at: at(1500),
    last_login_ip: '203.0.113.77',
  };
  const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  return [
    ...set('people', 'ID', [person]),
    ...set('addresses', 'ID', [address]),
    ...set('orders', 'TR', times(3, order)),
    ...set('order_items', 'TR', times(3, item)),
    ...set('support_messages', 'BC', times(6, message)),
    ...set('comments', 'BC', [
      { topic: 'Wi-Fi', display_name: 'annegret77', body: sample.comment, posted_at: at(52_000) },
      {
        topic: hostile,
        display_name: 'annegret77',
        body: `${hostile}\u202Etxt`,
        posted_at: at(9000),
      },
    ]),
    ...set('credentials', 'PU', [login]),
  ];
}

function marketingRecords({ given, family, facts: { locale } }: Sample): ExportRecord[] {
  const contact = {
    contact_id: 'M-88120',
    customer_id: 'C-204417',
    email: 'annegret.m@example.org',
    first_name: given,
    last_name: family,
    locale,
    source: 'web form',
    created_at: at(880_000),
    restricted_at: null,
    objected_at: null,
  };
  const consent = (index: number) => ({
    purpose: index === 0 ? 'newsletter' : 'profiling',
    granted: index === 0,
    recorded_at: at(880_000 - index * 90_000),
    recorded_via: 'preference centre',
  });
  const send = (index: number) => ({
    campaign: `Spring ${2024 + (index % 3)}`,
    subject: 'Clean air for the new season',
    sent_at: at(700_000 - index * 28_000),
    delivered: index !== 4,
  });
  return [
    ...set('contacts', 'ID', [contact]),
    ...set('consents', 'MC', times(2, consent)),
    ...set('sends', 'MC', times(24, send)),
    ...set('contact_segments', 'PU', [
      { segment: 'Air care', rule: 'bought an air conditioner', since: '2025-06-01' },
    ]),
  ];
}

function telemetryRecords(readings: number): ExportRecord[] {
  const device = {
    serial: 'NAX7Q2K40',
    imei: '490154203237518',
    mac: '00:1b:44:11:3a:b7',
    model: 'CS-Z25',
    os: 'Android 15',
    app_version: '4.2.1',
    time_zone: 'Europe/Berlin',
    ip: '203.0.113.77',
    first_seen_at: at(300_000),
    last_seen_at: at(3),
  };
  const point = (index: number) => ({
    recorded_at: at(index * 90),
    latitude: Number((52.5375 + Math.sin(index) / 100).toFixed(6)),
    longitude: Number((13.4107 - Math.cos(index) / 100).toFixed(6)),
    accuracy_m: 5 + (index % 40),
    source: (['gps', 'wifi', 'cell'] as const)[index % 3],
  });
  const event = (index: number) => ({
    recorded_at: at(index * 41),
    action: (['open', 'set_temperature', 'schedule', 'close'] as const)[index % 4],
    screen: (['home', 'climate', 'timer'] as const)[index % 3],
    duration_ms: 900 + ((index * 7919) % 60_000),
    referrer: null,
    search: index % 50 === 0 ? 'filter' : null,
  });
  return [
    ...set('devices', 'PDA', [device]),
    ...set('location_points', 'LOC', times(readings, point)),
    ...set('usage_events', 'PU', times(readings * 2, event)),
  ];
}
