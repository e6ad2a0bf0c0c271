/** What a key may be used for. */
export const SCOPES = [
  'intake',
  'operator',
  'approver',
  'auditor',
  'connector-owner',
  'policy',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

export const PRINCIPAL_KINDS = ['person', 'service'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

/** Who acts, with the scopes of the key in use. */
export interface Principal {
  id: string;
  name: string;
  kind: PrincipalKind;
  scopes: Scope[];
}

/** True when the principal has at least one of the scopes. No scope implies another. */
export function hasScope(principal: Principal, ...scopes: Scope[]): boolean {
  return scopes.some((scope) => principal.scopes.includes(scope));
}
