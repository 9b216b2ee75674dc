import type { Cluster, Environment } from "../../fleet.ts";
import { accountId, isGke, placeOf, serviceAccountEmail } from "./names.ts";

/** A service account of Google Cloud that a system of a cluster is, for Google. */
export interface SystemAccount {
  readonly accountId: string;
  readonly email: string;
}

/** Annotation of a service account of Kubernetes, by which its pods are one of Google Cloud. */
export const ACCOUNT_ANNOTATION = "iam.gke.io/gcp-service-account";

/**
 * Velero's; `undefined` where its buckets are none of Cloud Storage, or are reached in another way. A cluster that is
 * adopted has nothing made beside it.
 */
export function veleroAccount(cluster: Cluster, environment: Environment): SystemAccount | undefined {
  const { backup } = environment;
  if (backup?.credentials !== "identity" || !Object.hasOwn(backup.locations, cluster.region))
    return undefined;
  // What has an endpoint is S3, or speaks as it does.
  if (backup.locations[cluster.region]?.url !== undefined) return undefined;
  return accountOf(cluster, environment, "velero");
}

/** external-dns's; `undefined` where its zone is none of Cloud DNS. */
export function externalDnsAccount(cluster: Cluster, environment: Environment): SystemAccount | undefined {
  return environment.dns?.provider === "google" ? accountOf(cluster, environment, "dns") : undefined;
}

function accountOf(cluster: Cluster, environment: Environment, noun: string): SystemAccount | undefined {
  if (!isGke(cluster) || cluster.provisioner.adopt) return undefined;
  const place = placeOf(cluster, environment);
  const id = accountId(place, noun);
  return { accountId: id, email: serviceAccountEmail(id, place.project) };
}
