import type { Abilities } from "./features.ts";

/** Templates and policies in Karmada's own API; its controllers push them to the members. */
export const KARMADA: Abilities = {
  plain: { how: "templates" },
  kustomization: { how: "rendered, then templates" },
  chart: { how: "rendered, then templates" },
  clusters: { how: "computed: names of clusters" },
  affinities: { how: "computed: the group that was taken" },
  spread: { how: "computed" },
  residency: { how: "computed" },
  division: { how: "static weights: the computed shares, which overrides hold" },
  bounds: { how: "computed" },
  available: { how: "dynamicWeight AvailableReplicas" },
  overrides: { how: "computed: OverridePolicy" },
  patch: { how: "computed: OverridePolicy" },
  after: { why: "templates do not wait for each other" },
  exports: { how: "labels and remote Services" },
  rollout: { why: "Karmada changes all clusters at once" },
  pause: { why: "Karmada knows no waves" },
  minAvailable: { how: "checked beforehand" },
};
