import * as pulumi from "@pulumi/pulumi";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { featuresOf } from "../../../fleet/clouds/gcp/multi-cluster/features.ts";
import type { Cluster } from "../../../fleet/fleet.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { stacksOf, type StackRole } from "../../../fleet/stacks.ts";
import { environmentStack } from "../../../stacks/environment.ts";
import { regionStack } from "../../../stacks/region.ts";
import { Settings } from "../../../stacks/settings.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";
import { passportOf } from "../../fleet/environments.ts";
import { trustConfig } from "../../trust.ts";
import { record, type Registration } from "../recorder.ts";
import { plain } from "../values.ts";
import { WORKLOAD } from "./declarations.ts";

/** What the stacks of a declaration need besides it. */
export interface Surroundings {
  /** Of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of every stack. */
  readonly config?: Readonly<Record<string, string>>;
  /** reported: what is where no profile lets it be does not keep the program from running. Default: refused. */
  readonly residency?: "refused" | "reported";
}

/** Every object that the stacks of a declaration send to an API server, once all passports are there. */
export async function objectsOf(declaration: string): Promise<KubernetesObject[]> {
  const seen = await registrationsOf(declaration);
  // What is no object, such as a release of a chart, has no version of an API.
  return seen
    .map(({ inputs }) => plain(inputs) as Partial<KubernetesObject>)
    .filter((inputs): inputs is KubernetesObject => inputs.apiVersion !== undefined);
}

/** Everything that the stacks of a declaration register, once all passports are there; of one stack, if it is named. */
export async function registrationsOf(
  declaration: string,
  { files = {}, config = {}, residency = "refused" }: Surroundings = {},
  only?: string,
): Promise<Registration[]> {
  const root = makeProject({ "fleet.yaml": declaration, "shop.yaml": WORKLOAD, ...files });
  try {
    const all: Registration[] = [];
    // One after the other: mocks are of the whole process.
    const stacks = stacksOf(loadFleet(root, undefined, { residency }));
    const roles = stacks.filter(({ name }) => only === undefined || name === only);
    for (const role of roles) all.push(...(await registrationsOfStack(role, root, config)));
    return all;
  } finally {
    pulumi.runtime.setAllConfig({});
    removeProject(root);
  }
}

function registrationsOfStack(
  role: StackRole,
  root: string,
  config: Readonly<Record<string, string>>,
): Promise<Registration[]> {
  const { environment } = role;
  const program = () => {
    pulumi.runtime.setAllConfig({ ...trustConfig(environment), ...config });
    return role.kind === "environment"
      ? environmentStack({ environment, root })
      : regionStack({ ...role, root, settings: new Settings(root, role.region) });
  };
  return record(program, peersOf(role), role.name);
}

/** The outputs of the stacks that a stack reads: all regions of its environment but itself. */
function peersOf({ environment, ...role }: StackRole): Record<string, object> {
  const regions = environment.regions.filter(({ name }) => !("region" in role) || name !== role.region.name);
  return Object.fromEntries(
    regions.map(({ name, clusters }) => {
      const passports = clusters.map((cluster) => {
        const gateway = cluster.gateway && { gateway: { addresses: [...cluster.gateway] } };
        const features = featuresOf(cluster.name, environment);
        const facts = { ...gateway, ...endpointOf(cluster), ...(features && { features }) };
        return [cluster.name, passportOf(cluster, environment, facts)];
      });
      return [`${environment.name}-${name}`, { passports: Object.fromEntries(passports) as object }];
    }),
  );
}

/** As AWS names it: policies read the region in it. */
function endpointOf({ name, region, provisioner }: Cluster): { endpoint?: string } {
  if (provisioner.kind !== "eks") return {};
  return { endpoint: `https://${name}.gr7.${provisioner.region ?? region}.eks.amazonaws.com` };
}
