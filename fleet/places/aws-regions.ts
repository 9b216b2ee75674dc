import type { Source } from "./place.ts";

/** Partition, country, name, and the prefix of its zone ids, which is `undefined` where none could be found. */
export type AwsRegionRow = readonly [
  partition: string,
  country: string,
  name: string,
  zonePrefix: string | undefined,
  source: Source,
];

const LISTED: Source = {
  source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
  date: "2026-11",
};
/** In the SDK, but not open yet: zones are not known. */
const ANNOUNCED: Source = { source: "botocore 1.44.8, data/partitions.json", date: "2026-11" };
const CHINA: Source = {
  source: "https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html",
  date: "2026-11",
};
const GOVCLOUD: Source = {
  source: "https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/whatis.html",
  date: "2026-11",
};
const SOVEREIGN: Source = { source: "https://docs.aws.eu/esc/latest/userguide/", date: "2026-11" };
/** Partitions for the secret: their SDK data names no town. That of ISO-E ends in .uk and was built for the UK. */
const SECRET: Source = { source: "botocore 1.44.8, data/partitions.json", date: "2026-11" };

/** Names tell nothing: eu-west-2 and eu-isoe-west-1 are in the UK, eu-central-2 is in Switzerland. */
export const AWS_REGIONS: readonly AwsRegionRow[] = [
  ["aws", "ZA", "af-south-1", "afs1", LISTED], // Cape Town
  ["aws", "HK", "ap-east-1", "ape1", LISTED], // Hong Kong
  ["aws", "TW", "ap-east-2", "ape2", LISTED], // Taipei
  ["aws", "JP", "ap-northeast-1", "apne1", LISTED], // Tokyo
  ["aws", "KR", "ap-northeast-2", "apne2", LISTED], // Seoul
  ["aws", "JP", "ap-northeast-3", "apne3", LISTED], // Osaka
  ["aws", "IN", "ap-south-1", "aps1", LISTED], // Mumbai
  ["aws", "IN", "ap-south-2", "aps2", LISTED], // Hyderabad
  ["aws", "SG", "ap-southeast-1", "apse1", LISTED], // Singapore
  ["aws", "AU", "ap-southeast-2", "apse2", LISTED], // Sydney
  ["aws", "ID", "ap-southeast-3", "apse3", LISTED], // Jakarta
  ["aws", "AU", "ap-southeast-4", "apse4", LISTED], // Melbourne
  ["aws", "MY", "ap-southeast-5", "apse5", LISTED], // Malaysia
  ["aws", "NZ", "ap-southeast-6", "apse6", LISTED], // New Zealand
  ["aws", "TH", "ap-southeast-7", "apse7", LISTED], // Thailand
  ["aws", "CA", "ca-central-1", "cac1", LISTED], // Montreal
  ["aws", "CA", "ca-west-1", "caw1", LISTED], // Calgary
  ["aws", "DE", "eu-central-1", "euc1", LISTED], // Frankfurt
  ["aws", "CH", "eu-central-2", "euc2", LISTED], // Zurich
  ["aws", "SE", "eu-north-1", "eun1", LISTED], // Stockholm
  ["aws", "IT", "eu-south-1", "eus1", LISTED], // Milan
  ["aws", "ES", "eu-south-2", "eus2", LISTED], // Aragon
  ["aws", "IE", "eu-west-1", "euw1", LISTED], // Dublin
  ["aws", "GB", "eu-west-2", "euw2", LISTED], // London
  ["aws", "FR", "eu-west-3", "euw3", LISTED], // Paris
  ["aws", "IL", "il-central-1", "ilc1", LISTED], // Tel Aviv
  ["aws", "AE", "me-central-1", "mec1", LISTED], // UAE
  ["aws", "BH", "me-south-1", "mes1", LISTED], // Bahrain
  ["aws", "SA", "me-west-1", undefined, ANNOUNCED], // Saudi Arabia
  ["aws", "MX", "mx-central-1", "mxc1", LISTED], // Querétaro
  ["aws", "BR", "sa-east-1", "sae1", LISTED], // São Paulo
  ["aws", "CL", "sa-west-1", undefined, ANNOUNCED], // Chile
  ["aws", "US", "us-east-1", "use1", LISTED], // Northern Virginia
  ["aws", "US", "us-east-2", "use2", LISTED], // Ohio
  ["aws", "US", "us-west-1", "usw1", LISTED], // Northern California
  ["aws", "US", "us-west-2", "usw2", LISTED], // Oregon
  ["aws-cn", "CN", "cn-north-1", "cnn1", CHINA], // Beijing
  ["aws-cn", "CN", "cn-northwest-1", "cnnw1", CHINA], // Ningxia
  ["aws-us-gov", "US", "us-gov-east-1", "usge1", GOVCLOUD],
  ["aws-us-gov", "US", "us-gov-west-1", "usgw1", GOVCLOUD],
  ["aws-eusc", "DE", "eusc-de-east-1", undefined, SOVEREIGN], // Brandenburg
  ["aws-iso", "US", "us-iso-east-1", "usie1", SECRET],
  ["aws-iso", "US", "us-iso-west-1", undefined, SECRET],
  ["aws-iso-b", "US", "us-isob-east-1", "usibe1", SECRET],
  ["aws-iso-b", "US", "us-isob-west-1", undefined, SECRET],
  ["aws-iso-e", "GB", "eu-isoe-west-1", undefined, SECRET],
  ["aws-iso-f", "US", "us-isof-east-1", undefined, SECRET],
  ["aws-iso-f", "US", "us-isof-south-1", undefined, SECRET],
];
