/** The programs the fleet needs, in the order in which they are built. */
export const toolNames = [
  "pulumi",
  "pulumi-language-nodejs",
  "pulumi-resource-kubernetes",
  "kwok",
  "kwokctl",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
] as const;

/** Control planes that the proofs run beside simulated clusters; nobody else needs them, so they come on demand. */
export const controlPlaneNames = [
  "argocd",
  "istiod",
  "velero-server",
  "velero-plugin-s3",
  "versitygw",
  "external-dns",
  "cluster-api-core",
  "cluster-api-bootstrap",
  "cluster-api-control-plane",
  "cluster-api-in-memory",
  "kubefed",
  "kubefed-planner",
  "kustomize",
  "karmada-aggregated-apiserver",
  "karmada-controller-manager",
  "karmada-scheduler",
  "karmada-webhook",
] as const;

export type ControlPlaneName = (typeof controlPlaneNames)[number];

export type ToolName = (typeof toolNames)[number] | ControlPlaneName;

/** What a program runs on, in the words of Go. */
export type Platform = `${"linux" | "darwin"}-${"amd64" | "arm64"}`;

/** How a program found on the machine proves its version. */
type Probe =
  /** It prints a version when called so; the first version in its output counts. */
  | { kind: "ask"; arguments: readonly string[] }
  /** It cannot say, but is released together with another tool, and lies in the same folder. */
  | { kind: "beside"; tool: ToolName }
  /** It cannot say, but Pulumi keeps it in a plugin folder whose name does. */
  | { kind: "plugin"; folder: string };

/** An official artifact, taken only where its checksum is pinned. */
interface Download {
  url: (platform: Platform) => string;
  /** The path inside the archive; without it the artifact is the program itself. */
  member?: (platform: Platform) => string;
  /** Published checksums. A platform without one has no download, and is built. */
  digests: Partial<Record<Platform, Digest>>;
}

/** A pinned checksum: sha256 where one is published, sha512 for Kubernetes, which publishes that. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

/** A build from Go modules. */
export interface Build {
  /** The folder under `modules/`: go.mod, go.sum and, where upstream's main does not build, a main.go. */
  module: string;
  package: string;
  /** What `go build` names the program, where that is not the name of the tool. */
  output?: string;
  /** The release that is built, where that is not the version of the tool. */
  version?: string;
  tags?: readonly string[];
  /** Variables set at link time. They are not decoration: see docs/toolchain.md. */
  stamps?: Readonly<Record<string, string>>;
  /** A file of a dependency, copied beside main.go before the build, to be embedded. */
  embeds?: { module: string; file: string };
}

export interface Tool {
  name: ToolName;
  version: string;
  /** Versions that will do when found on the machine. */
  accepts: string;
  probe: Probe;
  download?: Download;
  build: Build;
}

const pulumiVersion = "3.259.0";
const providerVersion = "4.25.0";
const kubernetesVersion = "1.35.4";
const kwokVersion = "0.8.0";

// Checksums as a public Nix configuration pins them for its users; the release's own list was out of reach.
const pulumiDigests: Download["digests"] = {
  "linux-amd64": "sha256:94ba357acac23d01474084c4b00098dc0f7bc70ce13f34c777459254a5f718e5",
  "linux-arm64": "sha256:edc8327463a72160bb36cf82cf5062da9c8a244290a706d9980988e7bf486853",
  "darwin-amd64": "sha256:eaca4c3b8277bfa3ab061fa3b270d1c66358a0b2e613da8c5587a04b7226c534",
  "darwin-arm64": "sha256:57c27f179e527e2cf9f62b841a448af72a020e44b2fb4ee0d9bd85556c00c864",
};

/** The CLI and its language host come in one archive, which is fetched once. */
function pulumiDownload(program: ToolName): Download {
  return {
    url: (platform) =>
      `https://get.pulumi.com/releases/sdk/pulumi-v${pulumiVersion}-${platform.replace("amd64", "x64")}.tar.gz`,
    member: () => `pulumi/${program}`,
    digests: pulumiDigests,
  };
}

