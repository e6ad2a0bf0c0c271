import type { DatasetSpec } from '../datasets.js';

const SENT = 'join sends on sends.id = send_id join campaigns on campaigns.id = sends.campaign_id';

export const MARKETING_DATASETS: DatasetSpec[] = [
  {
    name: 'contacts',
    category: 'ID',
    from: 'contacts',
    owner: 'id',
    select: `contact_id, customer_id, email, first_name, last_name, locale, source, created_at,
      restricted_at, objected_at, untracked_at`,
    keys: [['id', 'bigint']],
  },
  {
    name: 'consents',
    category: 'MC',
    from: 'consents',
    owner: 'contact_id',
    select: 'purpose, granted, wording, recorded_at, recorded_via',
    keys: [['id', 'bigint']],
  },
  {
    name: 'sends',
    category: 'MC',
    from: 'sends join campaigns on campaigns.id = sends.campaign_id',
    owner: 'sends.contact_id',
    select: 'campaigns.name as campaign, campaigns.subject, sends.sent_at, sends.delivered',
    keys: [['sends.id', 'bigint']],
  },
  {
    name: 'opens',
    category: 'MC',
    from: `opens ${SENT}`,
    owner: 'sends.contact_id',
    select: 'campaigns.name as campaign, opened_at, host(ip) as ip, user_agent',
    keys: [['opens.id', 'bigint']],
  },
  {
    name: 'clicks',
    category: 'MC',
    from: `clicks ${SENT}`,
    owner: 'sends.contact_id',
    select: 'campaigns.name as campaign, clicked_at, url',
    keys: [['clicks.id', 'bigint']],
  },
  {
    name: 'contact_segments',
    category: 'PU',
    from: 'contact_segments join segments on segments.id = contact_segments.segment_id',
    owner: 'contact_segments.contact_id',
    select: 'segments.name as segment, segments.rule, since',
    keys: [['contact_segments.id', 'bigint']],
    parts: [{ name: 'patterns of usage' }],
  },
];
