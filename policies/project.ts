import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** The folder of the Pulumi project that a folder is in; `undefined` if it is in none. */
export function projectAbove(folder: string): string | undefined {
  for (let here = folder; ; here = path.dirname(here)) {
    if (existsSync(path.join(here, "Pulumi.yaml")) || existsSync(path.join(here, "Pulumi.yml"))) return here;
    if (here === path.dirname(here)) return undefined;
  }
}

/** Why a file of settings cannot be used, in one line. */
export function whyUnusable(error: unknown): string {
  return error instanceof z.ZodError
    ? z.prettifyError(error).replace(/\n\s*/g, " ")
    : (error as Error).message;
}
