import type { KwokSpec } from "./spec.ts";

/** The programs of a cluster, by the name kwokctl gives them. A running cluster has one process of each. */
export const COMPONENTS = {
  etcd: "etcd",
  "kube-apiserver": "kube-apiserver",
  "kube-controller-manager": "kube-controller-manager",
  "kube-scheduler": "kube-scheduler",
  "kwok-controller": "kwok",
} as const;

type Component = keyof typeof COMPONENTS;

/** What would schedule and run pods, which Karmada's API server is to do without. */
export const RUNNERS = ["kube-scheduler", "kwok-controller"] as const satisfies readonly Component[];

/** The programs of one cluster. */
export function componentsOf({ karmada = false }: Pick<KwokSpec, "karmada">): readonly Component[] {
  const all = Object.keys(COMPONENTS) as Component[];
  return karmada ? all.filter((component) => !RUNNERS.some((runner) => runner === component)) : all;
}
