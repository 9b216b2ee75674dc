import type { Abilities } from "./features.ts";

/** An ApplicationSet on the hub; Argo CD deploys from the repository. */
export const APPLICATION_SET: Abilities = {
  plain: {
    why: "Argo CD labels and patches kustomizations only; a kustomization.yaml that lists the files makes one",
  },
  kustomization: { how: "in the repository, patched for each cluster" },
  chart: { why: "Argo CD cannot patch what a chart renders" },
  clusters: { how: "computed: one entry for each cluster" },
  affinities: { how: "computed" },
  spread: { how: "computed" },
  residency: { how: "computed, and bounded by the project" },
  division: { how: "computed: a patch for each cluster" },
  bounds: { how: "computed" },
  available: { why: "Argo CD does not divide" },
  overrides: { how: "computed: patches for each cluster" },
  patch: { how: "computed: patches for each cluster" },
  after: { why: "Applications do not wait for each other" },
  exports: { how: "labels and remote Services" },
  rollout: { how: "progressive sync of Argo CD" },
  pause: { why: "Argo CD begins the next wave as soon as the last one is healthy" },
  minAvailable: { how: "checked beforehand" },
};
