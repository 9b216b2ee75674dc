import type { Source } from "./place.ts";

/*
 * Places away from their region: Local Zones in other towns, Wavelength Zones in the networks of carriers. Many stand in
 * another country than the region that they belong to. One that is not listed here is not known, whatever its region.
 */

/** Country, the region, what follows its name, the letters of its zones. The zones of `lax-1` are lax-1a and lax-1b. */
export type AwsLocalZoneRow = readonly [
  country: string,
  region: string,
  suffix: string,
  zones: string,
  source: Source,
];

const LOCAL: Source = {
  source: "https://docs.aws.amazon.com/local-zones/latest/ug/available-local-zones.html",
  date: "2026-11",
};
/** Not in the list of Local Zones, or with less; in that of Local Zones whose volumes are encrypted by default. */
const EBS: Source = {
  source:
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-local-zones-outposts-wavelength.html",
  date: "2026-11",
};

export const AWS_LOCAL_ZONES: readonly AwsLocalZoneRow[] = [
  ["NG", "af-south-1", "los-1", "a", LOCAL], // Lagos
  ["TW", "ap-northeast-1", "tpe-1", "a", LOCAL], // Taipei
  ["IN", "ap-south-1", "ccu-1", "a", LOCAL], // Kolkata
  ["IN", "ap-south-1", "ccu-2", "a", EBS], // Kolkata
  ["IN", "ap-south-1", "del-1", "a", LOCAL], // Delhi
  ["IN", "ap-south-1", "del-2", "a", EBS], // Delhi
  ["TH", "ap-southeast-1", "bkk-1", "a", LOCAL], // Bangkok
  ["VN", "ap-southeast-1", "han-1", "a", EBS], // Hanoi
  ["PH", "ap-southeast-1", "mnl-1", "a", LOCAL], // Manila
  ["NZ", "ap-southeast-2", "akl-1", "a", LOCAL], // Auckland
  ["AU", "ap-southeast-2", "per-1", "a", LOCAL], // Perth
  ["GR", "eu-central-1", "ath-1", "a", EBS], // Athens
  ["DE", "eu-central-1", "ham-1", "a", LOCAL], // Hamburg
  ["TR", "eu-central-1", "ist-1", "a", EBS], // Istanbul
  ["PL", "eu-central-1", "waw-1", "a", LOCAL], // Warsaw
  ["DK", "eu-north-1", "cph-1", "a", LOCAL], // Copenhagen
  ["FI", "eu-north-1", "hel-1", "a", LOCAL], // Helsinki
  ["OM", "me-south-1", "mct-1", "a", LOCAL], // Muscat
  ["US", "us-east-1", "atl-1", "a", LOCAL], // Atlanta
  ["US", "us-east-1", "atl-2", "a", LOCAL], // Atlanta
  ["US", "us-east-1", "bos-1", "a", LOCAL], // Boston
  ["AR", "us-east-1", "bue-1", "a", LOCAL], // Buenos Aires
  ["US", "us-east-1", "chi-1", "a", LOCAL], // Chicago
  ["US", "us-east-1", "chi-2", "a", LOCAL], // Chicago
  ["US", "us-east-1", "dfw-1", "a", LOCAL], // Dallas
  ["US", "us-east-1", "dfw-2", "a", LOCAL], // Dallas
  ["US", "us-east-1", "iah-1", "a", LOCAL], // Houston
  ["US", "us-east-1", "iah-2", "a", LOCAL], // Houston
  ["PE", "us-east-1", "lim-1", "a", LOCAL], // Lima
  ["US", "us-east-1", "mci-1", "a", LOCAL], // Kansas City
  ["US", "us-east-1", "mia-1", "a", LOCAL], // Miami
  ["US", "us-east-1", "mia-2", "a", LOCAL], // Miami
  ["US", "us-east-1", "msp-1", "a", LOCAL], // Minneapolis
  ["US", "us-east-1", "nyc-1", "a", LOCAL], // New York
  ["US", "us-east-1", "nyc-2", "a", LOCAL], // New York
  ["US", "us-east-1", "phl-1", "a", LOCAL], // Philadelphia
  ["MX", "us-east-1", "qro-1", "a", LOCAL], // Querétaro
  ["CL", "us-east-1", "scl-1", "a", LOCAL], // Santiago
  ["US", "us-east-2", "mci-1", "ab", EBS], // Kansas City
  ["US", "us-west-2", "den-1", "a", LOCAL], // Denver
  ["US", "us-west-2", "hnl-1", "a", LOCAL], // Honolulu
  ["US", "us-west-2", "las-1", "ab", LOCAL], // Las Vegas
  ["US", "us-west-2", "lax-1", "ab", LOCAL], // Los Angeles
  ["US", "us-west-2", "pdx-1", "a", LOCAL], // Portland
  ["US", "us-west-2", "phx-1", "a", LOCAL], // Phoenix
  ["US", "us-west-2", "phx-2", "a", LOCAL], // Phoenix
  ["US", "us-west-2", "sea-1", "a", LOCAL], // Seattle
];

