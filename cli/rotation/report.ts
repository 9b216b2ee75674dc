import { counted, listed } from "../../fleet/problems.ts";
import type { RotationReport } from "./rotation.ts";

/** Says for people what a rotation came to, and what to do if it stopped. */
export function printRotation(report: RotationReport): void {
  for (const line of describeRotation(report)) console.log(line);
}

export function describeRotation({
  rotated,
  resumed,
  untouched,
  runs,
  stoppedAt,
  failed,
  refused,
}: RotationReport): string[] {
  const lines: string[] = [];
  if (resumed) lines.push("A rotation that had been cut off was taken up again.");
  if (stoppedAt !== undefined) {
    lines.push(
      stoppedAt === "empty"
        ? "The rotation has stopped. Every source uses its new token; not all old ones are taken back yet."
        : "The rotation has stopped. Every old token is still good.",
    );
    for (const { use, reason } of refused) lines.push(`  ${use}: ${reason}`);
    for (const { stack } of failed) lines.push(`  stack ${stack} could not be brought up: see above`);
    lines.push(
      "Mend that, or declare a cluster that is gone for good tombstoned; then run the same command.",
    );
    return lines;
  }
  const ups = Object.values(runs).reduce((sum, count) => sum + count, 0);
  lines.push(
    `Rotated ${counted(rotated.length, "landing pad")}: ${listed(rotated)} (${counted(ups, "run")} of the engine).`,
  );
  if (rotated.some((pad) => pad.endsWith("/karmada")))
    lines.push(
      "Karmada reads the token of a member once: restart its controller manager now (docs/karmada.md).",
    );
  if (resumed && untouched.length > 0)
    lines.push(`Left alone, as not part of that rotation or through before: ${listed(untouched)}.`);
  return lines;
}
