import { awsPlace } from "../places/aws.ts";
import { gcpPlace } from "../places/gcp.ts";
import type { Place } from "../places/place.ts";
import type { Whereabouts } from "./finding.ts";

/** Where the state of the stacks is kept and what its secrets are sealed with, as Pulumi's own files say. */
export interface StateFacts {
  /** URL of the backend; `undefined`: whoever is logged in decides. */
  readonly backend: string | undefined;
  /** `secretsprovider` of each stack that has a configuration file; `undefined`: the backend's own way. */
  readonly secretsProviders: ReadonlyMap<string, string | undefined>;
  /** `state.country` of the declaration: where it is if the URL does not say. */
  readonly country: string | undefined;
}

/** Where a backend keeps states. The region in its URL says more than what is declared beside it. */
export function placeOfBackend({ backend, country }: Pick<StateFacts, "backend" | "country">): Whereabouts {
  const said = backend === undefined ? UNNAMED : backendSays(backend);
  if (said.countries !== undefined || country === undefined) return said;
  return { ...said, countries: [country], why: `state.country says that it is in ${country}` };
}

const UNNAMED: Whereabouts = {
  place: "a backend that nothing names",
  countries: undefined,
  why: "neither backend.url of Pulumi.yaml nor PULUMI_BACKEND_URL is set, so that whoever is logged in decides",
};

function backendSays(backend: string): Whereabouts {
  const { scheme, name, region, endpoint } = partsOf(backend);
  switch (scheme) {
    case "file":
      return unknown("this machine", "the backend is a folder here");
    case "s3":
      // An endpoint of somebody else has regions of its own, whatever they are called.
      if (endpoint !== undefined && !/\.amazonaws\.(com|eu)(\.cn)?$/.test(endpoint))
        return unknown(`bucket ${name} at ${endpoint}`, "the endpoint is not one of AWS");
      if (region === undefined)
        return unknown(`bucket ${name}`, "its URL has no ?region=, so that the surroundings decide");
      return within(`bucket ${name}`, "its URL", region, awsPlace(region));
    case "gs":
      return unknown(`bucket ${name}`, "the URL of a bucket of Google Cloud does not say where it is");
    case "azblob":
      return unknown(`container ${name}`, "the URL of a container of Azure does not say where it is");
    case "https":
    case "http":
      return unknown(name, "Pulumi Cloud keeps states where its contract says");
    default:
      return unknown(`a backend of kind ${scheme}`, "nothing is known of such backends");
  }
}

/**
 * Where the key is that seals the secrets of a state; `undefined`: it is made of a passphrase, and kept nowhere. A
 * passphrase is what all backends but Pulumi Cloud take by default.
 */
export function placeOfKey(
  provider: string | undefined,
  facts: Pick<StateFacts, "backend" | "country">,
): Whereabouts | undefined {
  if (provider === "passphrase") return undefined;
  if (provider === undefined || provider === "default")
    return /^https?:/.test(facts.backend ?? "https:") ? placeOfBackend(facts) : undefined;
  const { scheme, name, region } = partsOf(provider);
  switch (scheme) {
    case "awskms": {
      const arn = /arn:[^:/]+:kms:([^:/]+):[^?]*/.exec(provider);
      if (/\bmrk-/.test(arn?.[0] ?? name))
        return unknown("a multi-Region key of AWS", "its material may be in other regions too");
      // What the request is sent to decides; an ARN of another region would be refused.
      const said = region ?? arn?.[1];
      if (said === undefined) return unknown("a key of AWS", "its URL has no ?region=, and is no ARN");
      return within("a key of AWS", "its URL", said, awsPlace(said));
    }
    case "gcpkms": {
      const location = /\/locations\/([^/]+)\//.exec(provider)?.[1];
      if (location === undefined) return unknown("a key of Google Cloud", "its URL has no location");
      return within("a key of Google Cloud", "its URL", location, gcpPlace(location));
    }
    case "azurekeyvault":
      return unknown(`key vault ${name}`, "the URL of a key vault does not say where it is");
    default:
      return unknown(`a key of ${scheme}`, "its URL does not say where it is");
  }
}

/** Where the key is that a bucket's objects are sealed with, by its ARN; an alias or id is looked up beside the bucket. */
export function placeOfBucketKey(kmsKeyId: string, bucket: Whereabouts): Whereabouts {
  const region = /^arn:[^:]+:kms:([^:]+):/.exec(kmsKeyId)?.[1];
  if (/(^|[:/])mrk-/.test(kmsKeyId))
    return unknown("a multi-Region key", "its material may be in other regions too");
  if (region !== undefined) return within("a key", "its ARN", region, awsPlace(region));
  const location = /^projects\/[^/]+\/locations\/([^/]+)\/keyRings\//.exec(kmsKeyId)?.[1];
  if (location !== undefined) return within("a key", "its name", location, gcpPlace(location));
  return {
    place: `a key beside ${bucket.place}`,
    countries: bucket.countries,
    why: "without an ARN a key is looked up where the bucket is",
  };
}

function within(what: string, who: string, region: string, place: Place | undefined): Whereabouts {
  const called = `${what} in ${region}`;
  if (place === undefined) return unknown(called, `${who} says so, and the table of places does not know it`);
  return { place: called, countries: place.countries, why: `${who} says so` };
}

function unknown(place: string, why: string): Whereabouts {
  return { place, countries: undefined, why };
}

interface UrlParts {
  readonly scheme: string;
  /** Bucket, container, vault or host. */
  readonly name: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/** By hand: `URL` takes no host with capitals or underscores in every scheme, and keys begin with three slashes. */
function partsOf(url: string): UrlParts {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(url) ?? [];
  const [path = "", query = ""] = rest.split("?");
  const parameters = new URLSearchParams(query);
  const endpoint = parameters
    .get("endpoint")
    ?.replace(/^https?:\/\//, "")
    .replace(/[:/].*$/, "");
  return {
    scheme: scheme.toLowerCase(),
    // Without what stands before an @: a URL may hold a password.
    name: (path.replace(/^\/+/, "").split("/")[0] ?? "").replace(/^.*@/, ""),
    region: parameters.get("region") ?? undefined,
    endpoint: endpoint ?? undefined,
  };
}
