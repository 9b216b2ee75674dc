import type { ModelProblem } from "./problems.ts";

/** What an order needs to know of a workload; one that is declared and one that is resolved both have it. */
interface Ordered {
  readonly name: string;
  readonly after: readonly string[];
}

/**
 * Dependencies first, then by name: all that wait for nothing, then all that wait for those only, and so on. A name
 * that is not among them is nothing to wait for. A cycle is a problem, under the name of the first in it; whatever is
 * part of one still has a place in the order.
 */
export function inOrder<T extends Ordered>(
  workloads: readonly T[],
): { workloads: T[]; problems: ModelProblem[] } {
  const problems: ModelProblem[] = [];
  const ordered: T[] = [];
  const waiting = new Map(workloads.map((workload) => [workload.name, workload]));
  while (waiting.size > 0) {
    const names = [...waiting.keys()].sort();
    const ready = names.filter((name) => !waiting.get(name)?.after.some((other) => waiting.has(other)));
    const next = ready.length > 0 ? ready : cycleIn(waiting, names);
    if (ready.length === 0) problems.push(cycleProblem(next));
    ordered.push(...next.map((name) => waiting.get(name)).filter((workload) => workload !== undefined));
    for (const name of next) waiting.delete(name);
  }
  return { workloads: ordered, problems };
}

/** Everyone waits for someone who waits: following the first of each leads into a cycle. */
function cycleIn(waiting: ReadonlyMap<string, Ordered>, names: readonly string[]): string[] {
  const walked: string[] = [];
  let [name = ""] = names;
  while (!walked.includes(name)) {
    walked.push(name);
    name = waiting.get(name)?.after.find((other) => waiting.has(other)) ?? "";
  }
  return walked.slice(walked.indexOf(name));
}

function cycleProblem(cycle: readonly string[]): ModelProblem {
  const [first = ""] = cycle;
  return {
    path: [first, "after"],
    message: `waits for itself: ${[...cycle, first].join(" → ")}`,
    hint: "take one of them out of after",
  };
}
