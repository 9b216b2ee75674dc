import { execFileSync } from "node:child_process";
import type { Bed } from "./bed.ts";

/** Makes the project of a bed a repository, if it is none, and commits a folder of it: what Argo CD deploys from. */
export function commitFolder(bed: Bed, folder: string, message: string): void {
  const author = ["-c", "user.name=bed", "-c", "user.email=bed@example.com"];
  const git = (...args: string[]) =>
    execFileSync("git", [...author, ...args], { cwd: bed.root, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all", folder);
  git("commit", "--quiet", "--message", message);
}
