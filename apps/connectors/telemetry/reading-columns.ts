/** Where readings go; ids come from the sequence. */
export const POINT_COLUMNS = {
  table: 'location_points',
  columns: {
    device_id: 'bigint',
    recorded_at: 'timestamptz',
    latitude: 'numeric',
    longitude: 'numeric',
    accuracy_m: 'integer',
    source: 'text',
  },
};

export const EVENT_COLUMNS = {
  table: 'usage_events',
  columns: {
    device_id: 'bigint',
    recorded_at: 'timestamptz',
    action: 'text',
    screen: 'text',
    duration_ms: 'integer',
    referrer: 'text',
    search: 'text',
  },
};
