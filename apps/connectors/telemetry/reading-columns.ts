/** Where readings go; ids come from the sequence. */
export const POINT_COLUMNS = {
  table: 'location_points',
  columns: ['device_id', 'recorded_at', 'latitude', 'longitude', 'accuracy_m', 'source'],
};

export const EVENT_COLUMNS = {
  table: 'usage_events',
  columns: ['device_id', 'recorded_at', 'action', 'screen', 'duration_ms', 'referrer', 'search'],
};
