import { allOf, type Facts, type Finding, type Reference } from "../facts.ts";
import { locatedType } from "../catalogue/catalogue.ts";
import { bucketNameIn, hostOf, whereIsHost } from "../locate.ts";
import type { GcpService } from "../../../fleet/places/gcp-areas.ts";
import { isGlobal } from "../../../fleet/places/place.ts";
import { moduleOf, type Subject } from "../subject.ts";
import { at, everyLeaf, isMap, leavesAt, text, UNKNOWN, type Leaf, type Tree } from "../../tree.ts";
import { inAnyCloud, inAws, inAzure, inGcp, NOWHERE, unproved, type Whereabouts } from "../whereabouts.ts";
import { answersOf } from "./cloud-dns.ts";
import { concernOf } from "./concern.ts";

/** The inputs that say where a resource of Google Cloud is. */
const OWN = ["location", "region", "zone"];

/** Of these `global` is the ordinary place: they describe networks, identities, clusters; they hold no data of users. */
const DESCRIBING =
  /^(compute|certificatemanager|networkservices|networksecurity|networkconnectivity|networkmanagement|gkehub|iam|iap|dns|projects|organizations|folder|serviceaccount|orgpolicy|accesscontextmanager|billing|binaryauthorization|apikeys|servicenetworking|servicedirectory|cloudidentity|tags|essentialcontacts|clouddeploy|clouddomains|apphub|config|securitycenter|beyondcorp|edgenetwork)\//;

/** Resources of Google Cloud. */
export function gcpFacts(subject: Subject): Facts {
  const { type, props } = subject;
  const located = locatedType("gcp", type);
  const place = located?.place ?? guessed(props);
  const own = ownPlaces(subject, place).map((each) => ({ ...each, concern: concernOf(type) }));
  const where = own[0]?.at ?? NOWHERE;
  const nested = place.filter(([first, ...rest]) => !(rest.length === 0 && OWN.includes(first ?? "")));
  const named = nested.flatMap((path) => leavesAt(props, path)).filter(isSaid);
  return allOf(
    {
      where,
      findings: [
        ...own,
        ...named.map(({ path, value }) => ({
          path,
          concern: concernOf(type, path),
          at: placed(path, value, type),
        })),
        ...special(subject, where),
        ...literals(subject),
      ],
      references: references(subject, located?.bucket ?? [], "bucket").concat(
        references(subject, located?.target ?? [], "target"),
      ),
      names: ["name", "id", "selfLink", "bucketId", "datasetId"]
        .map((key) => text(at(props, key)))
        .filter((name) => name !== undefined),
    },
    answersOf(subject),
  );
}

function guessed(props: Tree): readonly (readonly string[])[] {
  const keys = [...everyLeaf(props)].filter(({ path }) => /(region|location|zone)s?(\[\d+\])?$/i.test(path));
  return [...keys.map(({ path }) => path.replace(/\[\d+\]/g, "").split(".")), ["location"]];
}

function placed(path: string, value: Tree, type: string): Whereabouts {
  if (/awsRegion|amazon\w*\.region/i.test(path)) return inAws(value);
  if (/azureRegion/.test(path)) return inAzure(value);
  if (/(oci|oracle)\w*(\.\w+)*\.region$/i.test(path)) return inAnyCloud(value);
  const where = inGcp(value, serviceOf(type));
  return where.kind === "anywhere" && DESCRIBING.test(moduleOf(type)) ? NOWHERE : where;
}

/** The services that have words of their own for places. */
const SERVICES: readonly GcpService[] = [
  "appengine",
  "artifactregistry",
  "bigquery",
  "firestore",
  "kms",
  "spanner",
  "storage",
];

function serviceOf(type: string): GcpService | undefined {
  return SERVICES.find((service) => moduleOf(type).startsWith(`${service}/`));
}

function isSaid({ value }: Leaf): boolean {
  return value !== "" && value !== null && typeof value !== "boolean";
}

/** What it has for its own location, region or zone, each of which has to be right; or else that of its provider. */
function ownPlaces(
  { type, props, provider }: Subject,
  place: readonly (readonly string[])[],
): { readonly path: string; readonly at: Whereabouts }[] {
  const has = OWN.filter((name) => place.some((path) => path.length === 1 && path[0] === name));
  const given = has.flatMap((path) => {
    const value = at(props, path);
    return value === undefined || value === "" ? [] : [{ path, at: placed(path, value, type) }];
  });
  if (given.length > 0 || has[0] === undefined) return given;
  return [{ path: has[0], at: defaultPlace(type, has[0], provider?.props) }];
}

