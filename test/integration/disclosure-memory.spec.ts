import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@habeas/config';

const MIB = 1024 * 1024;
const EXPORT_MIB = 32;
/** Records of such an export, once parsed, take about three times its size. */
const GROWTH_MAX_MIB = 24;

it('composes a package in memory that does not grow with the export', async () => {
  const support = join(projectRoot, 'test/support');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=80',
    '--import',
    join(support, 'typescript.js'),
    join(support, 'large-disclosure.ts'),
    String(EXPORT_MIB),
  ]);
  const { read, before, peak } = JSON.parse(stdout) as Record<'read' | 'before' | 'peak', number>;
  // One reading to learn what there is, one for each form.
  expect(read).toBeGreaterThanOrEqual(3 * EXPORT_MIB * MIB);
  expect(peak - before).toBeLessThan(GROWTH_MAX_MIB * MIB);
}, 120_000);
