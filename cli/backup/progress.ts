import type { RunProgress } from "../../fleet/backup/velero-objects.ts";

/** Least time between two lines where they stay. */
const LINE_EVERY_MS = 5000;

/** Shows how far Velero is: in one line of a terminal, else a line now and then; nothing where the output is for a program. */
export function showProgress(what: string, quiet: boolean): (progress: RunProgress) => void {
  let last = 0;
  return ({ done, total }) => {
    if (quiet) return;
    const line = total === 0 ? `${what}: begun` : `${what}: ${done} of ${total} objects`;
    const ended = total > 0 && done >= total;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}${ended ? "\n" : ""}`);
    else if (ended || performance.now() - last > LINE_EVERY_MS) {
      last = performance.now();
      console.error(line);
    }
  };
}
