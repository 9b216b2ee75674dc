import { kubeconfigFor } from "../../kubeconfig.ts";

/** Where a cluster of GKE answers. */
export interface GkeAccess {
  /** Name of the context. */
  readonly name: string;
  /** Its address, in digits. */
  readonly endpoint: string;
  /** PEM bundle in base64. */
  readonly ca: string;
  /** Its name in the DNS, if it is to be reached by that. */
  readonly dnsName: string | undefined;
}

/**
 * Asks Google for a token whenever one is needed, as whoever uses it; holds none. As `gcloud container clusters
 * get-credentials` writes it. By name the API server shows a certificate that every machine trusts, so there is no
 * certificate authority then.
 */
export function gkeKubeconfig({ name, endpoint, ca, dnsName }: GkeAccess): string {
  return kubeconfigFor({
    name,
    endpoint: `https://${dnsName ?? endpoint}`,
    ca: dnsName === undefined ? ca : "",
    user: {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "gke-gcloud-auth-plugin",
        installHint:
          "Install gke-gcloud-auth-plugin: https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl",
        provideClusterInfo: true,
        interactiveMode: "Never",
      },
    },
  });
}
