import { distance } from "fastest-levenshtein";
import { listed } from "../problems.ts";

/** The known name that was most likely meant; `undefined` if none is close enough to be a typo. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const name of known) {
    const edits = distance(given.toLowerCase(), name.toLowerCase());
    if (edits < least && edits <= tolerance(given, name)) [best, least] = [name, edits];
  }
  return best;
}

/** A hint for a name that is not known: the nearest that is, or all of them. */
export function suggest(given: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearest(given, names);
  return near === undefined ? `known: ${listed(names, 15)}` : `did you mean "${near}"?`;
}

/** A third of the longer name: `istoi` is `istio`, but `eu` is not `us`. */
function tolerance(a: string, b: string): number {
  return Math.ceil(Math.max(a.length, b.length) / 3);
}
