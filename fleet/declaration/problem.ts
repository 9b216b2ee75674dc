/** Where in a file a problem sits; lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with the declaration: where, what was given, what is expected, and the way out. */
export interface Problem {
  /** Path inside the document, e.g. `environments.local.regions.eu-west-1.country`. */
  readonly path: string;
  /** What is wrong, with the value that was given. */
  readonly message: string;
  /** What would be right, or how to get there. */
  readonly hint?: string;
  readonly position?: Position;
  /** The other place, when a problem is between two: the first of two equal names, the block that overlaps. */
  readonly other?: Position;
}

/** A place in a document: keys and list positions, and whether the last key is meant rather than its value. */
export interface Place {
  readonly path: readonly PropertyKey[];
  readonly onKey?: boolean;
}

/** A problem that knows its place as a path; its position is looked up in the source at the end. */
export interface PathProblem extends Place, Pick<Problem, "message" | "hint"> {
  readonly other?: Place | Position;
  /** Where it is, if that is another file: a manifest. */
  readonly position?: Position;
}

/**
 * The declaration cannot be used. Carries every problem that was found, not only the first:
 * a user who has to run a command once per typo stops using it.
 */
export class DeclarationError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.name = "DeclarationError";
    this.problems = problems;
  }
}

/** One line per problem, so that editors and terminals can jump to it. */
function formatProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${count} in the declaration:`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join(
    "\n",
  );
}

/** `file:line:column: path: message, see file:line:column (hint)`. */
export function formatProblem({ position, path, message, other, hint }: Problem): string {
  const place = position ? `${formatPosition(position)}: ` : "";
  const subject = path === "" ? "" : `${path}: `;
  const second = other ? `, see ${formatPosition(other)}` : "";
  return `${place}${subject}${message}${second}${hint === undefined ? "" : ` (${hint})`}`;
}

function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** A document path as users write it: keys joined by dots, list positions and unusual keys in brackets. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!/^[\w-]+$/.test(String(key))) return `${text}[${JSON.stringify(String(key))}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** Problems in the order in which a reader meets their places; those of `first`, the file at hand, before others. */
export function byPosition(problems: readonly Problem[], first: string): Problem[] {
  const rank = ({ position }: Problem) =>
    position === undefined || position.file === first ? "" : position.file;
  return [...problems].sort(
    (a, b) =>
      (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0) ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0),
  );
}
