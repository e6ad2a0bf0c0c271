import type { DataSource } from 'typeorm';

export function schemaDrift(_dataSource: DataSource): Promise<string[]> {
  return Promise.resolve([]);
}
