import { HabeasError } from '@habeas/domain';
import type { PipeTransform } from '@nestjs/common';

/** Checks the form of an id in the path; what cannot be an id is as unknown as any other. */
export class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly prefix: string) {}

  transform(value: string): string {
    if (!new RegExp(`^${this.prefix}_[0-9a-f]{32}$`).test(value)) {
      throw new HabeasError('not_found', 'This is no id.');
    }
    return value;
  }
}
