import type { WorkloadDeclaration } from "../declaration/schema.ts";

/** What the manifests of a workload are: see `readManifestSource`. */
export type ManifestKind = "yaml" | "kustomization" | "chart";

/** Something of the model that a workload may ask for, and a back end can or cannot carry out. */
export interface Feature {
  /** As a row of the table in docs/workloads.md. */
  readonly title: string;
  /** Where a workload asks for it: paths from the workload down. */
  readonly askedAt: (workload: WorkloadDeclaration, manifests: ManifestKind | undefined) => readonly Path[];
}

type Path = readonly (string | number)[];

/** A path if something is there. */
const at = (path: Path, isAsked: boolean): readonly Path[] => (isAsked ? [path] : []);

const asked = {
  plain: {
    title: "manifests: plain YAML",
    askedAt: (_workload, manifests) => at(["manifests"], manifests === "yaml"),
  },
  kustomization: {
    title: "manifests: a kustomization",
    askedAt: (_workload, manifests) => at(["manifests"], manifests === "kustomization"),
  },
  chart: {
    title: "manifests: a Helm chart",
    askedAt: (_workload, manifests) => at(["manifests"], manifests === "chart"),
  },
  clusters: {
    title: "placement.clusters: names or labels",
    askedAt: ({ placement }) => at(["placement", "clusters"], placement.clusters !== undefined),
  },
  affinities: {
    title: "placement.affinities",
    askedAt: ({ placement }) => at(["placement", "affinities"], placement.affinities !== undefined),
  },
  spread: {
    title: "placement.spread",
    askedAt: ({ placement }) => at(["placement", "spread"], placement.spread.length > 0),
  },
  residency: {
    title: "residency",
    askedAt: ({ residency }) => at(["residency"], residency !== undefined),
  },
  division: {
    title: "division by weight or even",
    askedAt: ({ division }) => at(["division", "by"], division !== undefined && division.by !== "available"),
  },
  bounds: {
    title: "division.min and max",
    askedAt: ({ division }) =>
      division === undefined
        ? []
        : [
            ...at(["division", "min"], division.min !== 0),
            ...at(["division", "max"], division.max !== undefined),
          ],
  },
  available: {
    title: "division by available: by what is free",
    askedAt: ({ division }) => at(["division", "by"], division?.by === "available"),
  },
  overrides: {
    title: "overrides: image, replicas, env, labels, annotations",
    askedAt: ({ overrides }) =>
      overrides.flatMap(({ patch }, index) => at(["overrides", index], patch === undefined)),
  },
  patch: {
    title: "overrides: patch",
    askedAt: ({ overrides }) =>
      overrides.flatMap(({ patch }, index) => at(["overrides", index, "patch"], patch !== undefined)),
  },
  after: {
    title: "after: waits until another workload is up",
    askedAt: ({ after }) => at(["after"], after.length > 0),
  },
  exports: {
    title: "exports to the mesh",
    askedAt: ({ exports }) => at(["exports"], exports.length > 0),
  },
  rollout: {
    title: "rollout in waves",
    askedAt: ({ rollout }) => at(["rollout"], rollout !== undefined),
  },
  pause: {
    title: "rollout.pause between two waves",
    askedAt: ({ rollout }) => at(["rollout", "pause"], rollout !== undefined && rollout.pause !== "0s"),
  },
  minAvailable: {
    title: "minAvailable",
    askedAt: ({ minAvailable }) => at(["minAvailable"], minAvailable !== undefined),
  },
} as const satisfies Readonly<Record<string, Feature>>;

export type FeatureName = keyof typeof asked;

/** In the order of the table. */
export const FEATURES: Readonly<Record<FeatureName, Feature>> = asked;

/** Whether a back end can carry a feature out: how it does, or why it cannot. */
export type Answer = { readonly how: string } | { readonly why: string };

/** What a back end says to every feature. */
export type Abilities = Readonly<Record<FeatureName, Answer>>;
