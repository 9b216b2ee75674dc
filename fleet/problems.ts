import type { Place } from "./declaration/problem.ts";

/** Something the model cannot do as it is declared. Data, not an exception: the check of a declaration collects them. */
export interface ModelProblem extends Place {
  /** Keys from the workload down to the value that is at fault. */
  readonly path: readonly (string | number)[];
  /** What was wanted, and what there is. */
  readonly message: string;
  /** The way out. */
  readonly hint?: string;
  /**
   * Set if the value may be meant for another environment of the same workload (a name, a selector). It is a
   * mistake only if every environment says so: see {@link overEnvironments}.
   */
  readonly unlessElsewhere?: true;
}

/** One workload's problems over all its environments, given as one list per environment: each once. */
export function overEnvironments(lists: readonly (readonly ModelProblem[])[]): ModelProblem[] {
  const keysPerList = lists.map((list) => new Set(list.map(pathKey)));
  const distinct = new Map<string, ModelProblem>();
  for (const problem of lists.flat()) {
    const everywhere = keysPerList.every((keys) => keys.has(pathKey(problem)));
    if (problem.unlessElsewhere && !everywhere) continue;
    const key = problem.unlessElsewhere ? pathKey(problem) : `${pathKey(problem)} ${problem.message}`;
    if (!distinct.has(key)) distinct.set(key, problem);
  }
  return [...distinct.values()];
}

/** `a, b, c`; from the tenth on only their number, so that a message about 1,000 clusters stays readable. */
export function listed(items: readonly string[], most = 10): string {
  if (items.length === 0) return "none";
  if (items.length <= most) return items.join(", ");
  return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

/** `1 cluster`, `2 clusters`, `2 countries`. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

function pathKey({ path }: ModelProblem): string {
  return JSON.stringify(path);
}
