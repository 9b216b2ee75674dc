import type { Concern } from "../../../fleet/residency/concerns.ts";
import { parse } from "yaml";
import type { Finding } from "../facts.ts";
import { hostOf, whereIsHost } from "../locate.ts";
import { localitySettings } from "./locality.ts";
import type { Subject } from "../subject.ts";
import { isMap, join, UNKNOWN, type Tree } from "../../tree.ts";
import { inAnyCloud, unproved, type Whereabouts } from "../whereabouts.ts";

/*
 * Looks for places in data whose shape nobody has declared: values of charts, specs of custom resources, inputs of
 * components, configuration in text. What counts is the key; what a key means depends on what stands above it.
 */

/** Keys that hold a region, zone or location. A `region` is one of a cloud; the others are only if they name a place. */
const REGION_KEY =
  /(^|[a-z_.-])region(s|Name|_name)?$|^(AWS|GOOGLE_CLOUD|CLOUDSDK_COMPUTE)_(DEFAULT_)?REGION$/i;
const PLACE_KEY = /(^|[a-z_-])(zones?|locations?|availabilityZones?|multiRegion)$/i;

/** Where a chart or image comes from, where something was copied from: nothing goes there. */
const INBOUND_KEY =
  /^(image|images|registry|repository|repo|repositoryOpts|source\w*|imageRegistry|chart|baseUrl|homepage|issuer\w*|oidc\w*)$/i;

/** What stands under these is sent somewhere: what it names as host or URL is where to. */
const OUTBOUND_KEY =
  /^(remote_?write|exporters?|otlp\w*|sinks?|outputs?|clients|forward\w*|remote_?storage|destinations?|datadog|newrelic|splunk|logzio|alertmanagers?|\w*[bB]ackupStorageLocations?|objectStorage|s3|bucket_?config)$/i;
const HOST_KEY =
  /(^|[a-z_])(url|uri|endpoint|endpoints|hosts?|site|server|address|brokers|s3_?url|dd_?url)s?$/i;
/** Sent to, wherever it stands. */
const ALWAYS_OUTBOUND_KEY =
  /^(endpoint|s3_?url|site|dd_?url|(datadog|dd|otel|otlp)\w*(site|endpoint|url)|remote_?write_?url)$/i;

/** Text that is itself configuration. */
const CONFIGURATION =
  /(^|\n)\s*("?)(exporters|remote_write|remoteWrite|backupStorageLocation|receivers)\2\s*:/;

interface Above {
  readonly outbound: boolean;
  readonly inbound: boolean;
  readonly concern: Concern;
}

/** Everything in the tree that says where, under a path. */
export function search(tree: Tree, path: string, subject: Subject, concern: Concern = "data"): Finding[] {
  return [...walk(tree, path, "", { outbound: false, inbound: false, concern }, subject)];
}

function* walk(tree: Tree, path: string, key: string, above: Above, subject: Subject): Generator<Finding> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* walk(each, `${path}[${index}]`, key, above, subject);
    return;
  }
  if (isMap(tree)) {
    // The environment of a container, and anything else that is a list of names with values.
    const name = typeof tree.name === "string" && "value" in tree ? tree.name : undefined;
    for (const [next, value] of Object.entries(tree)) {
      if (next === "localityLbSetting") {
        yield* localitySettings(value, join(path, next));
        continue;
      }
      const meant = next === "value" && name !== undefined ? name : next;
      yield* walk(value, join(path, next), meant, below(above, next), subject);
    }
    return;
  }
  if (above.inbound) return;
  const found = look(tree, key, above, subject);
  if (found !== undefined) yield { path, concern: above.concern, at: found };
  if (typeof tree === "string" && CONFIGURATION.test(tree))
    yield* walk(parsed(tree), path, key, above, subject);
}

function below(above: Above, key: string): Above {
  return {
    inbound: above.inbound || INBOUND_KEY.test(key),
    outbound: above.outbound || OUTBOUND_KEY.test(key),
    concern: concernUnder(key) ?? above.concern,
  };
}

/** What lies under a key is of another concern than what surrounds it. */
function concernUnder(key: string): Concern | undefined {
  if (/backup|snapshot|velero/i.test(key)) return "backups";
  if (/^kms|encryptionKey/i.test(key)) return "keys";
  if (
    /remote_?write|exporter|telemetry|otlp|otel|logging|metrics|datadog|newrelic|loki|tempo|mimir|splunk/i.test(
      key,
    )
  )
    return "telemetry";
  if (/failover|localityLbSetting/i.test(key)) return "failover";
  return undefined;
}

function look(value: Tree, key: string, above: Above, subject: Subject): Whereabouts | undefined {
  const region = REGION_KEY.test(key);
  const host = ALWAYS_OUTBOUND_KEY.test(key) || (above.outbound && HOST_KEY.test(key));
  if (value === UNKNOWN) return region || host || OUTBOUND_KEY.test(key) ? unproved() : undefined;
  if (typeof value !== "string" || value === "" || isTemplate(value)) return undefined;
  if (region || PLACE_KEY.test(key)) {
    const place = inAnyCloud(value);
    if (place.kind === "in" || (region && looksLikeARegion(value))) return place;
  }
  return host ? whereIsSentTo(value, subject) : undefined;
}

/** `us-east-9`: like a region, and in no table. `primary` and `main` are somebody's own words. */
function looksLikeARegion(value: string): boolean {
  return /^[a-z]+(-[a-z]+)*-?\d+[a-z]?$/i.test(value.trim());
}

function isTemplate(value: string): boolean {
  return value.includes("{{") || /^\$[{(]/.test(value);
}

/** Something in the same cluster or on the same machine is no place of its own. */
function whereIsSentTo(value: string, { profile }: Subject): Whereabouts | undefined {
  const host = hostOf(value);
  if (host === undefined || isInside(host)) return undefined;
  return (
    whereIsHost(host, profile) ?? {
      kind: "unlisted",
      what: "it names a host that is not declared under hosts",
    }
  );
}

export function isInside(host: string): boolean {
  return (
    !/[.:]/.test(host) ||
    /(^|\.)(svc|cluster\.local|local|localhost|internal)$|\.svc(\.|$)/.test(host) ||
    /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0|::1?$|f[cd])/.test(host)
  );
}

function parsed(yaml: string): Tree {
  try {
    return parse(yaml) as Tree;
  } catch {
    return UNKNOWN;
  }
}
