import { forbiddenObjects, workloadSet } from "../../fleet/backends/workload-set.ts";
import { inside } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";
import * as pulumi from "../sdk/pulumi.ts";
import type { FederatedWorkload, Federation } from "./federation.ts";

/** Workloads that Argo CD carries out: an ApplicationSet each, on the hub. */
export class ApplicationSets extends pulumi.ComponentResource {
  constructor(
    name: string,
    workloads: readonly FederatedWorkload[],
    { environment, root, control, dependsOn }: Federation,
  ) {
    super("archipelago:workloads:ApplicationSets", name, {}, { dependsOn: [...dependsOn] });
    for (const { shares, holding } of workloads) {
      const object = workloadSet(shares, holding === "kept", environment, root);
      createObject(`${name}/${object.metadata.name}`, object, inside(control, this));
    }
    this.registerOutputs({});
  }
}

/** @throws RangeError with all objects that Argo CD would have no right to. */
export function createApplicationSets(workloads: readonly FederatedWorkload[], federation: Federation): void {
  const { environment } = federation;
  const forbidden = workloads.flatMap(({ shares }) => forbiddenObjects(shares, environment));
  if (forbidden.length > 0)
    throw new RangeError(`Workloads that Argo CD may not deploy:\n  ${forbidden.join("\n  ")}`);
  new ApplicationSets(environment.name, workloads, federation);
}
