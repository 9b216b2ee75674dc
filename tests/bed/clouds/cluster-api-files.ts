import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { fetchFiles } from "../../../tools/api-charts/files.ts";
import type { UpstreamBundle } from "../../../tools/api-charts/bundles.ts";
import { Downloader } from "../../../tools/download.ts";

/* Files of upstream's releases that the proofs put beside what the program installs. None of them is kept here. */

const raw = (repository: string, tag: string) => `https://raw.githubusercontent.com/${repository}/${tag}/`;

/** Webhooks of Cluster API's managers, as they are declared for a cluster that runs them. */
export const WEBHOOKS: UpstreamBundle = {
  name: "cluster-api-webhooks",
  version: "1.14.2",
  url: raw("kubernetes-sigs/cluster-api", "v1.14.2"),
  module: "sigs.k8s.io/cluster-api@v1.14.2",
  files: {
    "core/config/webhook/manifests.yaml":
      "sha256:24932d584c7326e9322d2020d3117b65001cd075d5d95315c56f917c4023d6b2",
    "bootstrap/kubeadm/config/webhook/manifests.yaml":
      "sha256:a76f5e5ef1da58d376d29dcbafd91c58a4f29ab41de4a5c42b062e909cf6c3ba",
    "controlplane/kubeadm/config/webhook/manifests.yaml":
      "sha256:5a419221b72a0dd7a0b55ae58be7a044d59acb5260f78fd6aa44aef25dbbeb59",
  },
};

/** The in-memory infrastructure: types and webhooks. */
export const IN_MEMORY: UpstreamBundle = {
  name: "cluster-api-in-memory",
  version: "1.14.2",
  url: raw("kubernetes-sigs/cluster-api", "v1.14.2") + "test/",
  module: "sigs.k8s.io/cluster-api/test@v1.14.2",
  files: {
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_dockerclusters.yaml":
      "sha256:6992d703fb9f1cc3538245c8b12cd1abe95ff0af40a283079edd71454f05f55b",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_dockerclustertemplates.yaml":
      "sha256:1d37f3b9452aa8b2a8a4acc3cc3d127ab007939b1b1f7998ff15db0a251268fa",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_dockermachinepools.yaml":
      "sha256:499a554d96187d73606b97f1af2c733e53eb3ee3cb292dee3e6a3a56fce51d91",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_dockermachinepooltemplates.yaml":
      "sha256:8c9b5fa973c6d884c11c4fe461a361b110ec5040991fdf18036cb4a48b11468c",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_dockermachines.yaml":
      "sha256:ce0b1af2dce630511e498923e96625efa900d0d65b2fbb45f096610bcdf30ea3",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_dockermachinetemplates.yaml":
      "sha256:0e75661018fbc26a6bf577a49b98779e93a46f3a618b54215d786ecff0ef7b7e",
    "infrastructure/docker/config/webhook/manifests.yaml":
      "sha256:3cdbc40cba3e16f5403a6fb96a8711724d7b42a3d0254b6034b38239d1fe291b",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_devclusters.yaml":
      "sha256:13667b39368cda3e75d9a641fb2304743fac7b3f42a89aa2c177d289ebfe3a6b",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_devclustertemplates.yaml":
      "sha256:2a8c45f09188bf836a3b713afcc817644ab0e043e79f7edaf7f7bddb41e43805",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_devmachinepools.yaml":
      "sha256:ad78f7fcd29a82b07ac5eae75db2fc79066b8138b7d103ea3d25965e0a9330dd",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_devmachinepooltemplates.yaml":
      "sha256:602d37aaaa95cd128ebf9d36b4e661eeabe126cf458e9ccde42a77e0bb5c67be",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_devmachines.yaml":
      "sha256:c8184035bf3330fac6cfd328f07a353065cbfeb62731967d89003689cd762538",
    "infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_devmachinetemplates.yaml":
      "sha256:0e993117d1a7f314b287af8ea6d3c638ff2c73d8db2edbc834876df4e7a091b1",
  },
};