/** Google's own choice where nobody has chosen. */
function defaultPlace(type: string, own: string, provider: Tree | undefined): Whereabouts {
  if (type === "gcp:bigquery/dataset:Dataset" || type === "gcp:storage/bucket:Bucket") return inGcp("US");
  if (own === "location" && DESCRIBING.test(moduleOf(type))) return NOWHERE;
  const region = at(provider, "region") ?? at(provider, "zone");
  if (region !== undefined) return inGcp(region);
  return unproved(
    "neither the resource nor its provider says where, so the environment of whoever runs it decides",
  );
}

function* special({ type, props }: Subject, own: Whereabouts): Generator<Finding> {
  if (type === "gcp:secretmanager/secret:Secret") {
    const replication = at(props, "replication");
    if (replication === UNKNOWN || at(replication, "auto") === UNKNOWN)
      yield { path: "replication", concern: "data", at: unproved() };
    else if (at(replication, "auto") !== undefined)
      yield {
        path: "replication.auto",
        concern: "data",
        at: { kind: "anywhere", what: "Google chooses where its replicas are" },
      };
  }
  if (type === "gcp:sql/databaseInstance:DatabaseInstance") {
    const backup = at(props, "settings", "backupConfiguration");
    if (isMap(backup) && backup.enabled === true && at(backup, "location") === undefined)
      yield {
        path: "settings.backupConfiguration.location",
        concern: "backups",
        at: nearestMultiRegion(own),
      };
  }
}

/** Where Cloud SQL keeps backups that nobody has placed: the multi-region that is nearest to the instance. */
function nearestMultiRegion(own: Whereabouts): Whereabouts {
  if (own.kind !== "in") return own;
  const [area] = own.label.split("-");
  return inGcp(area === "europe" ? "eu" : area === "asia" || area === "australia" ? "asia" : "us");
}

/** Properties whose paths say where something comes from. */
const INBOUND = /(^|\.)(source\w*|\w*[iI]mage\w*|initScript|primaryDisk)(\.\w+)?(\[\d+\])?$/;

/** Paths of resources anywhere in the inputs: `projects/p/locations/us-central1/keyRings/r`. */
function* literals({ type, props, profile }: Subject): Generator<Finding> {
  for (const { path, value } of everyLeaf(props)) {
    if (typeof value !== "string" || INBOUND.test(path) || path.startsWith("labels")) continue;
    const match = /(?:^|\/)projects\/[^/]+\/(?:locations|regions|zones)\/([^/]+)/.exec(value);
    if (match?.[1] !== undefined && !/^[{[]/.test(value)) {
      const holdsData = /\/(keyRings|cryptoKeys|buckets)\//.test(value);
      // Identities, networks and the like are global everywhere; keys and logs are somewhere.
      if (isGlobal(match[1]) && !holdsData) continue;
      const concern = /\/(keyRings|cryptoKeys)\//.test(value) ? "keys" : concernOf(type, path);
      yield { path, concern, at: holdsData ? inGcp(match[1], "kms") : placed(path, match[1], type) };
    } else if (/\.(cloudfunctions\.net|run\.app|rep\.googleapis\.com)/.test(value)) {
      const host = hostOf(value);
      const where = host === undefined ? undefined : whereIsHost(host, profile);
      if (where !== undefined) yield { path, concern: concernOf(type, path), at: where };
    }
  }
}

function references(
  { type, props }: Subject,
  paths: readonly (readonly string[])[],
  to: "bucket" | "target",
): Reference[] {
  return paths.flatMap(([property = "", ...rest]) =>
    leavesAt(props, [property, ...rest])
      .filter(isSaid)
      .filter(({ value }) => !(typeof value === "string" && /\/(locations|regions|zones)\//.test(value)))
      .map(({ path, value }): Reference => {
        const given = text(value);
        const name = given === undefined ? undefined : to === "bucket" ? referredName(given) : given;
        return { path, property, concern: concernOf(type, path), to, value: name };
      }),
  );
}

/** A bucket, or the dataset, topic or project that a sink writes to. */
function referredName(given: string): string {
  const resource = /^(?:bigquery|pubsub|logging)\.googleapis\.com\/(.*)$/.exec(given)?.[1];
  return resource === undefined ? bucketNameIn(given) : (resource.split("/").at(-1) ?? resource);
}
