import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";

const PROJECT = path.resolve(import.meta.dirname, "../..");

/** The program without the engine and without clients of clusters: what does not need them runs without them. */
export function copyProgram(root: string): void {
  for (const part of ["package.json", "cli", "fleet", "tools"]) {
    cpSync(path.join(PROJECT, part), path.join(root, part), { recursive: true });
  }
  mkdirSync(path.join(root, "node_modules"));
  const { dependencies } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const plain = Object.keys(dependencies).filter((name) => !name.startsWith("@"));
  for (const name of readdirSync(path.join(PROJECT, "node_modules")).filter((entry) =>
    plain.includes(entry),
  )) {
    symlinkSync(path.join(PROJECT, "node_modules", name), path.join(root, "node_modules", name));
  }
}

/** Runs it, on a machine without any tool. */
export function fleet(
  root: string,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: "/nonexistent", HOME: root, CI: "true" };
  return spawnSync(process.execPath, ["cli/fleet.ts", ...args], { cwd: root, env, encoding: "utf8" });
}
