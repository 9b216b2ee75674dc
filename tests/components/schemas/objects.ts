import * as pulumi from "@pulumi/pulumi";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { stacksOf, type StackRole } from "../../../fleet/stacks.ts";
import { environmentStack } from "../../../stacks/environment.ts";
import { regionStack } from "../../../stacks/region.ts";
import { Settings } from "../../../stacks/settings.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";
import { passportOf } from "../../fleet/environments.ts";
import { trustConfig } from "../../trust.ts";
import { record } from "../recorder.ts";
import { plain } from "../values.ts";
import { WORKLOAD } from "./declarations.ts";

/** Every object that the stacks of a declaration send to an API server, once all passports are there. */
export async function objectsOf(declaration: string): Promise<KubernetesObject[]> {
  const root = makeProject({ "fleet.yaml": declaration, "shop.yaml": WORKLOAD });
  try {
    const all: KubernetesObject[] = [];
    // One after the other: mocks are of the whole process.
    for (const role of stacksOf(loadFleet(root))) all.push(...(await objectsOfStack(role, root)));
    return all;
  } finally {
    pulumi.runtime.setAllConfig({});
    removeProject(root);
  }
}

async function objectsOfStack(role: StackRole, root: string): Promise<KubernetesObject[]> {
  const { environment } = role;
  const program = () => {
    pulumi.runtime.setAllConfig(trustConfig(environment));
    return role.kind === "environment"
      ? environmentStack({ environment, root })
      : regionStack({ ...role, root, settings: new Settings(root, role.region) });
  };
  const seen = await record(program, peersOf(role), role.name);
  // What is no object, such as a release of a chart, has no version of an API.
  return seen
    .map(({ inputs }) => plain(inputs) as Partial<KubernetesObject>)
    .filter((inputs): inputs is KubernetesObject => inputs.apiVersion !== undefined);
}

/** The outputs of the stacks that a stack reads: all regions of its environment but itself. */
function peersOf({ environment, ...role }: StackRole): Record<string, object> {
  const regions = environment.regions.filter(({ name }) => !("region" in role) || name !== role.region.name);
  return Object.fromEntries(
    regions.map(({ name, clusters }) => {
      const passports = clusters.map((cluster) => {
        const gateway = cluster.gateway && { gateway: { addresses: [...cluster.gateway] } };
        return [cluster.name, passportOf(cluster, environment, gateway)];
      });
      return [`${environment.name}-${name}`, { passports: Object.fromEntries(passports) as object }];
    }),
  );
}
