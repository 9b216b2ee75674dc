import { backupsOf, readingRights, type ClusterBackups } from "../../backup/locations.ts";
import type { Environment } from "../../fleet.ts";
import { EXTERNAL_DNS_NAMESPACE } from "../../platform/external-dns.ts";
import { VELERO_NAMESPACE } from "../../platform/velero.ts";
import { workloadPool } from "./cluster.ts";
import { isGke, type GkeCluster, type GkePlace } from "./names.ts";
import { externalDnsAccount, veleroAccount, type SystemAccount } from "./system-accounts.ts";

/**
 * What a system of a cluster is in Google Cloud, and may do there.
 *
 * Google has two ways (cloud.google.com/kubernetes-engine/docs/how-to/workload-identity). The one that it recommends
 * gives rights to the pods' service account itself, `principal://…/subject/ns/<namespace>/sa/<name>`; the other one
 * links that to a service account of Google Cloud. Here it is the second, for two reasons:
 *
 * - The pool of identities is the project's. The same system on two clusters of a project is one principal, and a right
 *   that the stacks of both have given it is one binding: whichever goes first takes it from the other. Accounts are the
 *   cluster's own.
 * - Velero signs the addresses at which logs of backups are read as a service account, and does not start without one
 *   (vmware-tanzu/velero-plugin-for-gcp, object_store.go, `initFromComputeEngine`).
 */
export interface IdentityPlan extends SystemAccount {
  readonly system: "velero" | "external-dns";
  readonly displayName: string;
  /** Who may be it: pods with one service account of Kubernetes, in the pool of the project. */
  readonly pods: string;
  /** Whether it signs as itself. */
  readonly signs: boolean;
  /** On buckets that are there, or are made with the cluster. */
  readonly buckets: readonly BucketRight[];
  /** In whole projects, but for what a condition takes away. */
  readonly projects: readonly ProjectRight[];
  /** On zones of Cloud DNS. */
  readonly zones: readonly ZoneRight[];
}

interface Right {
  /** In the name of its resource. */
  readonly key: string;
  readonly role: string;
}

export interface Condition {
  readonly title: string;
  readonly expression: string;
}

export interface BucketRight extends Right {
  readonly bucket: string;
  readonly condition: Condition;
}

export interface ProjectRight extends Right {
  readonly project: string;
  readonly condition?: Condition;
}

export interface ZoneRight extends Right {
  readonly project: string;
  readonly managedZone: string;
}

/** To be the account, for pods (cloud.google.com/iam/docs/roles-permissions/iam). */
export const POD_ROLE = "roles/iam.workloadIdentityUser";

/** The least of Google's roles that has `iam.serviceAccounts.signBlob`; an account has it on itself. */
export const SIGNER_ROLE = "roles/iam.serviceAccountTokenCreator";

/** Objects of a bucket, and nothing of the bucket itself (cloud.google.com/storage/docs/access-control/iam-roles). */
export const WRITER_ROLE = "roles/storage.objectUser";
export const READER_ROLE = "roles/storage.objectViewer";

/** Records and zones; external-dns lists the zones of the project before it looks into its own (provider/google). */
export const DNS_ROLE = "roles/dns.admin";
export const DNS_READER_ROLE = "roles/dns.reader";

/** The identities of a cluster's systems. */
export function planIdentities(
  cluster: GkeCluster,
  environment: Environment,
  place: GkePlace,
): IdentityPlan[] {
  return [
    ...veleroIdentity(cluster, environment, place),
    ...externalDnsIdentity(cluster, environment, place),
  ];
}

/**
 * Velero has its own folder in its own bucket, and reads the folders of the peers that let it. No right to snapshots of
 * disks: Google's driver makes them, as itself, and their data goes into the bucket.
 */
function veleroIdentity(cluster: GkeCluster, environment: Environment, place: GkePlace): IdentityPlan[] {
  const account = veleroAccount(cluster, environment);
  const own = backupsOf(cluster, environment);
  if (account === undefined || own === undefined) return [];
  const readable = readingRights(cluster, environment).flatMap(({ allowed, source }) =>
    allowed ? [source] : [],
  );
  const made = (source: ClusterBackups) => projectOfMade(source, environment);
  return [
    {
      ...account,
      system: "velero",
      displayName: `Velero of ${place.name}`,
      // As the chart names it (vmware-tanzu/helm-charts, charts/velero/templates/_helpers.tpl).
      pods: podsIn(place, VELERO_NAMESPACE, "velero-server"),
      signs: true,
      buckets: [
        { key: "own", role: WRITER_ROLE, bucket: own.bucket, condition: inFolder(own) },
        ...readable
          .filter((source) => made(source) === undefined)
          .map((source) => ({
            key: source.cluster,
            role: READER_ROLE,
            bucket: source.bucket,
            condition: inFolder(source),
          })),
      ],
      // The bucket of a peer may be made after this cluster, by another stack. A right in its project can wait for it.
      projects: readable.flatMap((source) => {
        const project = made(source);
        if (project === undefined) return [];
        return [{ key: source.cluster, role: READER_ROLE, project, condition: inFolder(source) }];
      }),
      zones: [],
    },
  ];
}

/** The project of a bucket that the program makes for another region. */
function projectOfMade(
  { cluster: name }: ClusterBackups,
  { backup, clusters, tombstoned }: Environment,
): string | undefined {
  const owner = [...clusters, ...tombstoned].find((each) => each.name === name);
  if (owner === undefined || !isGke(owner)) return undefined;
  return backup?.locations[owner.region]?.create === true ? owner.provisioner.project : undefined;
}

/**
 * One folder of a bucket: what is in it, and lists of it (cloud.google.com/iam/docs/conditions-attribute-reference,
 * "Resource name" and `storage.googleapis.com/objectListPrefix`). Velero asks for lists of its folder only.
 */
function inFolder({ cluster, bucket, prefix }: ClusterBackups): Condition {
  const name = `projects/_/buckets/${bucket}`;
  return {
    title: `backups of ${cluster}`,
    // A text of JSON is one of CEL, whatever is in it.
    expression:
      `resource.name.startsWith(${JSON.stringify(`${name}/objects/${prefix}/`)}) || ` +
      `(resource.name == ${JSON.stringify(name)} && api.getAttribute(` +
      `"storage.googleapis.com/objectListPrefix", "").startsWith(${JSON.stringify(`${prefix}/`)}))`,
  };
}

/** external-dns changes one zone if the declaration names it; else whichever in the project bears the name. */
function externalDnsIdentity(cluster: GkeCluster, environment: Environment, place: GkePlace): IdentityPlan[] {
  const account = externalDnsAccount(cluster, environment);
  if (account === undefined) return [];
  const { project = place.project, zoneId } = environment.dns?.hosting ?? {};
  return [
    {
      ...account,
      system: "external-dns",
      displayName: `external-dns of ${place.name}`,
      pods: podsIn(place, EXTERNAL_DNS_NAMESPACE, "external-dns"),
      signs: false,
      buckets: [],
      projects: [{ key: "zones", role: zoneId === undefined ? DNS_ROLE : DNS_READER_ROLE, project }],
      zones: zoneId === undefined ? [] : [{ key: "zone", role: DNS_ROLE, project, managedZone: zoneId }],
    },
  ];
}

function podsIn({ project }: GkePlace, namespace: string, serviceAccount: string): string {
  return `serviceAccount:${workloadPool(project)}[${namespace}/${serviceAccount}]`;
}
