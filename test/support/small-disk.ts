import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file system in memory that is soon full. */
export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

const FILLER_BYTES = 64 * 1024;

/** Only root on Linux may mount; elsewhere such tests are reported as skipped. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();

/** Mounts a disk of `size` (as mount(8) takes it, such as `1m`) at `folder`, which is made. */
export async function smallDisk(folder: string, size: string): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=0711`, 'habeas-test', folder);
  const filler = join(folder, 'filler');
  return {
    fill: () => fillUp(filler),
    free: () => rm(filler, { force: true }),
    unmount: async () => {
      run('umount', '--lazy', folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Larger pieces first, then single bytes: not a byte is left. */
async function fillUp(filler: string): Promise<void> {
  for (let bytes = FILLER_BYTES; bytes >= 1; bytes = Math.floor(bytes / 16)) {
    const piece = Buffer.alloc(bytes);
    for (let full = false; !full;) {
      full = await writeFile(filler, piece, { flag: 'a' }).then(
        () => false,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOSPC') throw error;
          return true;
        },
      );
    }
  }
}

function tryMount(): boolean {
  const probe = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'probe', '/mnt']);
  return probe.status === 0;
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
