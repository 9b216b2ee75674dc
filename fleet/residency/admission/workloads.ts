import { parameter, text } from "./cel.ts";
import { SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

/**
 * What is under a profile is not on a cluster in another country: no pods, nothing that makes pods, no volumes for them,
 * and no Services, by which a mesh would lead its clients abroad.
 */
export const workloads: AdmissionRule = {
  name: "workloads",
  judgedBy: "namespace",
  // What a cluster needs in order to be one. The profile of an environment holds for what the environment runs on it.
  exceptNamespaces: ["kube-system", "kube-public", "kube-node-lease"],
  resources: [
    {
      group: "",
      versions: ["v1"],
      resources: ["pods", "replicationcontrollers", "persistentvolumeclaims", "services"],
    },
    {
      group: "apps",
      versions: ["v1"],
      resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
    },
    { group: "batch", versions: ["v1"], resources: ["jobs", "cronjobs"] },
  ],
  conditions: SPEC_CHANGES,
  validations: [
    {
      expression: `${parameter("here")} == 'allowed'`,
      message: text`residency profile ${parameter("profile")}: metadata.namespace ${"request.namespace"} may not be on cluster ${parameter("cluster")} in ${parameter("country")}; allowed: ${parameter("jurisdictions")}`,
    },
  ],
};
