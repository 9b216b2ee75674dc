/** Add-ons of EKS that every cluster with node groups gets. */
export const CORE_ADDONS = [
  "vpc-cni",
  "kube-proxy",
  "eks-pod-identity-agent",
  "coredns",
  "aws-ebs-csi-driver",
] as const;

/**
 * The types of snapshots of volumes, and who makes them. Auto Mode does not bring it either (EKS User Guide, "Enable
 * snapshot functionality for CSI volumes").
 */
export const SNAPSHOT_ADDON = "snapshot-controller";

export type EksAddon = (typeof CORE_ADDONS)[number] | typeof SNAPSHOT_ADDON;

/** What runs on one Kubernetes minor of EKS. */
export interface EksVersion {
  /** Kubernetes minor: 35 is 1.35. */
  readonly minor: number;
  readonly addons: Readonly<Record<EksAddon, string>>;
  /** When these versions were seen together on clusters of this minor. */
  readonly date: string;
}

const SPRING_2026 = {
  "vpc-cni": "v1.21.1-eksbuild.5",
  "eks-pod-identity-agent": "v1.3.10-eksbuild.2",
  "aws-ebs-csi-driver": "v1.57.1-eksbuild.1",
  // Seen for 1.35; it is the same for all minors.
  "snapshot-controller": "v8.5.0-eksbuild.3",
};

/**
 * The Kubernetes minors of EKS that the program knows, oldest first. AWS says which versions there are only through its
 * API (`aws eks describe-addon-versions`), which could not be asked here: these are the ones that public repositories
 * pin for clusters of that minor, several of them alike.
 */
export const EKS_VERSIONS: readonly EksVersion[] = [
  {
    minor: 32,
    addons: { ...SPRING_2026, "kube-proxy": "v1.32.13-eksbuild.2", coredns: "v1.11.4-eksbuild.33" },
    date: "2026-04",
  },
  {
    minor: 33,
    addons: { ...SPRING_2026, "kube-proxy": "v1.33.9-eksbuild.2", coredns: "v1.13.2-eksbuild.4" },
    date: "2026-04",
  },
  {
    minor: 34,
    addons: { ...SPRING_2026, "kube-proxy": "v1.34.5-eksbuild.2", coredns: "v1.13.2-eksbuild.4" },
    date: "2026-04",
  },
  {
    minor: 35,
    addons: { ...SPRING_2026, "kube-proxy": "v1.35.2-eksbuild.4", coredns: "v1.13.2-eksbuild.4" },
    date: "2026-04",
  },
  {
    minor: 36,
    addons: {
      "vpc-cni": "v1.22.4-eksbuild.3",
      "kube-proxy": "v1.36.0-eksbuild.21",
      "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
      coredns: "v1.14.3-eksbuild.16",
      "aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
      "snapshot-controller": "v8.5.0-eksbuild.3",
    },
    date: "2026-09",
  },
];

/** `undefined` for a minor that the program does not know. */
export function eksVersion(minor: number | undefined): EksVersion | undefined {
  return EKS_VERSIONS.find((version) => version.minor === minor);
}
