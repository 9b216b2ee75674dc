import type { Kind } from "./backends/kinds.ts";

/** A rule of a Role or ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only these objects, by name. */
  readonly resourceNames?: readonly string[];
}

/** What may be done on a cluster through one of its landing pads. */
export interface Rights {
  readonly cluster: readonly Rule[];
  readonly namespaces: readonly { readonly namespace: string; readonly rules: readonly Rule[] }[];
}

/** What a federation carries on a cluster, as far as its rights there go by it. */
export interface Carried {
  readonly kinds: readonly Kind[];
  /** Namespaces of its workloads that the cluster has. */
  readonly namespaces: readonly string[];
}

export const READ = ["get", "list", "watch"] as const;

export const WRITE = [...READ, "create", "update", "patch", "delete"] as const;

/** In some namespaces, or everywhere where it is asked for: what applications are made of, nobody can list beforehand. */
export const EVERYTHING: readonly Rule[] = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
