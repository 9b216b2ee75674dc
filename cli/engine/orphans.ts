import { execFile } from "node:child_process";
import { readlink, realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { listens } from "./listens.ts";

const run = promisify(execFile);

/** What an engine starts: language hosts, their programs and providers. Each is told the address of its engine. */
const PLUGIN =
  /(pulumi-language-\w+|pulumi-resource-[\w-]+|@pulumi\/pulumi\/cmd\/run\/index\.js|kwok\/provider\.ts)\s.*?127\.0\.0\.1:(\d+)/;

/**
 * Ends what an engine of this project has left behind that was killed: it could not tell its plugins, and they go
 * on waiting for it. One whose engine still listens is none of them.
 */
export async function endOrphans(root: string): Promise<void> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  const folder = await realpath(root);
  for (const line of stdout.split("\n")) {
    const port = PLUGIN.exec(line)?.[2];
    const pid = Number.parseInt(line, 10);
    if (
      port === undefined ||
      Number(port) > 65_535 ||
      (await listens(Number(port))) ||
      (await workingFolder(pid)) !== folder
    )
      continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

async function workingFolder(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === "linux") return await readlink(`/proc/${pid}/cwd`);
    const { stdout } = await run("lsof", ["-a", "-p", String(pid), "-d", "cwd", "-Fn"]);
    return /^n(.*)$/m.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
