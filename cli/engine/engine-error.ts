import type { ResourceState } from "./deployment.ts";

/** What the engine can be asked to do with a stack. */
export type Operation = "up" | "preview" | "refresh" | "read" | "destroy";

/** A run of the engine failed. The message is what the engine said, without the noise around it. */
export class EngineError extends Error {
  readonly stackName: string;
  /** It failed because a mandatory policy was violated. */
  readonly policyViolated: boolean;
  /** What it began to make and was told to have failed: as it would stand in the state, but for what it depends on. */
  readonly failedCreations: readonly ResourceState[];

  constructor(args: {
    stack: string;
    operation: Operation;
    said: readonly string[];
    policyViolated: boolean;
    failedCreations?: readonly ResourceState[];
    cause: unknown;
  }) {
    const { stack, operation, said, policyViolated, failedCreations = [], cause } = args;
    const detail = said.length > 0 ? said.map(plain).join("\n") : (cause as Error).message;
    super(`${operation} of stack ${stack} failed:\n${detail.trim()}`, { cause });
    this.name = "EngineError";
    this.stackName = stack;
    this.policyViolated = policyViolated;
    this.failedCreations = failedCreations;
  }
}

/** The engine marks colours in its own way: `<{%fg 1%}>`. */
function plain(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
