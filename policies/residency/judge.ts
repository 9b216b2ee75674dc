import { isWithin } from "../../fleet/jurisdictions.ts";
import { placesWithin } from "../../fleet/places/places.ts";
import type { NamespaceRules } from "../../fleet/residency/profile.ts";
import type { Finding } from "./facts.ts";
import type { Subject } from "./subject.ts";
import { at, text } from "../tree.ts";

/** The rules that hold for a resource: those of the stack, and those of the namespace that it is in. */
export function rulesFor({ profile, props }: Pick<Subject, "profile" | "props">): NamespaceRules[] {
  const { name, allowed, namespaces } = profile;
  const namespace = text(at(props, "metadata", "namespace")) ?? text(at(props, "namespace"));
  const own =
    namespace !== undefined && Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined;
  return [...(allowed === undefined ? [] : [{ name, allowed }]), ...(own === undefined ? [] : [own])];
}

/** What is wrong with where something is: the property, the place, the rule, and what would be allowed. */
export function judge(
  { path, concern, at: where }: Finding,
  rules: readonly NamespaceRules[],
): string | undefined {
  for (const { name, allowed } of rules) {
    const sets = allowed[concern];
    const rule = `${name} keeps ${concern} in [${sets.join(", ")}]`;
    switch (where.kind) {
      case "nowhere":
        break;
      case "in": {
        const foreign = where.countries.filter((country) => !isWithin(country, sets));
        if (foreign.length > 0) {
          return `${path}: ${where.label} is in ${listed(foreign)}, and ${rule}. Allowed: ${examples(sets)}.`;
        }
        break;
      }
      case "unproved":
        return `${path}: cannot be proved yet: ${where.what}; ${rule}. Give it as a literal value, or from a resource of this stack whose place is known.`;
      case "unlisted":
        return `${path}: cannot be proved: ${where.what}; ${rule}. Allowed: ${examples(sets)}.`;
      case "anywhere":
        return `${path}: ${where.what}; ${rule}. Allowed: ${examples(sets)}.`;
    }
  }
  return undefined;
}

function listed(countries: readonly string[]): string {
  return countries.length > 5
    ? `${countries.slice(0, 5).join(", ")} and ${countries.length - 5} more`
    : countries.join(", ");
}

const SHOWN = 4;
const known = new Map<string, string>();

/** A few regions of each cloud that would do; what would be allowed is better said by example than by country. */
function examples(sets: readonly string[]): string {
  const key = sets.join(" ");
  const before = known.get(key);
  if (before !== undefined) return before;
  const shown = (["aws", "gcp"] as const).flatMap((cloud) => {
    const names = placesWithin(cloud, sets);
    return names.length === 0 ? [] : [names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ", …" : "")];
  });
  const result = shown.length === 0 ? `anything in ${sets.join(", ")}` : shown.join("; ");
  known.set(key, result);
  return result;
}
