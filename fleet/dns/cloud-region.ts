import type { Cluster } from "../fleet.ts";
import { awsPlace } from "../places/aws.ts";
import { gcpPlace } from "../places/gcp.ts";

/** The region of a cloud that a cluster stands in, if its own region is called like one. */
export function cloudRegionOf({ region }: Cluster, cloud: "aws" | "gcp"): string | undefined {
  const found = cloud === "aws" ? awsPlace(region) : gcpPlace(region);
  return found?.kind === "region" ? region : undefined;
}
