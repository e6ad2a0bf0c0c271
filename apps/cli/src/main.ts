import { Command, CommanderError } from 'commander';
import { ConfigProblems } from '@habeas/config';
import { HabeasError } from '@habeas/domain';
import { clockCommand } from './commands/clock.js';
import { alarmCommands } from './commands/alarm.js';
import { complaintCommands } from './commands/complaint.js';
import { connectorCommands } from './commands/connector.js';
import { courseCommands } from './commands/course.js';
import { decideCommands } from './commands/decide.js';
import { judgeCommands } from './commands/judge.js';
import { demoCommand } from './commands/demo.js';
import { disclosureCommands } from './commands/disclosure.js';
import { evidenceCommands } from './commands/evidence.js';
import { holdCommands } from './commands/hold.js';
import { installationCommands } from './commands/installation.js';
import { keyCommands } from './commands/key.js';
import { measureCommands } from './commands/measure.js';
import { messageCommands } from './commands/message.js';
import { planCommand } from './commands/plan.js';
import { policyCommands } from './commands/policy.js';
import { recipientCommands } from './commands/recipient.js';
import { requestCommands } from './commands/request.js';
import { searchCommands } from './commands/search.js';
import { CliFailure, EXIT } from './exit.js';
import { endWithReader, note } from './output.js';

const OUT_OF_REACH: ReadonlySet<string> = new Set(['store_unavailable', 'store_full']);

const program = new Command('habeas')
  .description("Answers people's data rights across systems")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 the answer is no, 2 usage, 3 cannot reach something.',
  )
  .exitOverride();

demoCommand(program);
installationCommands(program);
keyCommands(program);
connectorCommands(program);
requestCommands(program);
decideCommands(program);
judgeCommands(program);
courseCommands(program);
searchCommands(program);
measureCommands(program);
messageCommands(program);
complaintCommands(program);
recipientCommands(program);
holdCommands(program);
disclosureCommands(program);
planCommand(program);
evidenceCommands(program);
alarmCommands(program);
policyCommands(program);
clockCommand(program);
inheritExitOverride(program);

endWithReader();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}

/** Commander passes the override on only to commands that are made after it; ours all are. */
function inheritExitOverride(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    inheritExitOverride(child);
  }
}

function report(error: unknown): number {
  // Commander has printed its own text; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CliFailure) {
    note(error.message);
    return error.exitCode;
  }
  if (error instanceof ConfigProblems) {
    note(error.message);
    return EXIT.usage;
  }
  if (error instanceof HabeasError) {
    note(`${error.title}. ${error.detail}`);
    return OUT_OF_REACH.has(error.code) ? EXIT.unreachable : EXIT.usage;
  }
  note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.no;
}
