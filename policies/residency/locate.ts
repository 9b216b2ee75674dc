import { awsPlace } from "../../fleet/places/aws.ts";
import { azurePlace } from "../../fleet/places/azure.ts";
import { gcpPlace } from "../../fleet/places/gcp.ts";
import type { Place } from "../../fleet/places/place.ts";
import type { Located, Profile } from "../../fleet/residency/profile.ts";
import { inCountry, inPlace, type Whereabouts } from "./whereabouts.ts";

/* Where hosts, clusters and buckets stand: by what the profile declares of them, and else by the names of clouds in them. */

/** A name of AWS that holds a region: `bucket.s3.eu-west-1.amazonaws.com`, `s3-website-us-east-1.amazonaws.com`. */
const AWS_HOST = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|lambda-url)$/;
const AWS_REGION = /(?:^|[.-])((?:[a-z]{2,4})(?:-[a-z]+){1,3}-\d)(?=[.-])/g;
const GOOGLE_HOST = /\.(googleapis\.com|pkg\.dev|run\.app|cloudfunctions\.net|goog)$/;
const GOOGLE_PLACE = /(?:^|[.-])([a-z]+-[a-z]+\d{1,2}|us|eu|europe|asia)(?=[.-])/g;
const AZURE_HOST = /\.(azure\.com|windows\.net|azure\.net|azmk8s\.io)$/;

/** The host of a URL, an address or a `host:port`; `undefined` of what is none of these. */
export function hostOf(value: string): string | undefined {
  const trimmed = value.trim().toLowerCase().replace(/\.$/, "");
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//.test(trimmed) ? trimmed : `x://${trimmed}`;
  try {
    const host = new URL(withScheme).hostname.replace(/^\[|\]$/g, "");
    return host === "" ? undefined : host;
  } catch {
    return undefined;
  }
}

/** A host by the profile, and else by the region in a name of a cloud; `undefined` if neither says. */
export function whereIsHost(host: string, { hosts }: Pick<Profile, "hosts">): Whereabouts | undefined {
  const declared = lookUpHost(host, hosts);
  if (declared !== undefined) return declared;
  const place = placeInHost(host);
  return place === undefined ? undefined : inPlace(place);
}

/** A declared host stands for the names under it too: `example.eu` for `otel.example.eu`. */
function lookUpHost(host: string, hosts: Located): Whereabouts | undefined {
  const labels = host.split(".");
  for (let first = 0; first < labels.length; first += 1) {
    const name = labels.slice(first).join(".");
    const declared = declaredIn(hosts, name, "host");
    if (declared !== undefined) return declared;
  }
  return undefined;
}

function placeInHost(host: string): Place | undefined {
  if (AWS_HOST.test(host)) return firstPlace(host, AWS_REGION, awsPlace);
  if (GOOGLE_HOST.test(host)) return firstPlace(host, GOOGLE_PLACE, gcpPlace);
  if (AZURE_HOST.test(host)) return firstPlace(host, /(?:^|\.)([a-z]+\d?)(?=\.)/g, azurePlace);
  return undefined;
}

function firstPlace(
  host: string,
  pattern: RegExp,
  lookup: (name: string) => Place | undefined,
): Place | undefined {
  for (const [, name = ""] of host.matchAll(pattern)) {
    const place = lookup(name);
    if (place !== undefined) return place;
  }
  return undefined;
}

function declaredIn(things: Located, name: string, what: string): Whereabouts | undefined {
  const declared = Object.hasOwn(things, name) ? things[name] : undefined;
  return declared === undefined ? undefined : inCountry(declared.country, `${what} ${name}`);
}

/** A cluster by a name that it goes by, or by the host of its API server. */
export function whereIsCluster(
  name: string,
  profile: Pick<Profile, "clusters" | "hosts">,
): Whereabouts | undefined {
  const { clusters } = profile;
  const named = declaredIn(clusters, name, "cluster");
  if (named !== undefined) return named;
  const host = hostOf(name);
  if (host === undefined || !/[.:]/.test(name)) return undefined;
  const declared = Object.keys(clusters).find((key) => hostOf(key) === host);
  return declared === undefined ? whereIsHost(host, profile) : declaredIn(clusters, declared, "cluster");
}

/** A cluster by the name that this program's own stacks have for it. */
export function whereIsProvider(
  name: string,
  { providers }: Pick<Profile, "providers">,
): Whereabouts | undefined {
  return declaredIn(providers, name, "cluster");
}

export function whereIsBucket(name: string, { buckets }: Pick<Profile, "buckets">): Whereabouts | undefined {
  return declaredIn(buckets, name, "bucket");
}

/** The name of a bucket in what refers to one: a name, an ARN, a URL, a host. */
export function bucketNameIn(reference: string): string {
  const stripped = reference
    .replace(/^arn:[^:]*:(s3|s3express|s3-outposts|s3tables)(:[^:]*){2}:(bucket\/)?/, "")
    .replace(/^(s3[an]?|gs):\/\//, "")
    .replace(/^storage\.googleapis\.com\//, "");
  const host =
    /^([^/]+?)\.s3[.-][^/]*amazonaws\.com/.exec(stripped) ?? /^([^/]+)\.s3\.amazonaws\.com/.exec(stripped);
  return (host?.[1] ?? stripped).split("/")[0] ?? "";
}
