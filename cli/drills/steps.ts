import { Journal } from "./journal.ts";

/** A part of a drill. It looks before it acts: it may have been done, all of it or half, by a command that was killed. */
export interface Step<Context> {
  /** Named for what it does: `restore`. */
  readonly name: string;
  /**
   * Does it, or finds it done.
   * @returns what it came to, in words; or why it does not apply.
   */
  readonly run: (context: Context) => Promise<StepResult>;
}

export type StepResult = string | { readonly leftOut: string };

/** Told what is being done. */
export type OnStep = (name: string, said: string | undefined) => void;

/** A step has failed; the same command takes the drill up again there. */
export class StepError extends Error {
  override readonly name = "StepError";
  readonly step: string;

  constructor(step: string, cause: Error) {
    super(`${step}: ${cause.message}`, { cause });
    this.step = step;
  }
}

/**
 * Carries out the steps that are not done yet, in their order. Each is written down before and after.
 * @throws StepError with the first that fails, and the run is then `stopped`.
 */
export async function runSteps<Notes, Context>(
  journal: Journal<Notes>,
  steps: readonly Step<Context>[],
  context: Context,
  onStep: OnStep,
): Promise<void> {
  await journal.plan(steps.map(({ name }) => name));
  await journal.setState("running");
  for (const step of steps) {
    const known = journal.run.steps.find(({ name }) => name === step.name);
    if (known?.state === "done" || known?.state === "left out") continue;
    onStep(step.name, undefined);
    await journal.setStep(step.name, { state: "begun", began: known?.began ?? now() });
    try {
      const result = await step.run(context);
      const isDone = typeof result === "string";
      const said = isDone ? result : result.leftOut;
      await journal.setStep(step.name, { state: isDone ? "done" : "left out", ended: now(), said });
      onStep(step.name, said);
    } catch (error) {
      const said = (error as Error).message;
      await journal.setStep(step.name, { state: "failed", ended: now(), said });
      await journal.setState("stopped");
      throw new StepError(step.name, error as Error);
    }
  }
}

function now(): string {
  return new Date().toISOString();
}
