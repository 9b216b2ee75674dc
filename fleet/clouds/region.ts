import type { ClusterDeclaration } from "../declaration/schema.ts";
import { regionOf } from "./gcp/names.ts";

/** What the cloud of a cluster calls the region that it is in: the name in the declaration, unless its entry says another. */
export function cloudRegionOf({
  region,
  provisioner,
}: {
  readonly region: string;
  readonly provisioner: ClusterDeclaration["provisioner"];
}): string {
  switch (provisioner.kind) {
    case "eks":
      return provisioner.region ?? region;
    case "gke":
      return regionOf(provisioner.location ?? region);
    default:
      return region;
  }
}
