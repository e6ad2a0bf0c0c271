import { loadClient } from '@habeas/config';
import { ApiClient } from '../api-client.js';

/** The API at HABEAS_URL, as HABEAS_KEY. */
export function client(): ApiClient {
  return new ApiClient(loadClient());
}
