/** A rule of law or policy: where it stands, and what it says in one plain sentence. */
export interface Cited {
  /** As a lawyer cites it, e.g. `Art. 12(3) GDPR`. */
  citation: string;
  because: string;
}

/** `draft`: nobody with a law degree has signed it off; `verified`: counsel has. */
export const DOCUMENT_STATUSES = ['draft', 'verified'] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/** The head that every policy file carries. */
export interface PolicyDocument {
  version: string;
  /** Where its content was taken from: instruments, notices, URLs. */
  source: string;
  /** ISO date on which the file was last compared with its source. */
  reviewedOn: string;
  status: DocumentStatus;
  /** What a reviewer must still check against the official text. */
  toVerify: string[];
  /** SHA-256 (hex) of the file's text; this is what evidence and seals name. */
  digest: string;
}
