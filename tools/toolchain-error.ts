import type { Tool } from "./catalogue.ts";

/** A tool that could not be had, and what became of each way that was tried. */
export interface Failure {
  tool: Tool;
  /** One line for each way, in the order in which they were tried. */
  ways: string[];
}

/** Tells of all the tools that could not be had at once, and of what would help. */
export class ToolchainError extends Error {
  override name = "ToolchainError";
  readonly lines: readonly string[];
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[], advice: readonly string[]) {
    const lines = [
      failures.length === 1 ? "A tool could not be had." : `${failures.length} tools could not be had.`,
      ...failures.flatMap(({ tool, ways }) => [
        `${tool.name} ${tool.version}:`,
        ...ways.map((way) => `  ${way.replaceAll("\n", "\n    ")}`),
      ]),
      ...advice,
    ];
    super(lines.join("\n"));
    this.lines = lines;
    this.failures = failures;
  }
}
