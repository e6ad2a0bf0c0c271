/** Headers as `fetch`, undici and node:http give them. */
export type HeaderBag = Headers | Record<string, string | string[] | undefined>;

/** What a signature can cover: a request has `method` and `url`, an answer `status`. */
export interface SignedMessage {
  method?: string;
  /** Absolute. */
  url?: string;
  status?: number;
  headers: HeaderBag;
}

/**
 * RFC 9421 section 2.5: the text that is signed. `params` is the inner list with its parameters, as
 * it stands in `Signature-Input`. Undefined when the message lacks a component.
 */
export function signatureBase(
  message: SignedMessage,
  components: readonly string[],
  params: string,
): string | undefined {
  const lines: string[] = [];
  for (const name of components) {
    const value = componentValue(message, name);
    if (value === undefined) return undefined;
    lines.push(`"${name}": ${value}`);
  }
  return [...lines, `"@signature-params": ${params}`].join('\n');
}

/** One header by its lower-case name; several lines are joined as RFC 9421 section 2.1 says. */
export function headerValue(headers: HeaderBag, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const own = Object.keys(headers).filter((key) => key.toLowerCase() === name);
  const values = own.flatMap((key) => headers[key] ?? []);
  return values.length === 0 ? undefined : values.map((value) => value.trim()).join(', ');
}

/** The absolute address without fragment, in the one form that is signed. */
export function targetUri(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}

function componentValue(message: SignedMessage, name: string): string | undefined {
  if (!name.startsWith('@')) return headerValue(message.headers, name);
  if (name === '@method') return message.method?.toUpperCase();
  if (name === '@status') return message.status?.toString();
  return message.url === undefined ? undefined : urlPart(new URL(message.url), name);
}

function urlPart(url: URL, name: string): string | undefined {
  switch (name) {
    case '@target-uri':
      return targetUri(url.href);
    case '@authority':
      return url.host;
    case '@scheme':
      return url.protocol.slice(0, -1);
    case '@path':
      return url.pathname;
    case '@query':
      return url.search === '' ? '?' : url.search;
    default:
      return undefined;
  }
}
