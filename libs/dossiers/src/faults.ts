/** Why a package could not be built, as stored with the disclosure; never personal data. */
export type PackagingFault =
  | 'record_malformed'
  | 'record_too_large'
  | 'record_out_of_scope'
  | 'records_missing'
  | 'datasets_too_many'
  | 'export_missing'
  | 'blob_unreadable'
  | 'key_destroyed';

/** A package is refused whole: a person must never receive part of the data as if it were all. */
export class PackagingError extends Error {
  constructor(
    readonly code: PackagingFault,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
    this.name = 'PackagingError';
  }
}
