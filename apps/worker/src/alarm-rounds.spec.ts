import { Logger } from '@nestjs/common';
import { AlarmRounds } from './alarm-rounds.js';

describe('the rounds of alarms', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it('raise what is due, though a new policy cannot be followed', async () => {
    let raise: () => void = () => undefined;
    const raised = new Promise<void>((resolve) => (raise = resolve));
    const alarms = { raise: () => Promise.resolve(raise()) };
    const migration = { run: () => Promise.reject(new Error('no store')) };
    const given = [alarms, migration] as unknown as ConstructorParameters<typeof AlarmRounds>;
    const rounds = new AlarmRounds(...given);
    rounds.onApplicationBootstrap();
    await raised;
    await rounds.beforeApplicationShutdown();
  });
});
