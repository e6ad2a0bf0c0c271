/** Where the CLI calls, and as whom. The key comes by environment, since arguments can be read. */
export interface ClientConfig {
  url: string;
  key: string | undefined;
}

/** Reads HABEAS_URL (the API on this machine when unset) and HABEAS_KEY. */
export function loadClient(
  env: Readonly<Record<string, string | undefined>> = process.env,
): ClientConfig {
  const url = (env.HABEAS_URL ?? 'http://127.0.0.1:8420').replace(/\/+$/, '');
  return { url, key: env.HABEAS_KEY };
}
