import * as pulumi from "../sdk/pulumi.ts";
import { Provider } from "../sdk/kubernetes.ts";
import { readManifestSource } from "../../fleet/declaration/manifest-files.ts";
import type { Workload } from "../../fleet/fleet.ts";
import { SUPPORTED_KUBERNETES } from "../../fleet/kubernetes-versions.ts";
import { parseManifests, type KubernetesObject } from "../../fleet/manifests.ts";

/**
 * Reads what workloads are made of. Charts and kustomizations are rendered by the Kubernetes provider, which has
 * Helm and kustomize inside; so that this works before there is any cluster, by one that has none.
 */
export class ManifestReader {
  readonly #root: string;
  #renderer: Provider | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  async read(workload: Workload): Promise<KubernetesObject[]> {
    const source = readManifestSource(this.#root, workload.manifests);
    switch (source.kind) {
      case "yaml":
        return source.files.flatMap(({ path, text }) =>
          parseManifests(path, text).manifests.map(({ object }) => object),
        );
      case "kustomization":
        return this.#render("kubernetes:kustomize:directory", { directory: source.path });
      case "chart":
        return this.#render("kubernetes:helm:template", { jsonOpts: chartOptions(source.path, workload) });
    }
  }

  async #render(token: string, args: pulumi.Inputs): Promise<KubernetesObject[]> {
    // Rendering to a folder is the provider's mode for having no cluster; nothing is created with it, so it stays empty.
    this.#renderer ??= new Provider("renderer", { renderYamlToDirectory: ".archipelago/rendered" });
    const { result } = (await pulumi.invoke(token, args, { provider: this.#renderer })) as {
      result: KubernetesObject[];
    };
    return result;
  }
}

/** The provider's own names for the options of `helm template`. A chart is rendered once, for the newest Kubernetes of the fleet. */
function chartOptions(path: string, { name, namespace, values }: Workload): string {
  const kube_version = `v1.${SUPPORTED_KUBERNETES.newest}.0`;
  return JSON.stringify({ path, release_name: name, namespace, values: values ?? {}, kube_version });
}
