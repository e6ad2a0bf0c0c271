/**
 * Who registers a connector chooses where we connect to, so the resolved address is judged at
 * connect time, on every connection: a name checked earlier may resolve to another address later.
 */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { HabeasError } from '@habeas/domain';
import { CallFailure } from './failure.js';

const CONNECT_TIMEOUT_MS = 5_000;

const REFUSED = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  REFUSED.addSubnet(net, prefix, 'ipv4');
}
// The host address of one large cloud lies in public space.
REFUSED.addAddress('168.63.129.16', 'ipv4');

/** Global unicast is 2000::/3; of it, tunnels and documentation are refused too. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6');
const REFUSED_V6 = new BlockList();
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  REFUSED_V6.addSubnet(net, prefix, 'ipv6');
}

/** True for an address that a connector may live at without an operator's leave. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !REFUSED.check(address, 'ipv4');
  if (family !== 6) return false;
  return GLOBAL_V6.check(address, 'ipv6') && !REFUSED_V6.check(address, 'ipv6');
}

const withPort = (url: URL) =>
  `${url.hostname}:${url.port || (url.protocol === 'http:' ? '80' : '443')}`;

/** True when an operator allowed this host, or this host and port, by configuration. */
export function isAllowedHost(url: URL, allowed: readonly string[]): boolean {
  return allowed.includes(url.hostname) || allowed.includes(withPort(url));
}

/** Refuses an address that may not be called, before anything is sent. */
export function assertCallable(baseUrl: string, allowed: readonly string[]): URL {
  const refuse = (why: string) => new HabeasError('connector_address_refused', why);
  if (!URL.canParse(baseUrl)) throw refuse('This is not a URL; give https://host/path.');
  const url = new URL(baseUrl);
  if (url.username || url.password || url.search || url.hash) {
    throw refuse('A connector URL has no user name, query or fragment; leave them out.');
  }
  if (isAllowedHost(url, allowed) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') {
    throw refuse(
      'Only https is called; an operator may allow this host in HABEAS_CONNECTOR_HOSTS.',
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !isPublicAddress(host)) {
    throw refuse('This address is not public; an operator may allow it in HABEAS_CONNECTOR_HOSTS.');
  }
  return url;
}

const judgedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(null, addresses);
    }
    return callback(new CallFailure('contract', 'address_refused'), []);
  });
};

/** Dispatchers that connect to judged addresses only, or anywhere for hosts that are allowed. */
export function guardedDispatchers(): { judged: Dispatcher; trusted: Dispatcher } {
  const limits = { connections: 64, pipelining: 1, keepAliveTimeout: 10_000 };
  const judged = new Agent({
    ...limits,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: judgedLookup },
  });
  const trusted = new Agent({ ...limits, connect: { timeout: CONNECT_TIMEOUT_MS } });
  return { judged, trusted };
}