// Checksums from upstream's CHANGELOG-1.35.md, read from the Go module of 1.35.6, which the checksum database knows.
const kubernetesServer: Download = {
  url: (platform) => `https://dl.k8s.io/v${kubernetesVersion}/kubernetes-server-${platform}.tar.gz`,
  digests: {
    "linux-amd64":
      "sha512:7454c2d9023de3230972e965e1e2a587a291e2a1abee703bb0737057e1646b23ebac538b93dd778e93579e3c293dc1fa8d002e6848ad5ebc01598bc47358fe44",
    "linux-arm64":
      "sha512:67187a2fe780be7816f9d10e082ed02cbba306bab379980280d00ba4c4017ff53c50cd2ff81d248c91ddcc064276b8760e17c73a1a7da1d35067a6fc0ffbdc88",
  },
};

const kubernetesClient: Download = {
  url: (platform) => `https://dl.k8s.io/v${kubernetesVersion}/kubernetes-client-${platform}.tar.gz`,
  member: () => "kubernetes/client/bin/kubectl",
  digests: {
    "linux-amd64":
      "sha512:7c67019d82c7c70692948cd5843ae39c2854007cc117d6fa52fbd46b7521c7f7a10b6ec3085b68f021243529732d6af76b936406aba6c612e6b43e945bc7286b",
    "linux-arm64":
      "sha512:5dbbccd0c964894f5dae9e622619e5cec11f14e39457c8343a55bfa7ee0a30ca4155553647d0bc7dd8022ac0066fe11e9c8518300f8bc65a5a0a5ad83dfaa59f",
    "darwin-amd64":
      "sha512:b0e899146289de21ffec7b432473e8905f52bf9cd75f3977c6bcbb2810c72aa36d90cc671bec18a4999ff194b9b3dec69e33d55e9b8b4e44e59ea39141d5c0a0",
    "darwin-arm64":
      "sha512:f81537e0516238a58e859efe875bde9d37219a3efdf5e34cd50b4455eb37fbdd6af43d1e6549180071d4fbfeb87c74830888bbc8f1d555b8140067ca8766c8a9",
  },
};

const [kubernetesMajor = "", kubernetesMinor = ""] = kubernetesVersion.split(".");

/** Unstamped, `/version` answers 0.0, which the Pulumi provider refuses. */
const kubernetesStamps = Object.fromEntries(
  ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((versionPackage) => [
    [`${versionPackage}.gitVersion`, `v${kubernetesVersion}`],
    [`${versionPackage}.gitMajor`, kubernetesMajor],
    [`${versionPackage}.gitMinor`, kubernetesMinor],
    [`${versionPackage}.gitTreeState`, "clean"],
    // The module names neither its commit nor its date; a fixed date keeps the build reproducible.
    [`${versionPackage}.gitCommit`, "unknown"],
    [`${versionPackage}.buildDate`, "1970-01-01T00:00:00Z"],
  ]),
);

function kubernetesComponent(name: ToolName): Tool {
  return {
    name,
    version: kubernetesVersion,
    accepts: "1.35.x",
    probe: { kind: "ask", arguments: ["--version"] },
    download: { ...kubernetesServer, member: () => `kubernetes/server/bin/${name}` },
    build: { module: "kubernetes", package: `k8s.io/kubernetes/cmd/${name}`, stamps: kubernetesStamps },
  };
}

function kwokProgram(name: ToolName, digests: Download["digests"]): Tool {
  return {
    name,
    version: kwokVersion,
    accepts: "0.8.x",
    probe: { kind: "ask", arguments: ["--version"] },
    download: {
      url: (platform) =>
        `https://github.com/kubernetes-sigs/kwok/releases/download/v${kwokVersion}/${name}-${platform}`,
      digests,
    },
    build: {
      module: "kwok",
      package: `sigs.k8s.io/kwok/cmd/${name}`,
      stamps: { "sigs.k8s.io/kwok/pkg/consts.Version": `v${kwokVersion}` },
    },
  };
}

