import { createHmac, timingSafeEqual } from 'node:crypto';

/** What Standard Webhooks 1.0.0 signs: the id stays over retries, the timestamp does not. */
export interface Webhook {
  id: string;
  /** Unix seconds. */
  timestamp: number;
  body: string | Uint8Array;
}

const VERSION = 'v1';

/**
 * The `webhook-signature` header of Standard Webhooks (`v1`, HMAC-SHA256), one signature for each
 * secret: during a rotation the receiver knows at least one. Secrets are `whsec_` and base64.
 */
export function webhookSignature(webhook: Webhook, secrets: readonly string[]): string {
  return secrets.map((secret) => `${VERSION},${macOf(webhook, secret)}`).join(' ');
}

/** Whether one signature of the header is by one of the secrets; the timestamp is the caller's. */
export function verifiesWebhook(
  webhook: Webhook,
  header: string,
  secrets: readonly string[],
): boolean {
  const sent = header.split(' ').filter((each) => each.startsWith(`${VERSION},`));
  const macs = secrets.map((secret) => Buffer.from(`${VERSION},${macOf(webhook, secret)}`));
  return sent.some((each) =>
    macs.some((mac) => mac.length === each.length && timingSafeEqual(mac, Buffer.from(each))),
  );
}

function macOf({ id, timestamp, body }: Webhook, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
}
