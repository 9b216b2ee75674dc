/* Objects that somebody would send to an API server by hand. */

export interface Request {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

type Metadata = Omit<Request["metadata"], "name">;

/** An object called `by-hand`, in the namespace under the profile unless it says another. */
export function object(
  apiVersion: string,
  kind: string,
  more: object,
  metadata: Metadata & { name?: string } = {},
): Request {
  return {
    apiVersion,
    kind,
    metadata: { name: "by-hand", namespace: "patient-records", ...metadata },
    ...more,
  };
}

const template = (spec: object) => ({
  metadata: { labels: { app: "by-hand" } },
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    restartPolicy: "Always",
    containers: [
      {
        name: "main",
        image: "main:1",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
    ...spec,
  },
});

export const pod = (spec: object = {}, metadata: Metadata = {}) =>
  object("v1", "Pod", { spec: template(spec).spec }, metadata);

export const deployment = (spec: object = {}, metadata: Metadata = {}) =>
  object(
    "apps/v1",
    "Deployment",
    { spec: { selector: { matchLabels: { app: "by-hand" } }, template: template(spec) } },
    metadata,
  );

export const cronJob = (spec: object = {}) =>
  object("batch/v1", "CronJob", {
    spec: {
      schedule: "0 0 * * *",
      jobTemplate: { spec: { template: template({ restartPolicy: "Never", ...spec }) } },
    },
  });

export const claim = () =>
  object("v1", "PersistentVolumeClaim", {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });

/** A required node affinity. */
export const affinity = (key: string, operator: string, ...values: string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
      },
    },
  },
});

export const service = (metadata: Metadata = {}) =>
  object("v1", "Service", { spec: { ports: [{ port: 80 }] } }, metadata);

export const serviceExport = (metadata: Metadata = {}) =>
  object("multicluster.x-k8s.io/v1alpha1", "ServiceExport", {}, metadata);

export const destinationRule = (localityLbSetting: object) =>
  object("networking.istio.io/v1", "DestinationRule", {
    spec: {
      host: "by-hand",
      subsets: [
        { name: "all", labels: { app: "by-hand" }, trafficPolicy: { loadBalancer: { localityLbSetting } } },
      ],
    },
  });

export const serviceEntry = (locality: string) =>
  object("networking.istio.io/v1", "ServiceEntry", {
    spec: {
      hosts: ["records.example"],
      resolution: "STATIC",
      ports: [{ number: 443, name: "tls", protocol: "TLS" }],
      endpoints: [{ address: "198.51.100.9", locality }],
    },
  });

export const workloadEntry = (locality: string) =>
  object("networking.istio.io/v1", "WorkloadEntry", { spec: { address: "198.51.100.9", locality } });

export const dnsEndpoint = (...targets: string[]) =>
  object("externaldns.k8s.io/v1alpha1", "DNSEndpoint", {
    spec: {
      endpoints: [
        {
          dnsName: "records.fleet.test",
          recordType: "A",
          setIdentifier: "default",
          targets,
          providerSpecific: [{ name: "aws/geolocation-country-code", value: "*" }],
        },
      ],
    },
  });

export const ingress = (annotations: Readonly<Record<string, string>>) =>
  object("networking.k8s.io/v1", "Ingress", {
    metadata: { name: "by-hand", namespace: "patient-records", annotations },
    spec: { defaultBackend: { service: { name: "records", port: { number: 80 } } } },
  });

interface Location {
  readonly bucket: string;
  readonly prefix: string;
  readonly accessMode?: string;
  readonly config: object;
}

export const storageLocation = ({ bucket, prefix, accessMode = "ReadWrite", config }: Location) =>
  object(
    "velero.io/v1",
    "BackupStorageLocation",
    { spec: { provider: "aws", accessMode, objectStorage: { bucket, prefix }, config } },
    { namespace: "velero" },
  );

export const snapshotLocation = (region: string) =>
  object(
    "velero.io/v1",
    "VolumeSnapshotLocation",
    { spec: { provider: "aws", config: { region } } },
    { namespace: "velero" },
  );

export const storageClass = (more: object) => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "by-hand" },
  provisioner: "ebs.csi.aws.com",
  ...more,
});

export const topology = (...values: string[]) => ({
  allowedTopologies: [{ matchLabelExpressions: [{ key: "topology.kubernetes.io/zone", values }] }],
});

export const volume = (zone: string) => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "by-hand" },
  spec: {
    accessModes: ["ReadWriteOnce"],
    capacity: { storage: "1Gi" },
    csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-1" },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "topology.ebs.csi.aws.com/zone", operator: "In", values: [zone] }] },
        ],
      },
    },
  },
});

export const argocdSecret = (name: string, cluster: string) =>
  object(
    "v1",
    "Secret",
    { stringData: { name: cluster, server: "https://elsewhere.example", config: "{}" } },
    { name, namespace: "argocd", labels: { "argocd.argoproj.io/secret-type": "cluster" } },
  );

export const remoteSecret = (name: string, ...clusters: string[]) =>
  object(
    "v1",
    "Secret",
    { stringData: Object.fromEntries(clusters.map((cluster) => [cluster, "kubeconfig"])) },
    { name, namespace: "istio-system", labels: { "istio/multiCluster": "true" } },
  );

export const mirrorSecret = () =>
  object(
    "v1",
    "Secret",
    { type: "mirror.linkerd.io/remote-kubeconfig", stringData: { kubeconfig: "kubeconfig" } },
    { namespace: "default" },
  );

export const linkerdLink = (target: string) =>
  object(
    "multicluster.linkerd.io/v1alpha3",
    "Link",
    {
      spec: {
        targetClusterName: target,
        targetClusterDomain: "cluster.local",
        targetClusterLinkerdNamespace: "linkerd",
        clusterCredentialsSecret: `cluster-credentials-${target}`,
      },
    },
    { namespace: "default" },
  );