const pulumi: Tool = {
  name: "pulumi",
  version: pulumiVersion,
  // A newer CLI drives an older SDK; an older one may lack what the SDK calls.
  accepts: `^${pulumiVersion}`,
  probe: { kind: "ask", arguments: ["version"] },
  download: pulumiDownload("pulumi"),
  build: {
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    tags: ["osusergo", "grpcnotrace"],
    // Unstamped, the Automation API's version check fails.
    stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pulumiVersion}` },
  },
};

// The last release in which the language host is part of the SDK's module; the module it has had since is not served
// everywhere. The old one drives a current SDK, but lacks RunPlugin: see docs/toolchain.md.
const languageHostBuilt = "3.68.0";

const languageHost: Tool = {
  name: "pulumi-language-nodejs",
  version: pulumiVersion,
  accepts: `^${pulumiVersion}`,
  probe: { kind: "beside", tool: "pulumi" },
  download: pulumiDownload("pulumi-language-nodejs"),
  build: {
    module: "pulumi-language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: languageHostBuilt,
    stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${languageHostBuilt}` },
  },
};

const kubernetesProvider: Tool = {
  name: "pulumi-resource-kubernetes",
  version: providerVersion,
  accepts: providerVersion,
  probe: { kind: "plugin", folder: `resource-kubernetes-v${providerVersion}` },
  download: {
    url: (platform) =>
      `https://api.pulumi.com/releases/plugins/pulumi-resource-kubernetes-v${providerVersion}-${platform}.tar.gz`,
    member: () => "pulumi-resource-kubernetes",
    // Checksums as nixpkgs pins them (pulumi-bin/data.nix).
    digests: {
      "linux-amd64": "sha256:6ea3d53c16a00c4d1017c4d109928d8f4801fd7cd978965cd43917561f3774b0",
      "linux-arm64": "sha256:e4260240ed14bff6ed1a5a25a362311380ea1c072544fc262532b8197ea0725c",
      "darwin-amd64": "sha256:e5dffbef3525bb6f41c2b328afb471149c7396c263d2acd2ef2fab51d63d47f3",
      "darwin-arm64": "sha256:566425b7767be7184d59c7ea151812c98426d7dab85f93c9c676c1dc9d488d91",
    },
  },
  build: {
    module: "pulumi-kubernetes",
    package: ".",
    output: "pulumi-kubernetes",
    stamps: { "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": providerVersion },
    embeds: {
      module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
      file: "cmd/pulumi-resource-kubernetes/schema.json",
    },
  },
};

// Checksums as two public projects pin them, independently (linux-arm64: one).
const kwok = kwokProgram("kwok", {
  "linux-amd64": "sha256:f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46",
  "linux-arm64": "sha256:628f7d277860f524a2a775c217adcc58828e7b59ab0933680315784f1b8b0e37",
  "darwin-arm64": "sha256:69a064ec98d37844d9d742b5b28ff57825659a983ccc3e208daa6948b94d64ba",
});

const kwokctl = kwokProgram("kwokctl", {
  "linux-amd64": "sha256:d5743166c657283d6e827c7c4c20cacfd9009fd94830f06718ca7b2c7099461f",
  "linux-arm64": "sha256:5a642b27d3e975f36040d215640cd90fb4a63cb6fca0ad5865a61bcd9c81051b",
  "darwin-arm64": "sha256:9323a59adb9c27854bd2a76652ad00258bcbb68acc40aba0dc21e362b67b7d6a",
});

const etcdVersion = "3.6.14";

const etcd: Tool = {
  name: "etcd",
  version: etcdVersion,
  accepts: "3.6.x",
  probe: { kind: "ask", arguments: ["--version"] },
  download: {
    // For macOS a zip, which the tar of macOS reads.
    url: (platform) =>
      `https://github.com/etcd-io/etcd/releases/download/v${etcdVersion}/etcd-v${etcdVersion}-${platform}` +
      (platform.startsWith("darwin") ? ".zip" : ".tar.gz"),
    member: (platform) => `etcd-v${etcdVersion}-${platform}/etcd`,
    // Checksums of the release's SHA256SUMS, as several public projects pin them.
    digests: {
      "linux-amd64": "sha256:ffe840ff9295808e88cce2794a18a5ac87f12a5203c8314d0bf6aa119b41bac5",
      "linux-arm64": "sha256:fa1b80565ee6fc2df1ae6f57a508b221f3ecc7d591c317c581cd8281b0842b3e",
      "darwin-amd64": "sha256:17b8639cf303fee6c35958278d557263215a9a8f8c15fd89022b5aa67091b228",
      "darwin-arm64": "sha256:fd154573a1f4c098c214d8233507d2766c43a164f7e339c0385aae71d9a1afaf",
    },
  },
  build: { module: "etcd", package: "go.etcd.io/etcd/server/v3", output: "server" },
};

