import * as pulumi from "../sdk/pulumi.ts";
import { beyondRights, planKarmada, type KarmadaPlan } from "../../fleet/backends/karmada/plan.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { comesFirst } from "../../fleet/scopes.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";
import { addressOf } from "./direct-workload.ts";
import type { FederatedWorkload, Federation } from "./federation.ts";

/** @throws RangeError with all that Karmada may not carry. */
export function createKarmadaWorkloads(
  workloads: readonly FederatedWorkload[],
  { environment, control, members, dependsOn }: Federation,
): void {
  if (environment.federation?.karmada?.rights !== "cluster-admin") {
    const problems = workloads.flatMap(({ shares }) => beyondRights(shares) ?? []);
    if (problems.length > 0)
      throw new RangeError(`Workloads that cannot be carried out:\n  ${problems.join("\n  ")}`);
  }
  for (const { workload, shares, holding } of workloads) {
    const plan = planKarmada({ shares, members, keep: holding === "kept" });
    new KarmadaWorkload(
      `${environment.name}/karmada/${workload.name}`,
      { control, plan },
      { dependsOn: [...dependsOn] },
    );
  }
}

/**
 * A workload in Karmada's API: what differs, then who has it, then the templates. So nothing is ever on a member that
 * is not as it should be there; and the templates go first, while the policies still say what becomes of their copies.
 */
export class KarmadaWorkload extends pulumi.ComponentResource {
  constructor(
    name: string,
    { control, plan }: { readonly control: ClusterConnection; readonly plan: KarmadaPlan },
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:workloads:KarmadaWorkload", name, {}, options);
    const create = (dependsOn: pulumi.Resource[]) => (object: KubernetesObject) =>
      createObject(`${name}/${addressOf(object)}`, object, inside(control, this, { dependsOn }));
    const overrides = plan.overrides.map(create([]));
    const policies = plan.policies.map(create(overrides));
    const first = plan.templates.filter(comesFirst).map(create(policies));
    plan.templates.filter((object) => !comesFirst(object)).forEach(create([...policies, ...first]));
    this.registerOutputs({});
  }
}
