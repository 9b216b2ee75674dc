import type { ProvisionerOf } from "../../declaration/provisioners/provisioners.ts";
import type { Environment } from "../../fleet.ts";
import { provisionedNamespace, type PadKind } from "../../links.ts";

/** The namespace of the hub that a cluster is kept in; `undefined` if that is not decided, which is refused before. */
export function namespaceOf(
  { namespace }: Pick<ProvisionerOf<"cluster-api">, "namespace">,
  { clusterApi }: { readonly clusterApi?: Environment["clusterApi"] },
): string | undefined {
  const namespaces = clusterApi?.namespaces ?? [];
  if (namespace === undefined) return namespaces.length === 1 ? namespaces[0] : undefined;
  return namespaces.includes(namespace) ? namespace : undefined;
}

/** The regions that have clusters in the namespace to which a landing pad leads. */
export function regionsMadeThrough(kind: PadKind, environment: Environment): string[] {
  const namespace = provisionedNamespace(kind);
  if (namespace === undefined) return [];
  const regions = environment.regions.filter(({ clusters }) =>
    clusters.some(
      ({ provisioner }) =>
        provisioner.kind === "cluster-api" && namespaceOf(provisioner, environment) === namespace,
    ),
  );
  return regions.map(({ name }) => name);
}

/** Name of the provider through which a region stack reaches the hub to make clusters. */
export function hubProviderName(hub: string, kind: PadKind): string {
  return `${hub}/${kind}`;
}