const kubectl: Tool = {
  ...kubernetesComponent("kubectl"),
  // The skew that Kubernetes supports: one minor on either side of the API server.
  accepts: "1.34.x || 1.35.x || 1.36.x",
  probe: { kind: "ask", arguments: ["version", "--client", "--output=json"] },
  download: kubernetesClient,
};

const argocdVersion = "3.2.1";

/** One program for all parts of Argo CD; which it is, ARGOCD_BINARY_NAME says. */
const argocd: Tool = {
  name: "argocd",
  version: argocdVersion,
  accepts: "3.2.x",
  probe: { kind: "ask", arguments: ["version", "--client", "--short"] },
  // No download: the release publishes the client alone, and the controllers as an image.
  build: {
    module: "argocd",
    package: "github.com/argoproj/argo-cd/v3/cmd",
    output: "cmd",
    stamps: { "github.com/argoproj/argo-cd/v3/common.version": argocdVersion },
  },
};

/** The main branch of 2026-08-27, before 1.32: no tag of Istio is a version of its module. */
const istiodVersion = "1.32.0-alpha.20260827";

const istiod: Tool = {
  name: "istiod",
  version: istiodVersion,
  accepts: istiodVersion,
  probe: { kind: "ask", arguments: ["version", "--short"] },
  // No download: it is published as an image.
  build: {
    module: "istiod",
    package: "istio.io/istio/pilot/cmd/pilot-discovery",
    output: "pilot-discovery",
    stamps: {
      "istio.io/istio/pkg/version.buildVersion": istiodVersion,
      "istio.io/istio/pkg/version.buildTag": istiodVersion,
    },
  },
};

const veleroVersion = "1.18.1";

const veleroStamps = {
  "github.com/vmware-tanzu/velero/pkg/buildinfo.Version": `v${veleroVersion}`,
  // No flag changes where the controller manager serves metrics besides: without this, one server at a time.
  "sigs.k8s.io/controller-runtime/pkg/metrics/server.DefaultBindAddress": "0",
};

/** Server and client. Not by the name of its release, which has no such stamp: one on PATH would not do. */
const veleroServer: Tool = {
  name: "velero-server",
  version: veleroVersion,
  accepts: "1.18.x",
  probe: { kind: "ask", arguments: ["version", "--client-only"] },
  // No download: the release's list of checksums was out of reach, and nobody else was seen to pin one.
  build: {
    module: "velero",
    package: "github.com/vmware-tanzu/velero/cmd/velero",
    output: "velero",
    stamps: veleroStamps,
  },
};

/** Our own, in the place of the plugin for AWS, whose module is not served everywhere. */
const veleroPlugin: Tool = {
  name: "velero-plugin-s3",
  version: veleroVersion,
  accepts: veleroVersion,
  probe: { kind: "ask", arguments: ["version"] },
  // What is built in one go has the same stamps.
  build: { module: "velero", package: ".", output: "velero", stamps: veleroStamps },
};

const versitygwVersion = "1.7.0";

/** A server of S3 over a folder. */
const versitygw: Tool = {
  name: "versitygw",
  version: versitygwVersion,
  accepts: versitygwVersion,
  probe: { kind: "ask", arguments: ["--version"] },
  // No download: the release's list of checksums was out of reach, and nobody else was seen to pin one.
  build: {
    module: "versitygw",
    package: "github.com/versity/versitygw/cmd/versitygw",
    stamps: { "main.Version": `v${versitygwVersion}` },
  },
};

const externalDnsVersion = "0.20.0";

const externalDns: Tool = {
  name: "external-dns",
  version: externalDnsVersion,
  accepts: "0.20.x",
  probe: { kind: "ask", arguments: ["--version"] },
  // No download: it is published as an image.
  build: {
    module: "external-dns",
    package: "sigs.k8s.io/external-dns",
    stamps: { "sigs.k8s.io/external-dns/pkg/apis/externaldns.Version": `v${externalDnsVersion}` },
  },
};

