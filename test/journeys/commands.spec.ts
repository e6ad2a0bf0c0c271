import { jest } from '@jest/globals';
import { Command } from 'commander';
import { complaintCommands } from '../../apps/cli/src/commands/complaint.js';
import { decideCommands } from '../../apps/cli/src/commands/decide.js';
import { holdCommands } from '../../apps/cli/src/commands/hold.js';
import { messageCommands } from '../../apps/cli/src/commands/message.js';
import { recipientCommands } from '../../apps/cli/src/commands/recipient.js';
import { requestCommands } from '../../apps/cli/src/commands/request.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { daysAgo } from '../support/halfway.js';
import { openWorld, type World } from '../support/world.js';

const ID = /[a-z]{3}_[0-9a-f]{32}/;

describe('commands about people, recipients and holds', () => {
  let world: World;
  const before = { ...process.env };
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
    process.env['HABEAS_URL'] = world.config.publicUrl;
    process.env['HABEAS_KEY'] = world.keys.operator;
  });
  afterAll(async () => {
    process.env = before;
    await world.close();
  });

  /** What the command prints on standard output. */
  async function habeas(line: string): Promise<string> {
    const program = new Command('habeas').exitOverride();
    requestCommands(program);
    decideCommands(program);
    for (const add of [messageCommands, complaintCommands, recipientCommands, holdCommands]) {
      add(program);
    }
    const said: string[] = [];
    const out = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      said.push(String(chunk));
      return true;
    });
    try {
      await program.parseAsync(line.split(' '), { from: 'user' });
    } finally {
      out.mockRestore();
    }
    return said.join('');
  }

  const stranger = (name: string) => ({
    right: 'access' as const,
    residence: 'TH',
    identifiers: [{ type: 'email', value: `${name}@th.example` }],
  });

  it('list, show and record a message', async () => {
    const id = await world.file(stranger('message'));
    await world.reaches(id, 'awaiting_identity');
    const listed = await habeas(`message list --request ${id} --kind identity_request`);
    expect(listed).toMatch(/identity_request.*due/);
    const [message = ''] = ID.exec(listed) ?? [];
    expect(message).toMatch(/^msg_/);
    const shown = await habeas(`message show ${message}`);
    expect(shown).toMatch(/^Please show us that the request is yours\n\nHello,/);
    expect(await habeas(`message sent ${message} --channel letter`)).toBe('Recorded.\n');
    const all = await habeas(`message list --request ${id} --all`);
    expect(all).toMatch(/identity_request.*sent.*\d letter/);
    expect(await habeas(`message list --request ${id} --status void`)).toBe('No messages.\n');
    await expect(habeas(`message sent ${message}`)).rejects.toThrow(/transition_illegal/);
  });

  it('list rejections with their provisions', async () => {
    const id = await world.file(stranger('rejected'));
    await world.reaches(id, 'awaiting_identity');
    await habeas(`request refuse ${id} --ground rights_of_others`);
    const listed = await habeas('rejection list --law pdpa_tha');
    expect(listed).toMatch(/rights_of_others.*s\. 30 para 2 PDPA/);
    expect(listed).toContain('s. 39(7)');
    expect(await habeas('rejection list --law gdpr')).toBe('No rejections on record.\n');
  });

  it('take a complaint in, list and decide it', async () => {
    const id = await world.file(stranger('complaint'));
    const filed = await habeas(`complaint file ${id} --about late --channel phone`);
    const [complaint = ''] = ID.exec(filed) ?? [];
    expect(complaint).toMatch(/^cmp_/);
    expect(await habeas(`complaint list ${id}`)).toMatch(/late.*no number/);
    await habeas(`complaint decide ${complaint} --outcome partly_upheld`);
    expect(await habeas(`complaint list ${id}`)).toContain('partly_upheld');
  });

  it('record that a parent showed that she may act', async () => {
    const { id } = await world.post('portal', '/v1/requests', {
      receivedAt: daysAgo(0),
      channel: 'counter',
      locale: 'en',
      requester: 'parent',
      subject: { residence: 'DE', age: 9, identifiers: stranger('child').identifiers },
      rights: [{ right: 'access' }],
    });
    await world.verify(id);
    await world.reaches(id, 'awaiting_identity');
    await habeas(`request authority ${id} --kind parental_authority`);
    await world.reaches(id, 'delivering');
  });

  it('list recipients, and record that one was told and why another was not', async () => {
    const identifiers = [{ type: 'email', value: PERSONAS.germanWoman.email }];
    const id = await world.fileVerified({ right: 'restriction', residence: 'DE', identifiers });
    await world.reaches(id, 'delivering');
    const owed = await habeas(`recipient list --request ${id}`);
    const idOf = (name: string) =>
      ID.exec(owed.split('\n').find((line) => line.includes(name)) ?? '')?.[0] ?? '';
    expect(await habeas(`recipient told ${idOf('authorities')} --channel letter`)).toMatch(/rcn_/);
    await habeas(`recipient excuse ${idOf('direction')} --reason never_received`);
    const all = await habeas(`recipient list --request ${id} --all`);
    expect(all).toMatch(/authorities.*any of.*told.*\d letter/);
    expect(all).toMatch(/direction.*excused.*never_received/);
    expect(await habeas(`request show ${id}`)).toMatch(/recipient group of .*ID.*: owed/);
    await world.send(id);
  });

  it('list the holds whose day of review has come', async () => {
    const hold = (matter: string, reviewOn: string) =>
      world.post('operator', '/v1/holds', { matter, categories: ['TR'], reviewOn });
    await hold('Case past', daysAgo(2).slice(0, 10));
    await hold('Case today', daysAgo(0).slice(0, 10));
    await hold('Case later', daysAgo(-40).slice(0, 10));
    const released = await hold('Case over', daysAgo(9).slice(0, 10));
    await world.post('operator', `/v1/holds/${released.id}/release`);
    const due = await habeas('hold list --review-due');
    expect(due.match(/Case \w+/g)).toEqual(['Case past', 'Case today']);
    expect((await habeas('hold list')).match(/Case \w+/g)).toHaveLength(4);
    const { items } = await world.get<{ items: { matter: string }[] }>(
      'auditor',
      '/v1/holds?review=due',
    );
    expect(items.map(({ matter }) => matter)).toEqual(['Case past', 'Case today']);
    await expect(world.get('auditor', '/v1/holds?review=never')).rejects.toThrow(/query_invalid/);
  });

  it('refuse a hold on what the register does not know, and say what it knows', async () => {
    const body = { matter: 'Case 9', categories: ['TR', 'orders'], reviewOn: '2030-01-31' };
    const refusal = world.post('operator', '/v1/holds', body);
    await expect(refusal).rejects.toThrow(/"code":"category_unknown".*"\/categories\/1".*BC, ID/);
  });
});
