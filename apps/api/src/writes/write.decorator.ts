import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

/** Documents that a route goes through `Writes`. */
export const Write = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'A quoted string or a UUID of your choice; the same one when you repeat.',
      schema: { type: 'string', minLength: 1, maxLength: 257 },
    }),
  );
