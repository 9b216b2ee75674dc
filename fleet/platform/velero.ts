import { backupsOf, readingRights, storeOf, type ClusterBackups, type Store } from "../backup/locations.ts";
import { takesSnapshots } from "../backup/snapshots.ts";
import { ACCOUNT_ANNOTATION, veleroAccount } from "../clouds/gcp/system-accounts.ts";
import { cloudRegionOf } from "../clouds/region.ts";
import { API_VERSIONS, VELERO_PLUGINS } from "../compatibility.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { chosenRelease, declaredKubernetes, minorOf } from "../versions.ts";
import type { SystemPlan } from "./system.ts";
import { veleroSchedules } from "./velero-schedules.ts";

export const VELERO_NAMESPACE = "velero";

/** Secret with the file of credentials, where the cluster has no identity of the cloud; key `cloud`, as the chart mounts it. */
export const BUCKET_CREDENTIALS = { name: "cloud-credentials", key: "cloud" } as const;

/**
 * Secret with the password of the repositories that volumes are copied to. If it is not there when Velero starts, it
 * makes one with a password that is the same in every Velero of the world (velero 1.18, pkg/repository/keys/keys.go).
 */
export const REPOSITORY_PASSWORD = { name: "velero-repo-credentials", key: "repository-password" } as const;

/** Names of Velero's plugins, which are those of its providers. */
const PROVIDERS: Readonly<Record<Store, "aws" | "gcp">> = { s3: "aws", gcs: "gcp" };

/** Velero on one cluster: it writes the cluster's own backups, and may read those of the peers that allow it. */
export function veleroPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  if (environment.backup === undefined) return undefined;
  const api = installModeOf(cluster, environment) === "api";
  const chart = { chart: "velero", release: "velero", namespace: VELERO_NAMESPACE };
  return {
    system: "velero",
    // The node agent mounts the kubelet's folder of the pods' volumes, which only this level allows.
    namespaces: [{ name: VELERO_NAMESPACE, podSecurity: "privileged" }],
    apis: api ? ["velero"] : [],
    charts: api ? [] : [{ ...chart, values: chartValues(cluster, environment) }],
    objects: veleroObjects(cluster, environment),
  };
}

/**
 * Values of the chart velero 12.x (vmware-tanzu/helm-charts, charts/velero/values.yaml). It installs the server and no
 * more: where backups go and when they are taken are objects of this program.
 */
function chartValues(cluster: Cluster, environment: Environment): Record<string, unknown> {
  const provider = PROVIDERS[storeOf(cluster, environment)];
  const account = veleroAccount(cluster, environment);
  const plugin = {
    name: `velero-plugin-for-${provider}`,
    image: pluginImage(provider, cluster, environment),
    volumeMounts: [{ mountPath: "/target", name: "plugins" }],
  };
  const useSecret = environment.backup?.credentials === "secret";
  return {
    initContainers: [plugin],
    configuration: {
      features: takesSnapshots(environment) ? "EnableCSI" : "",
      backupStorageLocation: [],
      volumeSnapshotLocation: [],
    },
    backupsEnabled: false,
    snapshotsEnabled: false,
    schedules: {},
    credentials: useSecret ? { useSecret, existingSecret: BUCKET_CREDENTIALS.name } : { useSecret },
    ...(account === undefined
      ? {}
      : { serviceAccount: { server: { annotations: { [ACCOUNT_ANNOTATION]: account.email } } } }),
    // Moves the data of snapshots into the bucket: a snapshot alone does not leave its region.
    deployNodeAgent: true,
    // Helm never changes a resource type that is there; this hook does. Where nothing runs, it would only seem to.
    upgradeCRDs: !cluster.simulated,
    // The hook on removal would take every backup's record with it.
    cleanUpCRDs: false,
  };
}

/** Access to a cloud's buckets and disks, in the version that goes with the cluster's Velero. */
function pluginImage(
  provider: keyof typeof VELERO_PLUGINS,
  cluster: Cluster,
  environment: Environment,
): string | undefined {
  const release = chosenRelease("velero", environment, declaredKubernetes(cluster));
  return VELERO_PLUGINS[provider][minorOf(release?.version ?? API_VERSIONS.velero)];
}

function veleroObjects(cluster: Cluster, environment: Environment): KubernetesObject[] {
  const own = backupsOf(cluster, environment);
  const readable = readingRights(cluster, environment).filter(({ allowed }) => allowed);
  return [
    ...(own === undefined
      ? []
      : [
          storageLocation(own, "ReadWrite", cluster, environment),
          ...snapshotLocation(cluster, own),
          ...veleroSchedules(cluster, environment, own).map(({ name, spec }) =>
            velero("Schedule", name, spec),
          ),
        ]),
    ...readable.map(({ source }) => storageLocation(source, "ReadOnly", cluster, environment)),
  ];
}

/** Read-only keeps this cluster's Velero from deleting there what has expired, or what it does not know. */
function storageLocation(
  source: ClusterBackups,
  accessMode: "ReadWrite" | "ReadOnly",
  reader: Cluster,
  environment: Environment,
): KubernetesObject {
  const { cluster, store, bucket, prefix } = source;
  return velero("BackupStorageLocation", cluster, {
    provider: PROVIDERS[store],
    accessMode,
    default: accessMode === "ReadWrite",
    objectStorage: { bucket, prefix },
    config: store === "s3" ? s3Config(source) : gcsConfig(source, reader, environment),
  });
}

function s3Config({ region, url, kmsKeyId }: ClusterBackups): Record<string, string> {
  // An endpoint of its own seldom has a name for each bucket, as AWS's has.
  return {
    region,
    ...(url === undefined ? {} : { s3Url: url, s3ForcePathStyle: "true" }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  };
}

/** Who it is that signs, which is whoever reads. Anything else, such as a region, the plugin refuses (object_store.go). */
function gcsConfig(
  { kmsKeyId }: ClusterBackups,
  reader: Cluster,
  environment: Environment,
): Record<string, string> {
  const account = veleroAccount(reader, environment);
  return {
    ...(account === undefined ? {} : { serviceAccount: account.email }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyName: kmsKeyId }),
  };
}

/**
 * Snapshots of volumes are made where the volumes are, whichever region the bucket is in. In Google Cloud all of them
 * are made through CSI, by Google's own driver, and Velero needs no place for them.
 */
function snapshotLocation(cluster: Cluster, { store }: ClusterBackups): KubernetesObject[] {
  if (store === "gcs") return [];
  const config = { region: cloudRegionOf(cluster) };
  return [velero("VolumeSnapshotLocation", cluster.name, { provider: PROVIDERS[store], config })];
}

function velero(kind: string, name: string, spec: Record<string, unknown>): KubernetesObject {
  return { apiVersion: "velero.io/v1", kind, metadata: { name, namespace: VELERO_NAMESPACE }, spec };
}
