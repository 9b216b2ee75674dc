import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import { serviceAgent } from "../../../fleet/clouds/gcp/key.ts";
import { BALANCER } from "../../../fleet/clouds/gcp/multi-cluster/features.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";

/** Features of the fleet, on the hub; they need its membership, and all that uses them goes before. */
export function createFeatures(
  name: string,
  { features }: GkePlan,
  membership: readonly gcp.Membership[],
  parent: pulumi.Resource,
): pulumi.Resource[] {
  if (features === undefined) return [];
  const { project, location, services, ingress, importers, balanced } = features;
  const dependsOn = [...membership];
  // The pool that they come from is there when the project's first cluster is.
  const rights = importers.map(
    (importer) => new gcp.IAMMember(`${name}/importer/${importer.project}`, importer, { parent, dependsOn }),
  );
  const sharing = new gcp.Feature(
    `${name}/services`,
    { project, location, ...services },
    { parent, dependsOn: [...dependsOn, ...rights] },
  );
  if (ingress === undefined) return [...rights, sharing];
  const balancing = new gcp.Feature(
    `${name}/ingress`,
    { project, location, ...ingress },
    { parent, dependsOn: [...dependsOn, sharing] },
  );
  // Google makes the agent when the feature is turned on.
  const { number } = gcp.getProjectOutput({ projectId: project }, { parent });
  const member = number.apply((text) => serviceAgent(text, BALANCER.service));
  const keepers = balanced.map(
    (each) =>
      new gcp.IAMMember(
        `${name}/balancer/${each}`,
        { project: each, role: BALANCER.role, member },
        { parent, dependsOn: balancing },
      ),
  );
  return [...rights, sharing, balancing, ...keepers];
}