const kustomizeVersion = "5.7.1";

/** Argo CD's repository server calls it; the release that goes with Argo CD 3.2 (argo-cd, hack/tool-versions.sh: 5.7). */
const kustomize: Tool = {
  name: "kustomize",
  version: kustomizeVersion,
  accepts: "5.7.x",
  probe: { kind: "ask", arguments: ["version"] },
  // No download: the release's list of checksums was out of reach, and nobody else was seen to pin one.
  build: {
    module: "kustomize",
    package: "sigs.k8s.io/kustomize/kustomize/v5",
    // The last part of a path that is a major version names no program.
    output: "kustomize",
    stamps: { "sigs.k8s.io/kustomize/api/provenance.version": `v${kustomizeVersion}` },
  },
};

const clusterApiVersion = "1.14.2";

/** A manager of Cluster API. None of them can say its version. */
function clusterApiManager(name: ControlPlaneName, path: string): Tool {
  const version = "sigs.k8s.io/cluster-api/version";
  return {
    name,
    version: clusterApiVersion,
    accepts: clusterApiVersion,
    probe: { kind: "ask", arguments: ["--version"] },
    // No download: they are published as images.
    build: {
      module: "cluster-api",
      package: `sigs.k8s.io/cluster-api/${path}`,
      stamps: { [`${version}.gitVersion`]: `v${clusterApiVersion}` },
    },
  };
}

const kubefedVersion = "0.10.0";

/** A program of the last release of KubeFed. Released are the command line alone, and the controllers as an image. */
function kubefedProgram(name: ControlPlaneName, build: Pick<Build, "package" | "output">, ask: string): Tool {
  return {
    name,
    version: kubefedVersion,
    accepts: kubefedVersion,
    probe: { kind: "ask", arguments: [ask, "--version"] },
    build: {
      module: "kubefed",
      ...build,
      stamps: { "sigs.k8s.io/kubefed/pkg/version.version": `v${kubefedVersion}` },
    },
  };
}

const karmadaVersion = "1.18.2";

/** A program of Karmada's control plane. */
function karmadaProgram(program: string): Tool {
  return {
    name: `karmada-${program}` as ControlPlaneName,
    version: karmadaVersion,
    accepts: "1.18.x",
    probe: { kind: "ask", arguments: ["version"] },
    // No download: they are published as images.
    build: {
      module: "karmada",
      package: `github.com/karmada-io/karmada/cmd/${program}`,
      stamps: { "github.com/karmada-io/karmada/pkg/version.gitVersion": `v${karmadaVersion}` },
    },
  };
}

/** One program for all parts; which it is to be, its first argument says: controller-manager, kubefedctl or webhook. */
const kubefed = kubefedProgram(
  "kubefed",
  { package: "sigs.k8s.io/kubefed/cmd/hyperfed", output: "hyperfed" },
  "controller-manager",
);

/** What its scheduler divides replicas with, by itself: for many divisions at once. */
const kubefedPlanner = kubefedProgram("kubefed-planner", { package: ".", output: "kubefed" }, "plan");

/** The one table of programs, versions, sources and checksums. */
export const catalogue: readonly Tool[] = [
  pulumi,
  languageHost,
  kubernetesProvider,
  kwok,
  kwokctl,
  etcd,
  kubernetesComponent("kube-apiserver"),
  kubernetesComponent("kube-controller-manager"),
  kubernetesComponent("kube-scheduler"),
  kubectl,
  argocd,
  istiod,
  veleroServer,
  veleroPlugin,
  versitygw,
  externalDns,
  clusterApiManager("cluster-api-core", "core"),
  clusterApiManager("cluster-api-bootstrap", "bootstrap/kubeadm"),
  clusterApiManager("cluster-api-control-plane", "controlplane/kubeadm"),
  // Upstream's infrastructure for development: of machines and their API servers it only keeps records in memory.
  clusterApiManager("cluster-api-in-memory", "test/infrastructure/docker"),
  kubefed,
  kubefedPlanner,
  kustomize,
  karmadaProgram("aggregated-apiserver"),
  karmadaProgram("controller-manager"),
  karmadaProgram("scheduler"),
  karmadaProgram("webhook"),
];
