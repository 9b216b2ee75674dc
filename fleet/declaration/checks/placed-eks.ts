import type { EksCluster, EksPlace } from "../../clouds/aws/names.ts";
import type { Environment } from "../../fleet.ts";

/** One cluster of EKS, where it is declared. */
export interface PlacedEks {
  readonly cluster: EksCluster;
  readonly place: EksPlace;
  readonly environment: Environment;
  /** To the cluster's entry. */
  readonly path: readonly string[];
}
