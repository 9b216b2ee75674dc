import { EU_MEMBER_STATES } from "../country-groups.ts";
import type { PlaceKind, Source } from "./place.ts";

/** Services whose words for areas mean different places. */
export type GcpService =
  "appengine" | "artifactregistry" | "bigquery" | "firestore" | "kms" | "spanner" | "storage";

/** What one service calls an area, and the countries that it is in. */
export type GcpAreaRow = readonly [
  service: GcpService,
  kind: PlaceKind,
  name: string,
  countries: readonly string[],
  source: Source,
];

const list = (codes: string) => codes.split(" ");

const source = (path: string): Source => ({ source: `https://cloud.google.com/${path}`, date: "2026-11" });
const APP_ENGINE = source("appengine/docs/standard/locations");
const REGISTRY = source("artifact-registry/docs/repositories/repo-locations");
const BIGQUERY = source("bigquery/docs/locations");
const FIRESTORE = source("firestore/docs/locations");
const KMS = source("kms/docs/locations");
const SPANNER = source("spanner/docs/instance-configurations");
const STORAGE = source("storage/docs/locations");

/**
 * Data centres "within member states of the European Union", in no more detail: London and Zurich are not among them.
 * It is all members and not those where Google has a region now, because that is what is promised.
 */
const EU = EU_MEMBER_STATES;

/** Where Google has regions in Asia. "Data centers in Asia" promises no more. */
const ASIA = list("HK ID IN JP KR SG TH TW");

/** Same words, other places: eur7 of Cloud Storage is London and Frankfurt, of Spanner Milan, Frankfurt and Turin. */
export const GCP_AREAS: readonly GcpAreaRow[] = [
  ["storage", "multi-region", "us", ["US"], STORAGE],
  ["storage", "multi-region", "eu", EU, STORAGE],
  ["storage", "multi-region", "asia", ASIA, STORAGE],
  ["storage", "dual-region", "asia1", ["JP"], STORAGE], // Tokyo, Osaka
  ["storage", "dual-region", "eur4", list("FI NL"), STORAGE], // Hamina, Eemshaven
  ["storage", "dual-region", "eur5", list("BE GB"), STORAGE], // St. Ghislain, London
  ["storage", "dual-region", "eur7", list("GB DE"), STORAGE], // London, Frankfurt
  ["storage", "dual-region", "eur8", list("DE CH"), STORAGE], // Frankfurt, Zurich
  ["storage", "dual-region", "nam4", ["US"], STORAGE], // Council Bluffs, Moncks Corner

  ["artifactregistry", "multi-region", "us", ["US"], REGISTRY],
  ["artifactregistry", "multi-region", "europe", EU, REGISTRY],
  ["artifactregistry", "multi-region", "asia", ASIA, REGISTRY],

  ["bigquery", "multi-region", "us", ["US"], BIGQUERY],
  ["bigquery", "multi-region", "eu", EU, BIGQUERY],
  ["bigquery", "region", "aws-ap-northeast-2", ["KR"], BIGQUERY], // BigQuery Omni, in regions of others
  ["bigquery", "region", "aws-ap-southeast-2", ["AU"], BIGQUERY],
  ["bigquery", "region", "aws-eu-central-1", ["DE"], BIGQUERY],
  ["bigquery", "region", "aws-eu-west-1", ["IE"], BIGQUERY],
  ["bigquery", "region", "aws-us-east-1", ["US"], BIGQUERY],
  ["bigquery", "region", "aws-us-west-2", ["US"], BIGQUERY],
  ["bigquery", "region", "azure-eastus2", ["US"], BIGQUERY],

  ["appengine", "region", "europe-west", ["BE"], APP_ENGINE], // what europe-west1 was called first
  ["appengine", "region", "us-central", ["US"], APP_ENGINE], // and us-central1

  ["firestore", "multi-region", "eur3", list("BE NL FI"), FIRESTORE], // Finland is a witness
  ["firestore", "multi-region", "nam5", ["US"], FIRESTORE],
  ["firestore", "multi-region", "nam7", ["US"], FIRESTORE],

  ["kms", "multi-region", "us", ["US"], KMS],
  ["kms", "multi-region", "eu", EU, KMS],
  ["kms", "multi-region", "europe", EU, KMS],
  ["kms", "multi-region", "asia", ASIA, KMS],
  ["kms", "multi-region", "asia1", list("JP KR"), KMS],
  ["kms", "multi-region", "au", ["AU"], KMS],
  ["kms", "multi-region", "ca", ["CA"], KMS],
  ["kms", "multi-region", "eur3", list("BE NL"), KMS],
  ["kms", "multi-region", "eur4", list("BE FI NL"), KMS],
  ["kms", "multi-region", "eur5", list("BE GB NL"), KMS],
  ["kms", "multi-region", "eur6", list("CH DE NL"), KMS],
  ["kms", "multi-region", "nam3", ["US"], KMS],
  ["kms", "multi-region", "nam4", ["US"], KMS],
  ["kms", "multi-region", "nam6", ["US"], KMS],
  ["kms", "multi-region", "nam7", ["US"], KMS],
  ["kms", "multi-region", "nam8", ["US"], KMS],
  ["kms", "multi-region", "nam9", ["US"], KMS],
  ["kms", "multi-region", "nam10", ["US"], KMS],
  ["kms", "multi-region", "nam11", ["US"], KMS],
  ["kms", "multi-region", "nam12", ["US"], KMS],

  ["spanner", "multi-region", "asia1", list("JP KR"), SPANNER], // Seoul is a witness
  ["spanner", "multi-region", "asia2", list("IN SG"), SPANNER],
  ["spanner", "multi-region", "eur3", list("BE NL FI"), SPANNER], // Finland is a witness
  ["spanner", "multi-region", "eur5", list("GB BE NL"), SPANNER],
  ["spanner", "multi-region", "eur6", list("NL DE CH"), SPANNER], // Zurich is a witness
  ["spanner", "multi-region", "eur7", list("IT DE"), SPANNER],
  ["spanner", "multi-region", "nam3", ["US"], SPANNER],
  ["spanner", "multi-region", "nam6", ["US"], SPANNER],
  ["spanner", "multi-region", "nam7", ["US"], SPANNER],
  ["spanner", "multi-region", "nam8", ["US"], SPANNER],
  ["spanner", "multi-region", "nam9", ["US"], SPANNER],
  ["spanner", "multi-region", "nam10", ["US"], SPANNER],
  ["spanner", "multi-region", "nam11", ["US"], SPANNER],
  ["spanner", "multi-region", "nam12", ["US"], SPANNER],
  ["spanner", "multi-region", "nam13", ["US"], SPANNER],
  ["spanner", "multi-region", "nam14", list("US CA"), SPANNER], // Northern Virginia, Montréal
  ["spanner", "multi-region", "nam15", ["US"], SPANNER],
  ["spanner", "multi-region", "nam16", ["US"], SPANNER],
  ["spanner", "multi-region", "nam-eur-asia1", list("US BE TW"), SPANNER],
  ["spanner", "multi-region", "nam-eur-asia3", list("US BE NL TW"), SPANNER],
  ["spanner", "dual-region", "dual-region-australia1", ["AU"], SPANNER],
  ["spanner", "dual-region", "dual-region-canada1", ["CA"], SPANNER],
  ["spanner", "dual-region", "dual-region-germany1", ["DE"], SPANNER],
  ["spanner", "dual-region", "dual-region-india1", ["IN"], SPANNER],
  ["spanner", "dual-region", "dual-region-japan1", ["JP"], SPANNER],
];
