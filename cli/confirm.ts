import { createInterface } from "node:readline/promises";
import { UsageError } from "./errors.ts";

/** What is asked before something is done that cannot be undone by doing it again. */
export interface Question {
  /** The verb that asks, as it is called. */
  readonly verb: string;
  /** What will be done, as a sentence. */
  readonly what: string;
  /** What has to be typed; something that only who has read the sentence types, where much is lost. @default yes */
  readonly answer?: string;
  /** What is said if anything else is typed. */
  readonly otherwise: string;
}

/**
 * Goes on only if whoever sits at the terminal says so.
 * @throws UsageError if not, or if nobody is there to be asked: then `--yes` says it beforehand.
 */
export async function confirm({ verb, what, answer = "yes", otherwise }: Question): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UsageError(`${verb} asks before it starts; without a terminal, pass --yes.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const typed = await terminal.question(`${what} Type ${answer} to go on: `);
  terminal.close();
  if (typed.trim() !== answer) throw new UsageError(otherwise);
}
