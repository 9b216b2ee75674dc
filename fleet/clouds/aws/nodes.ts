import { createHash } from "node:crypto";
import type { EksNodeGroup } from "../../declaration/provisioners/eks.ts";
import { byName } from "../../compare.ts";
import type { EksCluster, EksPlace } from "./names.ts";
import { planVpc } from "./vpc.ts";

/** A managed node group and the template that its machines are made from. */
export interface NodeGroupPlan {
  /** Name in the declaration. */
  readonly group: string;
  /** Name in AWS: another one for what cannot be changed, so that the new group is there before the old one goes. */
  readonly name: string;
  readonly template: string;
  readonly amiType: string;
  readonly capacityType: "ON_DEMAND" | "SPOT";
  readonly instanceTypes: readonly string[];
  readonly scaling: { readonly minSize: number; readonly maxSize: number; readonly desiredSize: number };
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Volumes of a machine by device, with GiB; all of them are encrypted. */
  readonly volumes: readonly { readonly device: string; readonly size: number }[];
}

export function planNodeGroups(cluster: EksCluster, place: EksPlace): NodeGroupPlan[] {
  const { nodeGroups, use } = cluster.provisioner;
  const subnets = planVpc(cluster, place)?.private.map(({ cidr }) => cidr) ?? use.vpc?.subnets;
  const around = [subnets, use.nodeRole ?? "made"];
  return byName(nodeGroups).map(([group, declared]) => planNodeGroup(group, declared, place.name, around));
}

/** EKS spells the effects of taints in its own way (EKS API, Taint). */
const TAINT_EFFECTS = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
} as const;

function planNodeGroup(
  group: string,
  declared: EksNodeGroup,
  cluster: string,
  around: readonly unknown[],
): NodeGroupPlan {
  const { instanceTypes, image, capacity, min, max, desired = min, disk, labels, taints } = declared;
  // What makes a node group anew (@pulumi/aws 7.48, eks.NodeGroup): these three, its subnets and its role.
  const fixed = createHash("sha256")
    .update(JSON.stringify([image, capacity, instanceTypes, ...around]))
    .digest("hex");
  return {
    group,
    name: `${group}-${fixed.slice(0, 6)}`,
    template: `${cluster}-${group}`,
    amiType: image,
    capacityType: capacity === "spot" ? "SPOT" : "ON_DEMAND",
    instanceTypes,
    scaling: { minSize: min, maxSize: max, desiredSize: desired },
    labels,
    taints: taints.map(({ key, value, effect }) => ({
      key,
      ...(value === undefined ? {} : { value }),
      effect: TAINT_EFFECTS[effect],
    })),
    volumes: volumesOf(image, disk),
  };
}

/** Bottlerocket keeps its system apart from the data of containers (bottlerocket-os, README.md, "Default Volumes"). */
function volumesOf(image: EksNodeGroup["image"], disk: number): NodeGroupPlan["volumes"] {
  if (image.startsWith("BOTTLEROCKET"))
    return [
      { device: "/dev/xvda", size: 4 },
      { device: "/dev/xvdb", size: disk },
    ];
  return [{ device: "/dev/xvda", size: disk }];
}
