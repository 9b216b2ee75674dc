interface Bundle {
  readonly name: string;
  readonly version: string;
  /** Labels that upstream puts on each type when it packs its manifests. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Resource types of one system, as its release has them. */
export interface UpstreamBundle extends Bundle {
  /** Where the release's files are on the web; the path of a file is put behind it. */
  readonly url: string;
  /** The Go module that holds the same files, where there is one. */
  readonly module?: string;
  /** Files with their checksums, which are those of the module: the checksum database vouches for it. */
  readonly files: Readonly<Record<string, `sha256:${string}`>>;
}

/** Resource types that are written out in this folder. */
export interface OwnBundle extends Bundle {
  readonly own: readonly string[];
}

export type ApiBundle = UpstreamBundle | OwnBundle;

const github = (repository: string, tag: string) => `https://raw.githubusercontent.com/${repository}/${tag}/`;

/**
 * The one table of resource types that are installed by themselves. The versions are those of fleet/compatibility.ts,
 * which a test holds.
 */
export const apiBundles: readonly ApiBundle[] = [
  {
    name: "istio",
    version: "1.30.3",
    url: github("istio/api", "v1.30.3"),
    module: "istio.io/api@v1.30.3",
    files: {
      "kubernetes/customresourcedefinitions.gen.yaml":
        "sha256:dcb43ff6b9af2f629b80b6a82597f5a91db259c757e66cc5353ac007da28351a",
    },
  },
  {
    name: "gateway-api",
    version: "1.4.1",
    url: github("kubernetes-sigs/gateway-api", "v1.4.1"),
    module: "sigs.k8s.io/gateway-api@v1.4.1",
    files: {
      "config/crd/standard/gateway.networking.k8s.io_backendtlspolicies.yaml":
        "sha256:f94f34b0c19cab6c25b53a6e672d9a684116a4e52193531fe2abcea20b51574f",
      "config/crd/standard/gateway.networking.k8s.io_gatewayclasses.yaml":
        "sha256:7d958ad3965ea4a4996616846d9ecaf1fededbf9351b9752b8b85973936ae8c8",
      "config/crd/standard/gateway.networking.k8s.io_gateways.yaml":
        "sha256:a02ea425fc901f197b668c9ddd56375e1f6896994914c6e6b9b4fdb85cf3ba6e",
      "config/crd/standard/gateway.networking.k8s.io_grpcroutes.yaml":
        "sha256:b72068b42cb32051ca609e5a8dfefb16904d164abe2e71d9f3c776fae41c4dab",
      "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml":
        "sha256:98c6777c22309d319292e9c288ee632006c9ffdd4272383d6f9dffa3fbccaf14",
      "config/crd/standard/gateway.networking.k8s.io_referencegrants.yaml":
        "sha256:d74fc2f8e90094f4c4d6dc13a2d720011a40e30e5640b3e2a2051fac820f6584",
    },
  },
  {
    name: "argo-cd",
    version: "3.2.1",
    url: github("argoproj/argo-cd", "v3.2.1"),
    module: "github.com/argoproj/argo-cd/v3@v3.2.1",
    files: {
      "manifests/crds/application-crd.yaml":
        "sha256:8f7ab4fc146af169e1033a97ea55ad77687b98d7ba95bf39f286ab751e7504f3",
      "manifests/crds/applicationset-crd.yaml":
        "sha256:8674444b3f3989027b3fbb14f5715a55a2119ad7a213b7df40e4002aa94eb7f2",
      "manifests/crds/appproject-crd.yaml":
        "sha256:d3b1e7d1c88146d6476d6458c824fea85aac56c1129f7d9c97acca14d98f76ad",
    },
  },
  {
    name: "velero",
    version: "1.18.1",
    url: github("vmware-tanzu/velero", "v1.18.1"),
    module: "github.com/vmware-tanzu/velero@v1.18.1",
    files: {
      "config/crd/v1/bases/velero.io_backuprepositories.yaml":
        "sha256:a269b5e2949ba3207dd3323fdd17cd5dfd8dfafac5b9b01f2ad6409da4d56e65",
      "config/crd/v1/bases/velero.io_backups.yaml":
        "sha256:38107fa5fad6bff25794489d12c8a898eed4d9d89ed49d00ea90369bc4e206b1",
      "config/crd/v1/bases/velero.io_backupstoragelocations.yaml":
        "sha256:bd6e8fb1169d6e9299f49090f86cb9aa263a9e67314013ba231e93ba74485eba",
      "config/crd/v1/bases/velero.io_deletebackuprequests.yaml":
        "sha256:c3e027086585c15a3b05b5596bcf3b6fed2dad9fdc8dea8cbcfb0abd5fc2ab50",
      "config/crd/v1/bases/velero.io_downloadrequests.yaml":
        "sha256:329b4ecc223a478da489bf79e4a8d9710513b1d17527de18aa1275b5c7538119",
      "config/crd/v1/bases/velero.io_podvolumebackups.yaml":
        "sha256:09ce164be8559b6f6f6de314afd796071435daa9e4ce4343879443ea69f4d28d",
      "config/crd/v1/bases/velero.io_podvolumerestores.yaml":
        "sha256:39987e95bb16e5119b67f9a9664ad04d9f5cb1e9cf44bdf22276bd00106f8cdb",
      "config/crd/v1/bases/velero.io_restores.yaml":
        "sha256:55ef18748fbb16ed5d585ca33a9f35ba43a5b6ebac712522e93d8e0426da3258",
      "config/crd/v1/bases/velero.io_schedules.yaml":
        "sha256:d2276c19d93b63ed848fb492a0f34a2ac1e162938bed499a824acf356b5860c9",
      "config/crd/v1/bases/velero.io_serverstatusrequests.yaml":
        "sha256:3e1b02454ed384a5fc72dccf6273328ba10a74c05bbff05cb92e6da0e747b22d",
      "config/crd/v1/bases/velero.io_volumesnapshotlocations.yaml":
        "sha256:ec1b87c3f1b83053e97e01edf3aa059dff2bcb73c9d8a89bc08a5e8644777849",
      "config/crd/v2alpha1/bases/velero.io_datadownloads.yaml":
        "sha256:2665604bf20360a2216c33057d95d7820c9fdc1c9b7e2ee4b4de8ed7244177e1",
      "config/crd/v2alpha1/bases/velero.io_datauploads.yaml":
        "sha256:64457a986612875e20a9c38da16f7377bd3c08f06a88dff41aaeb94ee20c595b",
    },
  },
  {
    name: "external-dns",
    version: "0.20.0",
    url: github("kubernetes-sigs/external-dns", "v0.20.0"),
    module: "sigs.k8s.io/external-dns@v0.20.0",
    files: {
      "charts/external-dns/crds/dnsendpoints.externaldns.k8s.io.yaml":
        "sha256:96f4383d550a04d7c78b3312edc6e0f9dab9777d8195ff4cfdc76a0ca9587bbe",
    },
  },
  {
    name: "cluster-api",
    version: "1.14.2",
    url: github("kubernetes-sigs/cluster-api", "v1.14.2"),
    module: "sigs.k8s.io/cluster-api@v1.14.2",
    // Which contract of Cluster API a version of a type speaks: config/crd/kustomization.yaml of each manager.
    labels: { "cluster.x-k8s.io/v1beta1": "v1beta1", "cluster.x-k8s.io/v1beta2": "v1beta2" },
    files: {
      "core/config/crd/bases/addons.cluster.x-k8s.io_clusterresourcesetbindings.yaml":
        "sha256:7870348f9efa6860ecd89d032a112e9be6fd5d1fc75b704910fd8e1ec4c214d2",
      "core/config/crd/bases/addons.cluster.x-k8s.io_clusterresourcesets.yaml":
        "sha256:0731dfe1077ea4b7f3e2fa883a8ef3f899e7df53f4775a2690a9ca78ca098e2e",
      "core/config/crd/bases/cluster.x-k8s.io_clusterclasses.yaml":
        "sha256:6e165585dff2747b81a2cb0e673249546a5da5648759e318506fa3a1f9eeacb6",
      "core/config/crd/bases/cluster.x-k8s.io_clusters.yaml":
        "sha256:39768d1dbe14c7932e4fc4aacd90fcc08395f5922f74886e1a3d87868ce8d997",
      "core/config/crd/bases/cluster.x-k8s.io_machinedeployments.yaml":
        "sha256:7e24327ee53661507cf25fb2e0aa24053e7d565c2de72f52cdec412fde908dba",
      "core/config/crd/bases/cluster.x-k8s.io_machinedrainrules.yaml":
        "sha256:0bd6776cbdd2c38ae53db2985bc4a111112b5ffa856d0aa61a6ec469e7ef1fd9",
      "core/config/crd/bases/cluster.x-k8s.io_machinehealthchecks.yaml":
        "sha256:ed6db855b4b04e8a84ad9449023a52c64527945f4d43bff97cb8e555572e3b34",
      "core/config/crd/bases/cluster.x-k8s.io_machinepools.yaml":
        "sha256:d5abada9ec20cd7331a87d7bc14aab28a350494f52ac58d8997841ae0b3a8524",
      "core/config/crd/bases/cluster.x-k8s.io_machines.yaml":
        "sha256:0bd43e08ed8fa25424960d13275dd718fcb3477b407e11f7f0cfa25ad38d9476",
      "core/config/crd/bases/cluster.x-k8s.io_machinesets.yaml":
        "sha256:169429b63295a9e7d727fc56272ed53c36c4a48fc7ffcd4512d4d5b36e16da01",
      "core/config/crd/bases/ipam.cluster.x-k8s.io_ipaddressclaims.yaml":
        "sha256:28b61b0fc4c4a66ed2d9ca70c488eae210251662a7d2bcb5cc3ad93c46e6fa19",
      "core/config/crd/bases/ipam.cluster.x-k8s.io_ipaddresses.yaml":
        "sha256:d5068e3d0031f0cca9514492712384d4325b2481d3e6854da1192dc6d88c28cd",
      "core/config/crd/bases/runtime.cluster.x-k8s.io_extensionconfigs.yaml":
        "sha256:d5aac56a1ddd15d012a82c4993e50357ce84acca609b17401b9e3edf23d200de",
      "bootstrap/kubeadm/config/crd/bases/bootstrap.cluster.x-k8s.io_kubeadmconfigs.yaml":
        "sha256:ab6204c18a7fe7643e2ed4ffc0b030ce1218436487b9416edc74f604a1db85ff",
      "bootstrap/kubeadm/config/crd/bases/bootstrap.cluster.x-k8s.io_kubeadmconfigtemplates.yaml":
        "sha256:f9c8195edb1053435a6f23a1fb0cbb479a5fe074a9231badec073c72ec7fc7ad",
      "controlplane/kubeadm/config/crd/bases/controlplane.cluster.x-k8s.io_kubeadmcontrolplanes.yaml":
        "sha256:0c97877297fb7f4211e96a1716901ec415e9e1f676c2433cd22effc175cda805",
      "controlplane/kubeadm/config/crd/bases/controlplane.cluster.x-k8s.io_kubeadmcontrolplanetemplates.yaml":
        "sha256:e5c7c7270d0e9301bdef073728166bcf0c993c662a4f013ce141a582b88fc7d2",
    },
  },
  {
    name: "kubefed",
    version: "0.10.0",
    url: github("kubernetes-retired/kubefed", "v0.10.0"),
    module: "sigs.k8s.io/kubefed@v0.10.0",
    files: {
      "charts/kubefed/charts/controllermanager/crds/crds.yaml":
        "sha256:60061591fb20366dd889fdceec76b0e97ddaf989797f657aabc25bc8b06d289e",
      "charts/kubefed/crds/crds.yaml":
        "sha256:7b06e94bae90f3eb3b10a7bd8f1502eba7ef3b55426e8fa6db4e8cb54cdc520a",
    },
  },
  {
    name: "karmada",
    version: "1.18.2",
    url: github("karmada-io/karmada", "v1.18.2"),
    module: "github.com/karmada-io/karmada@v1.18.2",
    files: {
      "charts/karmada/_crds/bases/apps/apps.karmada.io_workloadrebalancers.yaml":
        "sha256:7dbd19ae003fc6873c13c58307b4b03872b910661af0f6373d15c98f22ef52c8",
      "charts/karmada/_crds/bases/autoscaling/autoscaling.karmada.io_cronfederatedhpas.yaml":
        "sha256:94abd3a9e5e2ab768065c603834747fb4b68b1854fd797fc5147207b5f0dbd71",
      "charts/karmada/_crds/bases/autoscaling/autoscaling.karmada.io_federatedhpas.yaml":
        "sha256:6e231413c5bcc77c51cceaa9aa7c65694a2393b1c418e62254f2cf0835f4d0b6",
      "charts/karmada/_crds/bases/config/config.karmada.io_resourceinterpretercustomizations.yaml":
        "sha256:75a40fcbda5d09e0e3fc78d93fd066f93764b264f224fbf91872f52788ad218c",
      "charts/karmada/_crds/bases/config/config.karmada.io_resourceinterpreterwebhookconfigurations.yaml":
        "sha256:5b68ff2852e0875a5f8558223f89680d25dfbc681a9488b52f7228abc656c2ae",
      "charts/karmada/_crds/bases/multicluster/multicluster.x-k8s.io_serviceexports.yaml":
        "sha256:552a23e5d8859f30b1b802309e2196e5c86e941d76e7dc2c31d8ac70db3919b1",
      "charts/karmada/_crds/bases/multicluster/multicluster.x-k8s.io_serviceimports.yaml":
        "sha256:3fe2271e2408ab33940eed61670c692ef6f9f667f5c1705d21535c8fc565570e",
      "charts/karmada/_crds/bases/networking/networking.karmada.io_multiclusteringresses.yaml":
        "sha256:856779dae5ee7a9642a8cb1d5fd2b3fca517eda1bec700551c4cca5c102b58ab",
      "charts/karmada/_crds/bases/networking/networking.karmada.io_multiclusterservices.yaml":
        "sha256:8ae62f2c27faa7528c94454ca7376a8f85a77c595d72e6976b44d34fe6ae4bd9",
      "charts/karmada/_crds/bases/policy/policy.karmada.io_clusteroverridepolicies.yaml":
        "sha256:944a09be1f6d708d117bb6f3e2aa9066ae0de3dad9ee897c06fd171508e0ee59",
      "charts/karmada/_crds/bases/policy/policy.karmada.io_clusterpropagationpolicies.yaml":
        "sha256:b46f806938456f92af605e9e7361201a3d139f81a086cc24a972ef82f513758c",
      "charts/karmada/_crds/bases/policy/policy.karmada.io_clustertaintpolicies.yaml":
        "sha256:63b5d13b45cf33a3481a24b4282ea3c342ff096976410a3b8eceb4e2a0786a59",
      "charts/karmada/_crds/bases/policy/policy.karmada.io_federatedresourcequotas.yaml":
        "sha256:cf1e1dd6209ad9c284b043b26414670392981611c799a0d8cbdc1f0f10baef36",
      "charts/karmada/_crds/bases/policy/policy.karmada.io_overridepolicies.yaml":
        "sha256:f650d7b776e6ea31d6733aefefa027edc567172a556190f46b0de0730f05af52",
      "charts/karmada/_crds/bases/policy/policy.karmada.io_propagationpolicies.yaml":
        "sha256:d6d86476d0ca15e850645937c0e775145520bd6d134b91f823b536d80e5ff770",
      "charts/karmada/_crds/bases/remedy/remedy.karmada.io_remedies.yaml":
        "sha256:72a18053f6b547a5d3ebe0e4cf455f728e76cd40217dba27662584f0fb95dd10",
      "charts/karmada/_crds/bases/work/work.karmada.io_clusterresourcebindings.yaml":
        "sha256:386d15e1296295d11aa4d0bc0325748ee0608b46378222372018a7784214bd34",
      "charts/karmada/_crds/bases/work/work.karmada.io_resourcebindings.yaml":
        "sha256:75c71d2dbe2c2d8cf3cedf7fa0d255ffd31773f40365ce9611596cdd7d19998d",
      "charts/karmada/_crds/bases/work/work.karmada.io_works.yaml":
        "sha256:de2815d267ba1e1f19c6594a1f7a4401d37b7d073a206a0ae26277085d343bc2",
    },
  },
  { name: "linkerd", version: "2.20.0", own: ["linkerd/links.yaml"] },
];
