import { readFileSync } from "node:fs";
import path from "node:path";
import { resolveFleet, type Fleet } from "../fleet.ts";
import { checkDeclaration } from "./checks.ts";
import { describeIssues } from "./issues.ts";
import { byPosition, DeclarationError, formatPath, type PathProblem, type Problem } from "./problem.ts";
import { declaration, type Declaration } from "./schema.ts";
import { readSource, type Source } from "./source.ts";

/** Name of the declaration in the project's folder. */
const DECLARATION_FILE = "fleet.yaml";

export interface LoadOptions {
  /** reported: what is where no profile lets it be is no error, since the caller reports it. Default: refused. */
  readonly residency?: "refused" | "reported";
  /** What else is to be checked: what needs more than the declaration to say. */
  readonly also?: (declaration: Declaration) => readonly PathProblem[];
}

/**
 * Reads and checks the declaration of a project folder.
 * @throws DeclarationError with every problem found, each with file, line and column.
 */
export function loadFleet(root: string, file = DECLARATION_FILE, options: LoadOptions = {}): Fleet {
  return resolveFleet(loadDeclaration(root, file, options));
}

/** The checked document itself, for those who need what was written rather than what it means. */
export function loadDeclaration(
  root: string,
  file = DECLARATION_FILE,
  options: LoadOptions = {},
): Declaration {
  return readDeclaration(readText(path.resolve(root, file)), root, file, options);
}

/** Checks the text of a declaration. Manifests are looked up in `root`; `file` is what positions name. */
export function readDeclaration(
  text: string,
  root: string,
  file = DECLARATION_FILE,
  { residency = "refused", also = () => [] }: LoadOptions = {},
): Declaration {
  const source = readSource(file, text);
  if (source.problems.length > 0) throw new DeclarationError(byPosition(source.problems, file));

  // Compiled checks are quicker only when there is much to check more than once.
  const { data, error } = declaration.safeParse(source.value, { jitless: true });
  if (error) fail(describeIssues(declaration, source.value, error.issues), source, file);

  const problems = [...checkDeclaration(data, root, residency), ...also(data)];
  if (problems.length > 0) fail(problems, source, file);
  return data;
}

function readText(location: string): string {
  try {
    return readFileSync(location, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === "ENOENT" ? `${location} does not exist` : `cannot be read: ${(error as Error).message}`;
    throw new DeclarationError([
      { path: "", message, hint: `run in a project folder that holds a ${DECLARATION_FILE}` },
    ]);
  }
}

function fail(problems: readonly PathProblem[], source: Source, file: string): never {
  throw new DeclarationError(
    byPosition(
      problems.map((problem) => placeOf(problem, source)),
      file,
    ),
  );
}

function placeOf({ path: keys, onKey, other, position, ...problem }: PathProblem, source: Source): Problem {
  const second = other && ("path" in other ? source.positionOf(other.path, other.onKey) : other);
  return {
    ...problem,
    ...(second ? { other: second } : {}),
    path: formatPath(keys),
    position: position ?? source.positionOf(keys, onKey),
  };
}
