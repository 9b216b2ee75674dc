import { backupsOf, readingRights } from "../../backup/locations.ts";
import type { Environment } from "../../fleet.ts";
import { EXTERNAL_DNS_NAMESPACE } from "../../platform/external-dns.ts";
import { VELERO_NAMESPACE } from "../../platform/velero.ts";
import { backupKeyOf } from "./backup-store.ts";
import { roleNameOf, type EksCluster, type EksPlace, type RoleName } from "./names.ts";
import { clusterTrust, externalDnsPolicy, nodeTrust, podTrust } from "./policies.ts";
import { veleroPolicy } from "./velero-policy.ts";

/** Whose pods a role is for. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

export interface RolePlan {
  readonly role: RoleName;
  /** Name in IAM. */
  readonly name: string;
  /** Who may be it: a policy in JSON. */
  readonly trust: string;
  /** Names of AWS's own policies, as they stand after `arn:aws:iam::aws:policy/`. */
  readonly managed: readonly string[];
  /** What else it may do: a policy in JSON. */
  readonly inline?: string;
  /** For a role of pods that no add-on brings along. */
  readonly pods?: ServiceAccount;
}

/** AWS, EKS User Guide, "Amazon EKS cluster IAM role" and "Amazon EKS Auto Mode cluster IAM role". */
const AUTO_MODE_POLICIES = [
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];

/** The roles that are made for a cluster: those that the declaration does not name. Each has what it needs and no more. */
export function planRoles(cluster: EksCluster, environment: Environment, place: EksPlace): RolePlan[] {
  const { use, autoMode, adopt } = cluster.provisioner;
  if (adopt) return [];
  const named = (role: RoleName) => ({ role, name: roleNameOf(place, role) });
  return [
    ...(use.clusterRole === undefined
      ? [
          {
            ...named("cluster"),
            trust: clusterTrust(),
            managed: ["AmazonEKSClusterPolicy", ...(autoMode ? AUTO_MODE_POLICIES : [])],
          },
        ]
      : []),
    ...(use.nodeRole === undefined
      ? [
          {
            ...named("node"),
            trust: nodeTrust(place),
            // Not the policy of the network plugin: that has a role of its own, and pods cannot take the node's.
            managed: [
              autoMode ? "AmazonEKSWorkerNodeMinimalPolicy" : "AmazonEKSWorkerNodePolicy",
              "AmazonEC2ContainerRegistryPullOnly",
            ],
          },
        ]
      : []),
    ...(autoMode ? [] : addonRoles(place)),
    ...veleroRole(cluster, environment, place),
    ...externalDnsRole(environment, place),
  ];
}

/** Add-ons that call AWS (EKS User Guide, "IAM roles for Amazon EKS add-ons"). EKS ties them to their pods by itself. */
function addonRoles(place: EksPlace): RolePlan[] {
  const trust = podTrust(place);
  return [
    { role: "vpc-cni", name: roleNameOf(place, "vpc-cni"), trust, managed: ["AmazonEKS_CNI_Policy"] },
    {
      role: "ebs-csi",
      name: roleNameOf(place, "ebs-csi"),
      trust,
      managed: ["service-role/AmazonEBSCSIDriverPolicy"],
    },
  ];
}

function veleroRole(cluster: EksCluster, environment: Environment, place: EksPlace): RolePlan[] {
  if (environment.backup?.credentials !== "identity") return [];
  const own = backupsOf(cluster, environment);
  const readable = readingRights(cluster, environment).flatMap(({ allowed, source }) =>
    allowed ? [source] : [],
  );
  const whose = new Set([own, ...readable].map((backups) => backups?.cluster));
  const keys = [...environment.clusters, ...environment.tombstoned]
    .filter(({ name }) => whose.has(name))
    .flatMap((each) => backupKeyOf(each, environment) ?? []);
  return [
    {
      role: "velero",
      name: roleNameOf(place, "velero"),
      trust: podTrust(place),
      managed: [],
      inline: veleroPolicy(place, own, readable, keys),
      // As the chart names it (vmware-tanzu/helm-charts, charts/velero/templates/_helpers.tpl).
      pods: { namespace: VELERO_NAMESPACE, serviceAccount: "velero-server" },
    },
  ];
}

function externalDnsRole({ dns }: Environment, place: EksPlace): RolePlan[] {
  if (dns?.provider !== "aws") return [];
  return [
    {
      role: "external-dns",
      name: roleNameOf(place, "external-dns"),
      trust: podTrust(place),
      managed: [],
      inline: externalDnsPolicy(place, dns),
      pods: { namespace: EXTERNAL_DNS_NAMESPACE, serviceAccount: "external-dns" },
    },
  ];
}
