import { sign } from 'node:crypto';
import { contentDigest } from '../content-digest.js';
import type { SigningKey } from '../keys.js';
import { headerValue, targetUri } from '../signature-base.js';

/** A call as it is to be signed, rightly or, for a test, wrongly. */
export interface CallDraft {
  method: string;
  /** The address that is signed; where the call goes is the caller's business. */
  url: string;
  body: Buffer | undefined;
  contentType: string;
  key: SigningKey;
  keyid: string;
  tag: string;
  nonce: string;
  /** Unix seconds. */
  created: number;
  label: string;
  /** The components as they stand in the list, quotes included. */
  components: (usual: string[]) => string[];
  /** The parameters, `created=1` and so on. */
  params: (usual: string[]) => string[];
}

/** The headers of a call; a component that the message lacks is signed as the empty text. */
export function craftHeaders(draft: CallDraft): Record<string, string> {
  const { method, url, body, contentType } = draft;
  const headers: Record<string, string> = {
    ...(body && { 'content-type': contentType }),
    'content-digest': contentDigest(body ?? Buffer.alloc(0)),
  };
  const usual = ['"@method"', '"@target-uri"', ...Object.keys(headers).map((name) => `"${name}"`)];
  const components = draft.components(usual);
  const list = `(${components.join(' ')})${draft
    .params(usualParams(draft))
    .map((each) => `;${each}`)
    .join('')}`;
  const values: Record<string, string> = { '@method': method, '@target-uri': targetUri(url) };
  const lines = components.map((component) => {
    const name = /^"([^"]*)"/.exec(component)?.[1] ?? '';
    return `${component}: ${values[name] ?? headerValue(headers, name) ?? ''}`;
  });
  const base = [...lines, `"@signature-params": ${list}`].join('\n');
  const signature = sign(null, Buffer.from(base), draft.key.privateKey).toString('base64');
  return {
    ...headers,
    'signature-input': `${draft.label}=${list}`,
    signature: `${draft.label}=:${signature}:`,
  };
}

function usualParams({ created, keyid, nonce, tag }: CallDraft): string[] {
  const who = [`created=${created}`, `keyid="${keyid}"`, 'alg="ed25519"'];
  return [...who, `nonce="${nonce}"`, `tag="${tag}"`];
}
