import type { Source } from "./place.ts";

/** Country, name, and what follows a dash in the names of its zones: letters, then those of AI zones. */
export type GcpRegionRow = readonly [
  country: string,
  name: string,
  zones: string,
  aiZones: readonly string[],
  source: Source,
];

const LISTED: Source = { source: "https://cloud.google.com/compute/docs/regions-zones", date: "2026-11" };
/** Open to some customers only. */
const LIMITED: Source = {
  source: "https://docs.cloud.google.com/spanner/docs/instance-configurations",
  date: "2026-11",
};
/** Not in the list of regions, but addresses, registries and zones of theirs are in use. */
const UNLISTED: Source = {
  source: "gcloud auth configure-docker and gcloud compute zones, as public projects printed them",
  date: "2026-11",
};
/** Clouds of their own, run by partners (Google Cloud Dedicated). */
const DEDICATED: Source = {
  source: "https://cloud.google.com/kubernetes-engine/docs/concepts/tpc/regions-and-zones",
  date: "2026-11",
};

/** Names tell nothing: europe-west2 is in the UK, europe-west6 in Switzerland, europe-west12 in Italy. */
export const GCP_REGIONS: readonly GcpRegionRow[] = [
  ["ZA", "africa-south1", "abc", [], LISTED], // Johannesburg
  ["TW", "asia-east1", "abc", [], LISTED], // Changhua County
  ["HK", "asia-east2", "abc", [], LISTED], // Hong Kong
  ["JP", "asia-northeast1", "abc", [], LISTED], // Tokyo
  ["JP", "asia-northeast2", "abc", [], LISTED], // Osaka
  ["KR", "asia-northeast3", "abc", [], LISTED], // Seoul
  ["IN", "asia-south1", "abc", [], LISTED], // Mumbai
  ["IN", "asia-south2", "abc", [], LISTED], // Delhi
  ["SG", "asia-southeast1", "abc", [], LISTED], // Jurong West
  ["ID", "asia-southeast2", "abc", [], LISTED], // Jakarta
  ["TH", "asia-southeast3", "abc", [], LISTED], // Bangkok
  ["AU", "australia-southeast1", "abc", [], LISTED], // Sydney
  ["AU", "australia-southeast2", "abc", [], LISTED], // Melbourne
  ["PL", "europe-central2", "abc", [], LISTED], // Warsaw
  ["FI", "europe-north1", "abc", [], LISTED], // Hamina
  ["SE", "europe-north2", "abc", [], LISTED], // Stockholm
  ["ES", "europe-southwest1", "abc", [], LISTED], // Madrid
  ["BE", "europe-west1", "bcd", [], LISTED], // St. Ghislain
  ["GB", "europe-west2", "abc", [], LISTED], // London
  ["DE", "europe-west3", "abc", [], LISTED], // Frankfurt
  ["NL", "europe-west4", "abc", ["ai1a"], LISTED], // Eemshaven
  ["CH", "europe-west6", "abc", [], LISTED], // Zurich
  ["IT", "europe-west8", "abc", [], LISTED], // Milan
  ["FR", "europe-west9", "abc", [], LISTED], // Paris
  ["DE", "europe-west10", "abc", [], LISTED], // Berlin
  ["IT", "europe-west12", "abc", [], LISTED], // Turin
  ["QA", "me-central1", "abc", [], LISTED], // Doha
  ["SA", "me-central2", "abc", [], LISTED], // Dammam
  ["IL", "me-west1", "abc", [], LISTED], // Tel Aviv
  ["CA", "northamerica-northeast1", "abc", [], LISTED], // Montréal
  ["CA", "northamerica-northeast2", "abc", [], LISTED], // Toronto
  ["MX", "northamerica-south1", "abc", [], LISTED], // Querétaro
  ["BR", "southamerica-east1", "abc", [], LISTED], // Osasco
  ["CL", "southamerica-west1", "abc", [], LISTED], // Santiago
  ["US", "us-central1", "abcf", ["ai1a"], LISTED], // Council Bluffs
  ["US", "us-central2", "abcd", [], LIMITED], // Oklahoma
  ["US", "us-east1", "bcd", [], LISTED], // Moncks Corner
  ["US", "us-east4", "abc", [], LISTED], // Ashburn
  ["US", "us-east5", "abc", [], LISTED], // Columbus
  ["US", "us-east7", "abc", ["ai1b"], UNLISTED], // Alabama
  ["US", "us-south1", "abcde", ["ai1b"], LISTED], // Dallas; d and e are of low latency
  ["US", "us-west1", "abc", [], LISTED], // The Dalles
  ["US", "us-west2", "abc", [], LISTED], // Los Angeles
  ["US", "us-west3", "abc", [], LISTED], // Salt Lake City
  ["US", "us-west4", "abc", [], LISTED], // Las Vegas
  ["US", "us-west8", "abc", [], UNLISTED], // Phoenix
  ["FR", "u-france-east1", "abc", [], DEDICATED], // S3NS
  ["DE", "u-germany-northeast1", "abc", [], DEDICATED], // Berlin
];
