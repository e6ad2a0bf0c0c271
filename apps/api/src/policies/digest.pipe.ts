import { HabeasError } from '@habeas/domain';
import type { PipeTransform } from '@nestjs/common';

/** Checks the form of a digest in the path; what cannot be one is as unknown as any other. */
export class DigestPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[0-9a-f]{64}$/.test(value)) return value;
    throw new HabeasError('not_found', 'This is no digest of a version.');
  }
}
