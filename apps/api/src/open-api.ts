import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { ProblemBody } from './http/problem.dto.js';
import { PROBLEM_TYPE } from './http/problem.js';
import { ANSWERS_KEPT_HOURS } from './writes/writes.js';

const DESCRIPTION = `
Rights requests: taken in, fulfilled on every system, answered, proved.

Every call but those to health, keys and problem types carries \`Authorization: Bearer hbs_...\`; the
scopes that an operation accepts stand under \`x-scopes\`. Every write needs an \`Idempotency-Key\`
header: repeat a call with the same key and you get the first answer, kept for
${ANSWERS_KEPT_HOURS} hours, with \`idempotency-replayed: true\`. Every refusal is
\`application/problem+json\` (RFC 9457) with a stable \`code\`. No personal data belongs into an address.
`.trim();

/** The API in OpenAPI's words, from the same decorators that check the calls. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Habeas')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'hbs_...' })
    .addGlobalResponse({ status: '4XX', description: 'A refusal.', type: ProblemBody })
    .addGlobalResponse({ status: '5XX', description: 'A fault of ours.', type: ProblemBody })
    .build();
  const document = SwaggerModule.createDocument(app, about, { extraModels: [ProblemBody] });
  return withProblemType(document);
}

/** The generator knows one media type for all answers; refusals have their own. */
function withProblemType(document: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key !== '4XX' && key !== '5XX') return value;
    const answer = value as { content?: Record<string, unknown> };
    const schema = answer.content?.['application/json'];
    return schema ? { ...answer, content: { [PROBLEM_TYPE]: schema } } : value;
  });
  return JSON.parse(text) as OpenAPIObject;
}

export function serveOpenApi(app: NestFastifyApplication): void {
  const document = openApiDocument(app);
  const options = { config: { access: 'public' as const } };
  app
    .getHttpAdapter()
    .getInstance()
    .get('/v1/openapi.json', options, () => Promise.resolve(document));
}