/** Country, the region, the group of one carrier's zones, the town. */
export type AwsWavelengthRow = readonly [
  country: string,
  region: string,
  group: string,
  town: string,
  source: Source,
];

const WAVELENGTH: Source = {
  source: "https://docs.aws.amazon.com/wavelength/latest/developerguide/available-wavelength-zones.html",
  date: "2026-11",
};
/** No longer in that list, but resources may still be there. */
const RETIRED: Source = {
  source: "aws ec2 describe-availability-zones --all-availability-zones, as public projects printed it",
  date: "2026-11",
};

export const AWS_WAVELENGTH_ZONES: readonly AwsWavelengthRow[] = [
  ["JP", "ap-northeast-1", "wl1", "kix", WAVELENGTH], // Osaka
  ["JP", "ap-northeast-1", "wl1", "nrt", WAVELENGTH], // Tokyo
  ["KR", "ap-northeast-2", "wl1", "cjj", RETIRED], // Daejeon
  ["KR", "ap-northeast-2", "wl1", "sel", RETIRED], // Seoul
  ["CA", "ca-central-1", "wl1", "yto", WAVELENGTH], // Toronto
  ["DE", "eu-central-1", "wl1", "ber", RETIRED], // Berlin
  ["DE", "eu-central-1", "wl1", "dtm", RETIRED], // Dortmund
  ["DE", "eu-central-1", "wl1", "muc", RETIRED], // Munich
  ["GB", "eu-west-2", "wl1", "lon", RETIRED], // London
  ["GB", "eu-west-2", "wl1", "man", RETIRED], // Manchester
  ["GB", "eu-west-2", "wl2", "man", WAVELENGTH], // Manchester
  ["MA", "eu-west-3", "wl1", "cmn", WAVELENGTH], // Casablanca
  ["SN", "eu-west-3", "wl1", "dss", WAVELENGTH], // Dakar
  ["US", "us-east-1", "wl1", "atl", WAVELENGTH], // Atlanta
  ["US", "us-east-1", "wl1", "bna", WAVELENGTH], // Nashville
  ["US", "us-east-1", "wl1", "bos", WAVELENGTH], // Boston
  ["US", "us-east-1", "wl1", "chi", WAVELENGTH], // Chicago
  ["US", "us-east-1", "wl1", "clt", WAVELENGTH], // Charlotte
  ["US", "us-east-1", "wl1", "dfw", WAVELENGTH], // Dallas
  ["US", "us-east-1", "wl1", "dtw", WAVELENGTH], // Detroit
  ["US", "us-east-1", "wl1", "iah", WAVELENGTH], // Houston
  ["US", "us-east-1", "wl1", "mia", WAVELENGTH], // Miami
  ["US", "us-east-1", "wl1", "msp", WAVELENGTH], // Minneapolis
  ["US", "us-east-1", "wl1", "nyc", WAVELENGTH], // New York
  ["US", "us-east-1", "wl1", "tpa", WAVELENGTH], // Tampa
  ["US", "us-east-1", "wl1", "was", WAVELENGTH], // Washington
  ["US", "us-west-2", "wl1", "den", WAVELENGTH], // Denver
  ["US", "us-west-2", "wl1", "las", WAVELENGTH], // Las Vegas
  ["US", "us-west-2", "wl1", "lax", WAVELENGTH], // Los Angeles
  ["US", "us-west-2", "wl1", "phx", WAVELENGTH], // Phoenix
  ["US", "us-west-2", "wl1", "sea", WAVELENGTH], // Seattle
  ["US", "us-west-2", "wl1", "sfo", WAVELENGTH], // San Francisco
];
