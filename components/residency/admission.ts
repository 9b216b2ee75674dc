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
        const path = `${name}/${object.kind}/${object.metadata.name}`;
        return createObject(path, object, inside(cluster, this, options));
      });
    create(plan.retained, { retainOnDelete: true });
    const parameters = create(plan.parameters, {});
    const policies = create(plan.policies, {});
    // Last, and first to go: a binding without its parameters refuses everything that it is asked about.
    create(plan.bindings, { dependsOn: [...parameters, ...policies] });
    this.registerOutputs({});
  }
}
