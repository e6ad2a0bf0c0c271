import Table from 'cli-table3';

/** Terminal escapes and control characters in data are shown as marks, never obeyed. */
export function inert(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must not get through
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Progress and hints: not part of the answer. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Whoever reads us may stop early, as `head` does: then there is nothing left to say. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

/** A plain table that copies well. Cells are made inert, line by line. */
export function table(head: string[], rows: string[][], widths?: (number | null)[]): string {
  const drawn = new Table({
    head,
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    ...(widths ? { colWidths: widths } : {}),
  });
  const inertLines = (cell: string) => cell.split('\n').map(inert).join('\n');
  drawn.push(...rows.map((row) => row.map(inertLines)));
  return drawn.toString();
}
