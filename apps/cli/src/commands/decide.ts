import type { Command } from 'commander';
import { AUTHORITY_KINDS, REFUSAL_GROUNDS } from '@habeas/domain';
import { AUTHORITY_METHODS } from '@habeas/requests';
import { print, printJson } from '../output.js';
import { client } from './client.js';
import { parseIdentifier } from './request.js';

export interface Given {
  exercise?: string;
  json?: boolean;
}

/** What people decide about a request, each one call of the API. */
export function decideCommands(program: Command): void {
  const request = program.commands.find((one) => one.name() === 'request');
  if (!request) throw new Error('the request commands come first');
  const decision = (name: string, about: string) =>
    request.command(`${name} <request>`).description(about).option('--json', 'print JSON');
  decision('verify-identity', 'Record that an identifier belongs to the requester')
    .requiredOption('--identifier <id|type=value>', 'the identifier, by id or by value')
    .option('--level <level>', 'low, substantial or high (eIDAS Art. 8)', 'substantial')
    .option('--method <method>', 'how it was verified', 'operator_attested')
    .action((id: string, given: Given & { identifier: string; level: string; method: string }) =>
      decide(
        { id, noun: 'verifications' },
        { ...whichIdentifier(given.identifier), ...verified(given) },
        given,
      ),
    );
  decision('authority', 'Record that a parent or an agent showed that she may act')
    .requiredOption('--kind <kind>', AUTHORITY_KINDS.join(', '))
    .option('--method <method>', AUTHORITY_METHODS.join(', '), 'document_seen')
    .action((id: string, { kind, method, ...given }: Given & { kind: string; method: string }) =>
      decide({ id, noun: 'authorities' }, { kind, method }, given),
    );
  decision('approve', 'Approve the plan that bears this seal; or reject it')
    .requiredOption('--seal <seal>', 'as habeas request show prints it')
    .option('--reject', 'reject instead')
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Given & { seal: string; reject?: boolean }) =>
      decide(
        { id, noun: 'approval' },
        { seal: given.seal, ...verdict(given), ...named(given) },
        given,
      ),
    );
  decision('refuse', 'Refuse on a ground; the refusal is then owed to the person')
    .requiredOption('--ground <ground>', REFUSAL_GROUNDS.join(', '))
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Given & { ground: string }) =>
      decide({ id, noun: 'refusal' }, { ground: given.ground, ...named(given) }, given),
    );
  decision('withdraw', 'Record that the person withdrew').action((id: string, given: Given) =>
    decide({ id, noun: 'withdrawal' }, {}, given),
  );
  decision('send', 'Record that the answer was sent: only then is an exercise final')
    .option('--channel <channel>', 'portal, email, letter, counter or phone', 'email')
    .option('--sent-at <instant>', 'RFC 3339; now, when left out')
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Given & { channel: string; sentAt?: string }) =>
      decide({ id, noun: 'answer' }, { ...sent(given), ...named(given) }, given),
    );
}

/** Writes the decision as a noun under the request, or under the task. */
export async function decide(
  { id, noun, of = 'requests' }: { id: string; noun: string; of?: 'requests' | 'tasks' },
  body: object,
  given: Given,
): Promise<void> {
  const path = `/v1/${of}/${encodeURIComponent(id)}/${noun}`;
  const answer = await client().post<object>(path, body);
  if (given.json) return printJson(answer);
  print('Recorded.');
}

function whichIdentifier(text: string): object {
  return text.startsWith('idn_') ? { identifier: text } : parseIdentifier(text);
}

const verified = ({ level, method }: { level: string; method: string }) => ({ level, method });
const verdict = ({ reject }: { reject?: boolean }) => ({
  decision: reject ? 'rejected' : 'approved',
});
const named = ({ exercise }: Given) => (exercise ? { exercise } : {});
const sent = ({ channel, sentAt }: { channel: string; sentAt?: string }) => ({
  channel,
  sentAt: sentAt ?? new Date().toISOString(),
});
