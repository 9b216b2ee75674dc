import { byName } from "../compare.ts";
import type { GlobalNameDeclaration } from "../declaration/dns-schema.ts";
import type { Environment, Workload } from "../fleet.ts";

/** A global name as it is declared, wherever that is. */
export interface DeclaredName {
  /** Without the zone, `shop`. */
  readonly label: string;
  readonly declared: GlobalNameDeclaration;
  /** Keys from the top of the declaration down to it. */
  readonly path: readonly string[];
}

/** The names of the environment itself, and its workloads' own; each kind in the order of what it is declared by. */
export function declaredNames({ name, dns, workloads }: Environment): readonly DeclaredName[] {
  const common = byName(dns?.names ?? {}).map(([label, declared]): DeclaredName => {
    return { label, declared, path: ["environments", name, "dns", "names", label] };
  });
  return [...common, ...workloads.flatMap(ownName)];
}

/** A workload's own name is one that only clusters which carry it answer to. */
function ownName({ name: workload, dns }: Workload): DeclaredName[] {
  if (dns === undefined) return [];
  const { name: label, ...declared } = dns;
  return [{ label, declared: { ...declared, workload }, path: ["workloads", workload, "dns"] }];
}
