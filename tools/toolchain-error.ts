import type { Tool } from "./catalogue.ts";

/** A tool that could not be had, and what became of each way that was tried. */
export interface Failure {
  tool: Tool;
  /** One line for each way, in the order in which they were tried. */
  ways: string[];
}

/** The toolchain cannot be had; the lines say why, and what would help. */
export class ToolchainError extends Error {
  override name = "ToolchainError";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

const advice = [
  "Any of these helps: the programs on PATH in the versions above; access to the hosts of the downloads;",
  "or Go (https://go.dev/dl) with access to Go modules. See docs/toolchain.md.",
];

/** Tells of all the tools that could not be had at once. */
export function failuresError(failures: readonly Failure[]): ToolchainError {
  return new ToolchainError([
    failures.length === 1 ? "A tool could not be had." : `${failures.length} tools could not be had.`,
    ...failures.flatMap(({ tool, ways }) => [
      `${tool.name} ${tool.version}:`,
      ...ways.map((way) => `  ${way.replaceAll("\n", "\n    ")}`),
    ]),
    ...advice,
  ]);
}
