import { Listr, type ListrRendererValue } from "listr2";
import { hasChanges, type StackResult } from "../engine/engine.ts";

export interface WaveOptions<T> {
  /** Names of the stacks. */
  readonly wave: readonly string[];
  /** Stacks at a time. */
  readonly parallel: number;
  /** Shows nothing: the output is for a program. */
  readonly quiet: boolean;
  /** Does the work for one stack, and tells in a few words how far it is. */
  readonly work: (stack: string, onProgress: (line: string) => void) => Promise<T>;
  /** What to show of a stack when its work is done; an Error if that failed. */
  readonly summary: (done: T) => string | Error;
}

/** Works on stacks side by side, and shows how far each of them is. */
export async function showWave<T>({ wave, parallel, quiet, work, summary }: WaveOptions<T>): Promise<T[]> {
  const done = new Map<string, T>();
  const tasks = wave.map((stack) => ({
    title: stack,
    task: async (_: unknown, task: { title: string | undefined; output: string | undefined }) => {
      const result = await work(stack, (line) => {
        // Where lines cannot be overwritten, one per step of the engine would bury the rest.
        if (process.stdout.isTTY) task.output = line;
      });
      done.set(stack, result);
      const text = summary(result);
      if (text instanceof Error) throw text;
      task.title = `${stack}: ${text}`;
    },
  }));
  const renderer: ListrRendererValue = quiet ? "silent" : process.stdout.isTTY ? "default" : "simple";
  await new Listr(tasks, { concurrent: parallel, exitOnError: false, renderer, collectErrors: false }).run();
  return wave.flatMap((stack) => done.get(stack) ?? []);
}

const WORDS: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
};

/** `17 created, 1 updated in 6.2 s`, or `no change in 2.9 s`. */
export function describeResult(result: StackResult, words: Readonly<Record<string, string>> = WORDS): string {
  return `${describeChanges(result, words)} in ${result.seconds.toFixed(1)} s`;
}

/** `17 created, 1 updated`, or `no change`. */
export function describeChanges(
  result: StackResult,
  words: Readonly<Record<string, string>> = WORDS,
): string {
  const parts = Object.entries(words)
    .filter(([kind]) => (result.changes[kind] ?? 0) > 0)
    .map(([kind, word]) => `${result.changes[kind] ?? 0} ${word}`);
  return hasChanges(result) && parts.length > 0 ? parts.join(", ") : "no change";
}
