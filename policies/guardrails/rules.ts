import type { Rule } from "./rule.ts";
import { drillsAreFresh } from "./rules/drills-are-fresh.ts";
import { explicitProviders } from "./rules/explicit-providers.ts";
import { noPlaintextSecrets } from "./rules/no-plaintext-secrets.ts";
import { noPublicEndpoints } from "./rules/no-public-endpoints.ts";
import { pinnedCharts } from "./rules/pinned-charts.ts";
import { pinnedImages } from "./rules/pinned-images.ts";
import { podSecurityOnNamespaces } from "./rules/pod-security-on-namespaces.ts";
import { productionClustersAreProtected } from "./rules/production-clusters-are-protected.ts";
import { providersNameTheirCluster } from "./rules/providers-name-their-cluster.ts";

/** Those that a resource is asked about before it is made. */
export const RULES: readonly Rule[] = [
  productionClustersAreProtected,
  explicitProviders,
  providersNameTheirCluster,
  noPlaintextSecrets,
  noPublicEndpoints,
  pinnedCharts,
  pinnedImages,
  podSecurityOnNamespaces,
  drillsAreFresh,
];
