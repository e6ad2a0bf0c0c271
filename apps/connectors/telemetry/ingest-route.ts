import type { IncomingMessage } from 'node:http';
import type { Route } from '../system.js';
import type { Ingested, Point, Report, UsageEvent } from './ingest.js';

const BODY_BYTES_MAX = 1_048_576;
const DAY_MS = 86_400_000;
/** Older readings are a device's wrong clock; each month of them would make a partition. */
const READING_AGE_MAX_MS = 3650 * DAY_MS;

/** `POST /ingest`: devices authenticate at the gateway before it, which is not part of this. */
export function ingestRoute(store: (report: Report) => Promise<Ingested>): Route {
  return async (request, response) => {
    const report = reportOf(await bodyOf(request), Date.now());
    if (!report) {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'not a report of a device' }));
      return;
    }
    const ingested = await store(report);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(ingested));
  };
}

/** The parsed body; undefined when it is too large or no JSON. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end, kept no further: a caller that is cut off in its body hears no answer.
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  if (size > BODY_BYTES_MAX) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function reportOf(body: unknown, nowMs: number): Report | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { points = [], events = [], ...device } = body as Partial<Report>;
  const { serial, imei, mac, model, account } = device;
  const isNamed = typeof serial === 'string' && /^[A-Z0-9]{6,32}$/.test(serial);
  const texts = [imei, mac, model].every((value) => isOptionalText(value)) && isAccount(account);
  const isListed = Array.isArray(points) && Array.isArray(events);
  if (!isNamed || !texts || !isListed) return undefined;
  const isSound =
    points.every((point) => isPoint(point, nowMs)) &&
    events.every((event) => isEvent(event, nowMs));
  return isSound ? { ...device, serial, points, events } : undefined;
}

function isPoint(point: Point | null, nowMs: number): boolean {
  if (point === null) return false;
  const { recordedAt, latitude, longitude, accuracyM, source } = point;
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  const isSource = ['gps', 'wifi', 'cell'].includes(source);
  return isTimely(recordedAt, nowMs) && isPlace && isSource && Number.isSafeInteger(accuracyM);
}

function isEvent(event: UsageEvent | null, nowMs: number): boolean {
  if (event === null) return false;
  const { recordedAt, action, screen, durationMs, referrer, search } = event;
  const texts = [action, screen].every(
    (value) => typeof value === 'string' && isOptionalText(value),
  );
  const more = isOptionalText(referrer) && isOptionalText(search);
  return isTimely(recordedAt, nowMs) && texts && more && Number.isSafeInteger(durationMs);
}

function isTimely(recordedAt: unknown, nowMs: number): boolean {
  const atMs = typeof recordedAt === 'string' ? Date.parse(recordedAt) : Number.NaN;
  return atMs > nowMs - READING_AGE_MAX_MS && atMs < nowMs + DAY_MS;
}

function isAccount(value: unknown): boolean {
  const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  return value === undefined || (typeof value === 'string' && form.test(value));
}

function isOptionalText(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'string' && value.length <= 500 && !value.includes('\0');
}
