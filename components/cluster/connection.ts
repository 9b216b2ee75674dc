import type * as pulumi from "../sdk/pulumi.ts";
import type { Provider } from "../sdk/kubernetes.ts";

/**
 * How the rest of the program reaches a cluster, whoever made it: everything that is put into a cluster takes
 * one of these and no more.
 */
export interface ClusterConnection {
  /** Name in the declaration. */
  readonly name: string;
  readonly provider: Provider;
  /**
   * If it goes, what is inside is gone with it and need not be deleted piece by piece. Only for clusters that leave
   * nothing outside: a load balancer of a cloud has to be deleted while its cluster lives.
   */
  readonly deletedWith: pulumi.Resource | undefined;
}

/**
 * For every provider of a cluster. Left to itself the provider deletes a Secret whose content changes and makes it
 * anew (@pulumi/kubernetes, provider.d.ts, enableSecretMutable): a link would be gone for that
 * moment, and with a cluster secret go the applications that Argo CD made for it.
 */
export const CHANGES_IN_PLACE = { enableSecretMutable: true } as const;

/** Options of a resource inside a cluster. */
export function inside(
  { provider, deletedWith }: ClusterConnection,
  parent: pulumi.Resource,
  options: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  return { provider, parent, ...(deletedWith === undefined ? {} : { deletedWith }), ...options };
}
