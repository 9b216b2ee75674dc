import type { Cluster } from "../fleet.ts";
import { awsPlace } from "../places/aws.ts";
import { gcpPlace } from "../places/gcp.ts";

/** The region of a cloud that a cluster stands in: what its provisioner says, or else the cloud's region of that name. */
export function cloudRegionOf({ region, provisioner }: Cluster, cloud: "aws" | "gcp"): string | undefined {
  const said =
    provisioner.kind === "gke"
      ? provisioner.location
      : provisioner.kind === "eks"
        ? provisioner.region
        : undefined;
  const name = said ?? region;
  const found = cloud === "aws" ? awsPlace(name) : gcpPlace(name);
  return found?.kind === "region" ? name : undefined;
}
