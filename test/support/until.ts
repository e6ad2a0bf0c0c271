const READ_EVERY_MS = 25;
const WITHIN_MS = 15_000;

/**
 * Reads the truth again and again until it satisfies `predicate`, and gives it. Fails with the last
 * value after `within` milliseconds.
 */
export async function until<T>(
  read: () => T | Promise<T>,
  predicate: (value: T) => boolean,
  { within = WITHIN_MS } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const value = await read();
    if (predicate(value)) return value;
    if (Date.now() >= deadline) throw new Error(`Not so within ${within} ms: ${show(value)}`);
    await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS));
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}
