import type { ConnectorProblem, Fault, ProblemCode } from './protocol.js';

const PROBLEMS: Record<ProblemCode, { status: number; title: string }> = {
  signature_invalid: { status: 401, title: 'The signature is not accepted' },
  order_invalid: { status: 400, title: 'The body does not fit the protocol' },
  nonce_changed: { status: 409, title: 'The task id belongs to another order' },
  action_unknown: { status: 422, title: 'This connector does not have the action' },
  task_unknown: { status: 404, title: 'This connector was not given the task' },
  continuation_invalid: { status: 400, title: 'The continuation is not of this export' },
  route_unknown: { status: 404, title: 'There is nothing at this address' },
  busy: { status: 503, title: 'Try again a little later' },
  internal: { status: 500, title: 'The connector failed' },
};

interface RefusalOptions {
  /** Where the code's usual status is too coarse (413, 415). */
  status?: number;
  faults?: Fault[];
  retryAfterSeconds?: number;
}

/** A refusal on its way to the caller. Neither text may carry personal data. */
export class Refusal extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly options: RefusalOptions = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'Refusal';
  }

  get status(): number {
    return this.options.status ?? PROBLEMS[this.code].status;
  }

  problem(): ConnectorProblem {
    const { code, detail, status, options } = this;
    const { title } = PROBLEMS[code];
    const type = `urn:habeas:connector-problem:${code}`;
    return { type, title, status, code, detail, ...(options.faults && { errors: options.faults }) };
  }
}

/** A handler returned what the protocol does not allow: a fault of the connector's own code. */
export class HandlerFault extends Error {
  constructor(readonly faults: Fault[]) {
    super('A handler returned what the protocol does not allow');
    this.name = 'HandlerFault';
  }
}
