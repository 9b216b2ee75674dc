import { kubeconfigFor } from "../../kubeconfig.ts";
import type { EksPlace } from "./names.ts";

/** What a cluster tells once it is there. */
export interface EksAccess {
  readonly endpoint: string;
  /** PEM bundle in base64. */
  readonly ca: string;
}

/**
 * A kubeconfig without a token: whoever uses it asks AWS for one of 15 minutes, as who they are (`aws eks get-token`).
 *
 * @param profile Profile of the AWS configuration; `undefined`: the identity of the surroundings.
 */
export function eksKubeconfig(
  { name, region }: EksPlace,
  { endpoint, ca }: EksAccess,
  profile: string | undefined,
): string {
  const args = ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"];
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args: profile === undefined ? args : [...args, "--profile", profile],
    interactiveMode: "Never",
    provideClusterInfo: false,
  };
  return kubeconfigFor({ name, endpoint, ca, user: { exec } });
}
