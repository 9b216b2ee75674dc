import type { Abilities } from "./features.ts";

/** Federated objects on the hub; KubeFed's controller manager pushes them to the members. */
export const KUBEFED: Abilities = {
  plain: { how: "templates" },
  kustomization: { how: "rendered, then templates" },
  chart: { how: "rendered, then templates" },
  clusters: { how: "computed: names of clusters" },
  affinities: { how: "computed" },
  spread: { how: "computed" },
  residency: { how: "computed" },
  division: { how: "computed: clusterOverrides; with `rebalance` a ReplicaSchedulingPreference" },
  bounds: { how: "computed" },
  available: { why: "KubeFed does not look at what is free" },
  overrides: { how: "computed: clusterOverrides; no annotations on a Deployment itself" },
  patch: { how: "computed: clusterOverrides" },
  after: { why: "federated objects do not wait for each other" },
  exports: { how: "labels and remote Services" },
  rollout: { why: "KubeFed changes all clusters at once" },
  pause: { why: "KubeFed knows no waves" },
  minAvailable: { how: "checked beforehand" },
};
