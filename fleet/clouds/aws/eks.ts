import { takesSnapshots } from "../../backup/snapshots.ts";
import type { Environment } from "../../fleet.ts";
import { declaredKubernetes } from "../../versions.ts";
import { planNodeGroups, type NodeGroupPlan } from "./nodes.ts";
import { placeOf, type EksCluster, type EksPlace } from "./names.ts";
import { planRoles, type RolePlan } from "./roles.ts";
import { CORE_ADDONS, eksVersion, SNAPSHOT_ADDON, type EksAddon } from "./versions.ts";
import { planVpc, type VpcPlan } from "./vpc.ts";

/** One add-on of EKS. */
export interface AddonPlan {
  readonly addon: EksAddon;
  readonly version: string;
  /** Whether nodes need it in order to become ready; the others run on nodes, and come after them. */
  readonly beforeNodes: boolean;
  /** The role of its pods, and the service account that it is tied to. */
  readonly role?: { readonly role: "vpc-cni" | "ebs-csi"; readonly serviceAccount: string };
}

/** Who gets which of EKS's own access policies. */
export interface AccessPlan {
  /** Unique within the cluster. */
  readonly key: string;
  readonly principal: string;
  /** ARN of the policy. */
  readonly policy: string;
  /** `undefined`: the whole cluster. */
  readonly namespaces: readonly string[] | undefined;
}

/** Everything that is made for one cluster of EKS, and what it uses that is there. Plain data. */
export interface EksPlan {
  readonly place: EksPlace;
  /** `1.35` */
  readonly version: string;
  readonly vpc: VpcPlan | undefined;
  readonly roles: readonly RolePlan[];
  readonly nodeGroups: readonly NodeGroupPlan[];
  readonly addons: readonly AddonPlan[];
  readonly access: readonly AccessPlan[];
  readonly serviceCidr: string;
  /** The group that EKS writes the control plane's logs to; it makes one without an end if there is none. */
  readonly logGroup: string;
  readonly tags: Readonly<Record<string, string>>;
}

const BEFORE_NODES: ReadonlySet<EksAddon> = new Set(["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]);

const ADDON_ROLES: Partial<Record<EksAddon, AddonPlan["role"]>> = {
  "vpc-cni": { role: "vpc-cni", serviceAccount: "aws-node" },
  "aws-ebs-csi-driver": { role: "ebs-csi", serviceAccount: "ebs-csi-controller-sa" },
};

export function planEks(cluster: EksCluster, environment: Environment): EksPlan {
  const { provisioner } = cluster;
  const place = placeOf(cluster, environment);
  const minor = declaredKubernetes(cluster) ?? 0;
  return {
    place,
    version: `1.${minor}`,
    vpc: planVpc(cluster, place),
    roles: planRoles(cluster, environment, place),
    nodeGroups: planNodeGroups(cluster, place),
    addons: planAddons(cluster, environment),
    access: provisioner.adopt ? [] : planAccess(cluster, place),
    serviceCidr: serviceCidrOf(cluster),
    logGroup: `/aws/eks/${place.name}/cluster`,
    tags: {
      "archipelago:fleet": environment.fleet,
      "archipelago:environment": environment.name,
      "archipelago:cluster": cluster.name,
    },
  };
}

/** Said in any case, since it can never be changed, and what EKS would take depends on the VPC. */
export function serviceCidrOf({ serviceCidr, podCidr }: Pick<EksCluster, "serviceCidr" | "podCidr">): string {
  if (serviceCidr !== undefined) return serviceCidr;
  return podCidr?.startsWith("172.") ? "10.100.0.0/16" : "172.20.0.0/16";
}

/** Auto Mode brings the core itself; an adopted cluster has what it has. */
function planAddons(cluster: EksCluster, environment: Environment): AddonPlan[] {
  const { autoMode, adopt } = cluster.provisioner;
  const versions = eksVersion(declaredKubernetes(cluster))?.addons;
  if (versions === undefined || adopt) return [];
  const core: readonly EksAddon[] = autoMode ? [] : CORE_ADDONS;
  const snapshots: readonly EksAddon[] = takesSnapshots(environment) ? [SNAPSHOT_ADDON] : [];
  return [...core, ...snapshots].map((addon) => ({
    addon,
    version: versions[addon],
    beforeNodes: BEFORE_NODES.has(addon),
    ...(ADDON_ROLES[addon] === undefined ? {} : { role: ADDON_ROLES[addon] }),
  }));
}

/** EKS User Guide, "Review access policy permissions". */
const ACCESS_POLICIES = {
  "cluster-admin": "AmazonEKSClusterAdminPolicy",
  admin: "AmazonEKSAdminPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
} as const;

/** The role that deploys comes first: without it nothing could be put into the cluster, and nothing taken out again. */
function planAccess({ provisioner }: EksCluster, { partition }: EksPlace): AccessPlan[] {
  const { deployer, access } = provisioner;
  const declared = access.filter(({ principal }) => principal !== deployer);
  const all = [{ principal: deployer, policy: "cluster-admin" as const, namespaces: undefined }, ...declared];
  return all.map(({ principal, policy, namespaces }) => ({
    key: principal.slice(principal.indexOf("/") + 1),
    principal,
    policy: `arn:${partition}:eks::aws:cluster-access-policy/${ACCESS_POLICIES[policy]}`,
    namespaces,
  }));
}