/** A ClusterClass of in-memory machines, and the templates that it names. */
export const IN_MEMORY_CLASS: UpstreamBundle = {
  ...IN_MEMORY,
  name: "cluster-api-in-memory-class",
  files: {
    "infrastructure/docker/templates/clusterclass-in-memory.yaml":
      "sha256:fcfbfc38458add61c248d3f70b8b6838b7af5fd306a1dc078e5316649c7339d1",
  },
};

export const AWS_PROVIDER: UpstreamBundle = {
  name: "cluster-api-provider-aws",
  version: "2.13.0",
  url: raw("kubernetes-sigs/cluster-api-provider-aws", "v2.13.0"),
  module: "sigs.k8s.io/cluster-api-provider-aws/v2@v2.13.0",
  files: {
    "config/crd/bases/infrastructure.cluster.x-k8s.io_awsclusters.yaml":
      "sha256:5085339a3e01cc81dc8e3301de5f97c11cf106250274a464a8e6d6baccdf9e62",
    "config/crd/bases/infrastructure.cluster.x-k8s.io_awsmachinetemplates.yaml":
      "sha256:5afa23f71ddcfc46ab7e19bf76ceb45a16b6f6984a5ec7660b5a5273058c2312",
    "config/crd/bases/infrastructure.cluster.x-k8s.io_awsmanagedclusters.yaml":
      "sha256:922c71e50d86b27455bc7a1d45042a79762efd2012af833f936d547975e548a1",
    "config/crd/bases/controlplane.cluster.x-k8s.io_awsmanagedcontrolplanes.yaml":
      "sha256:5b0d02d567e6e4cfca3b82392ce00f1a83ff142b6e28f082b02b2aab16805488",
    "config/crd/bases/infrastructure.cluster.x-k8s.io_awsmanagedmachinepools.yaml":
      "sha256:c405c28a9fe9df6480a310a311855db1f394eb3bb69606151c30f3bcdd988b0d",
    "config/crd/bases/bootstrap.cluster.x-k8s.io_nodeadmconfigs.yaml":
      "sha256:aaa86c962b6d3ba9e002888187e382238e5849ada4c332fef2d508af1e807b76",
  },
};

export const GCP_PROVIDER: UpstreamBundle = {
  name: "cluster-api-provider-gcp",
  version: "1.12.0",
  url: raw("kubernetes-sigs/cluster-api-provider-gcp", "v1.12.0"),
  module: "sigs.k8s.io/cluster-api-provider-gcp@v1.12.0",
  files: {
    "config/crd/bases/infrastructure.cluster.x-k8s.io_gcpmanagedclusters.yaml":
      "sha256:b16ca3647d202a84001bdcd3af352dc87325fb2e12434932fec670878929d6cb",
    "config/crd/bases/infrastructure.cluster.x-k8s.io_gcpmanagedcontrolplanes.yaml":
      "sha256:5224c5a7fa4e9d427affa3a48359715e672abba83f37bcd79b2c43a1e3508c3e",
    "config/crd/bases/infrastructure.cluster.x-k8s.io_gcpmanagedmachinepools.yaml":
      "sha256:eb2a3a11e6f38a6815e4cc17ef08987612f8bad961d8385e08950f63124cd1e0",
  },
};

/** The objects in the files of a bundle, from the web or out of its Go module. */
export async function objectsOf(bundle: UpstreamBundle): Promise<KubernetesObject[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "archipelago-files-"));
  try {
    const files = await fetchFiles(bundle, {
      downloader: new Downloader(process.env),
      env: process.env,
      folder,
    });
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return texts.flatMap((text) =>
      parseAllDocuments(text).flatMap((document) => {
        const object = document.toJS({ maxAliasCount: -1 }) as KubernetesObject | null;
        return object === null ? [] : [object];
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
