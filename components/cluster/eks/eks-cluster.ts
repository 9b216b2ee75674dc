import * as aws from "../../sdk/aws.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import type { EksPlan } from "../../../fleet/clouds/aws/eks.ts";
import type { RoleName } from "../../../fleet/clouds/aws/names.ts";
import { clusterKeyPolicy, envelopePolicy, policyText } from "../../../fleet/clouds/aws/policies.ts";
import type { Eks } from "../../../fleet/declaration/provisioners/eks.ts";
import { createAccess, createPodIdentities, createPrivateAccess } from "./access.ts";
import { createAddons } from "./addons.ts";
import { adopted, clusterArguments } from "./cluster-arguments.ts";
import { createRegionalKey } from "./key.ts";
import { createNodes } from "./nodes.ts";
import { createRoles, type MadeRole } from "./roles.ts";
import { EksVpc } from "./vpc.ts";

export interface EksClusterArgs {
  readonly declared: Eks;
  readonly plan: EksPlan;
}

/**
 * A cluster of EKS with its network, roles, key, logs, nodes and add-ons. In an upgrade the control plane rises first,
 * then the add-ons that nodes need, the nodes, and the add-ons that run on them; in a deletion all go the other way.
 */
export class EksCluster extends pulumi.ComponentResource {
  readonly cluster: aws.Cluster;
  /** What everything in the cluster needs, and has to be gone before. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, { declared, plan }: EksClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:cluster:EksCluster", name, {}, options);
    const { place, tags } = plan;
    const vpc = plan.vpc && new EksVpc(name, { place, vpc: plan.vpc, tags }, { parent: this });
    const roles = createRoles(name, plan.roles, place, tags, this);
    const subnetIds = vpc?.subnetIds ?? declared.use.vpc?.subnets ?? [];
    this.cluster = createControlPlane(name, { declared, plan }, roles, subnetIds, this);
    const clusterName = this.cluster.name;
    const access = createAccess(name, plan, clusterName, this);
    const doors = createPrivateAccess(name, declared, plan, this.cluster, this);
    const identities = createPodIdentities(name, plan, clusterName, roles, this);
    const [early, late] = [true, false].map((first) =>
      plan.addons.filter((each) => each.beforeNodes === first),
    );
    const network = createAddons(name, early ?? [], plan, clusterName, roles, [], this);
    const nodeRole = roles.get("node");
    const dependsOn = [...network, ...(vpc === undefined ? [] : [vpc]), ...(nodeRole?.rights ?? [])];
    const nodeRoleArn = declared.use.nodeRole ?? nodeRole?.role.arn ?? "";
    const nodes = createNodes(name, { plan, clusterName, nodeRoleArn, subnetIds, dependsOn }, this);
    const services = createAddons(name, late ?? [], plan, clusterName, roles, nodes, this);
    const ground = vpc === undefined ? [] : [vpc];
    this.ready = [...ground, ...access, ...doors, ...network, ...nodes, ...services, ...identities];
    this.registerOutputs({});
  }
}

/** The control plane, after what it needs from the first moment: its rights, its key and the group of its logs. */
function createControlPlane(
  name: string,
  { declared, plan }: EksClusterArgs,
  roles: ReadonlyMap<RoleName, MadeRole>,
  subnetIds: readonly pulumi.Input<string>[],
  parent: pulumi.Resource,
): aws.Cluster {
  const { deletionProtection, use, adopt } = declared;
  const role = roles.get("cluster");
  const key = adopt ? undefined : (use.key ?? createKey(name, declared, plan, parent));
  const arguments_ = clusterArguments(declared, plan, {
    roleArn: use.clusterRole ?? role?.role.arn ?? "",
    nodeRoleArn: use.nodeRole ?? roles.get("node")?.role.arn ?? "",
    keyArn: key instanceof aws.Key ? key.arn : key,
    subnetIds,
  });
  const before = adopt ? [] : [createLogs(name, declared, plan, key, parent)];
  const sealing = role === undefined || key === undefined ? [] : [createSealing(name, role, key, parent)];
  return new aws.Cluster(name, arguments_, {
    parent,
    protect: deletionProtection,
    dependsOn: [...before, ...(role?.rights ?? []), ...sealing],
    ...(adopt ? adopted(plan) : {}),
  });
}

/**
 * The group of the control plane's logs, before EKS makes one that keeps them for ever. A key of somebody else's need
 * not let logs be sealed with it.
 */
function createLogs(
  name: string,
  { logs }: Eks,
  { place, logGroup, tags }: EksPlan,
  key: aws.Key | string | undefined,
  parent: pulumi.Resource,
): aws.LogGroup {
  return new aws.LogGroup(
    name,
    {
      region: place.region,
      name: logGroup,
      retentionInDays: logs.retentionDays,
      ...(key instanceof aws.Key ? { kmsKeyId: key.arn } : {}),
      tags: { ...tags },
    },
    { parent },
  );
}

/** The key that Secrets and the control plane's logs are sealed with. */
function createKey(
  name: string,
  { deletionProtection }: Eks,
  { place, logGroup, tags }: EksPlan,
  parent: pulumi.Resource,
): aws.Key {
  const description = `Secrets and logs of cluster ${place.name}`;
  const policy = clusterKeyPolicy(place, logGroup);
  const alias = `alias/${place.name}`;
  const args = { region: place.region, alias, description, policy, tags };
  return createRegionalKey(name, args, { parent, protect: deletionProtection });
}

/** The control plane's right to the key, whoever made it. */
function createSealing(
  name: string,
  { role }: MadeRole,
  key: aws.Key | string,
  parent: pulumi.Resource,
): aws.RolePolicy {
  const arn = key instanceof aws.Key ? key.arn : pulumi.output(key);
  const policy = arn.apply((resource) => policyText(envelopePolicy(resource)));
  return new aws.RolePolicy(`${name}/cluster/key`, { role: role.name, name: "key", policy }, { parent });
}
