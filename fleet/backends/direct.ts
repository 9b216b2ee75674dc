import type { Abilities } from "./features.ts";

/** The stack of each region has the objects of its own clusters as resources. */
export const DIRECT: Abilities = {
  plain: { how: "resources" },
  kustomization: { how: "rendered" },
  chart: { how: "rendered" },
  clusters: { how: "computed" },
  affinities: { how: "computed" },
  spread: { how: "computed" },
  residency: { how: "computed" },
  division: { how: "computed" },
  bounds: { how: "computed" },
  available: { why: "the program does not look at what is free" },
  overrides: { how: "computed" },
  patch: { how: "computed" },
  after: { how: "order of resources, cluster by cluster" },
  exports: { how: "labels and remote Services" },
  rollout: { how: "`fleet up`, wave by wave" },
  pause: { how: "`fleet up` waits" },
  minAvailable: { how: "checked beforehand, and watched in a rollout" },
};
