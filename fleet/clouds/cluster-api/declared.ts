import type { ProvisionerOf } from "../../declaration/provisioners/provisioners.ts";

/** A cluster of Cluster API, as it is declared. */
export type ClusterApiDeclaration = ProvisionerOf<"cluster-api">;
