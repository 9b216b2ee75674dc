import * as pulumi from "../sdk/pulumi.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import type { AdmissionPlan } from "../../fleet/residency/admission.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface ResidencyAdmissionArgs {
  readonly cluster: ClusterConnection;
  /** From `planAdmission`. */
  readonly plan: AdmissionPlan;
}

/**
 * The API server fills in parts of maps that it owns as wholes. A run after one that was killed, which applies them anew
 * and under another name, would be in conflict with what is its own.
 */
const TAKES_OVER = { "pulumi.com/patchForce": "true" };

/**
 * What has one API server refuse what would leave its residency profile. What is to be judged depends on this: it comes
 * later, and goes earlier.
 */
export class ResidencyAdmission extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, plan }: ResidencyAdmissionArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:residency:ResidencyAdmission", name, {}, options);
    const create = (objects: readonly KubernetesObject[], options: pulumi.CustomResourceOptions) =>
      objects.map((object) => {
        const { kind, metadata } = object;
        const annotations = { ...metadata.annotations, ...TAKES_OVER };
        const owned = { ...object, metadata: { ...metadata, annotations } };
        return createObject(`${name}/${kind}/${metadata.name}`, owned, inside(cluster, this, options));
      });
    create(plan.retained, { retainOnDelete: true });
    const parameters = create(plan.parameters, {});
    const policies = create(plan.policies, {});
    // Last, and first to go: a binding without its parameters refuses everything that it is asked about.
    create(plan.bindings, { dependsOn: [...parameters, ...policies] });
    this.registerOutputs({});
  }
}
