import assert from "node:assert/strict";
import { ACCOUNT_ANNOTATION } from "../../../../fleet/clouds/gcp/system-accounts.ts";
import { planGke } from "../../../../fleet/clouds/gcp/plan.ts";
import { VELERO_PLUGINS } from "../../../../fleet/compatibility.ts";
import { readingRights } from "../../../../fleet/backup/locations.ts";
import { externalDnsPlan } from "../../../../fleet/platform/external-dns.ts";
import { veleroPlan } from "../../../../fleet/platform/velero.ts";
import { declarationOf, POOL, resolved } from "./fleets.ts";

const BACKUP = { every: "6h", keep: "30d" };
const LOCATION = { bucket: "acme-backups", prefix: "prod", region: "europe-west3" };
const VELERO = "acme-prod-fra-velero@acme-prod-1234.iam.gserviceaccount.com";

const GHENT = {
  country: "BE",
  clusters: { ghent: { provisioner: { kind: "gke", project: "acme-be-1234", nodePools: POOL } } },
};
const DUBLIN = {
  country: "IE",
  clusters: {
    dub: {
      version: "1.34",
      provisioner: {
        kind: "eks",
        account: "123456789012",
        deployer: "arn:aws:iam::123456789012:role/deployer",
        autoMode: true,
      },
    },
  },
};

/** `fra` among others, with backups that each region keeps in a bucket. */
function fleetOf(
  { location = LOCATION, others = {}, dns, credentials = "identity" }: Facts = {},
  provisioner: object = { nodePools: POOL },
) {
  const locations = {
    "europe-west3": location,
    ...Object.fromEntries(
      Object.keys(others).map((region) => [region, { bucket: `acme-${region}`, create: true }]),
    ),
  };
  const facts = { backup: { ...BACKUP, credentials, locations }, ...(dns === undefined ? {} : { dns }) };
  const declaration = declarationOf(provisioner, {}, {}, facts) as Declaration;
  Object.assign(declaration.environments.prod.regions, others);
  return resolved(declaration);
}

interface Facts {
  readonly location?: object;
  readonly others?: Readonly<Record<string, object>>;
  readonly dns?: object;
  readonly credentials?: string;
}

interface Declaration {
  readonly environments: { readonly prod: { readonly regions: Record<string, object> } };
}

function identitiesOf(facts?: Facts, provisioner?: object) {
  const { cluster, environment } = fleetOf(facts, provisioner);
  return planGke(cluster, environment).identities;
}

function objectsOf(facts?: Facts, provisioner?: object) {
  const { cluster, environment } = fleetOf(facts, provisioner);
  const { objects } = veleroPlan(cluster, environment) ?? assert.fail("no Velero");
  return objects as unknown as { kind: string; metadata: { name: string }; spec: Record<string, unknown> }[];
}

describe("the identity of a system on GKE", () => {
  it("is Velero's own: its folder and lists of it, in its bucket and no other", () => {
    const [velero] = identitiesOf();
    assert.equal(velero?.email, VELERO);
    assert.equal(velero.pods, "serviceAccount:acme-prod-1234.svc.id.goog[velero/velero-server]");
    assert.deepEqual(velero.buckets, [
      {
        key: "own",
        role: "roles/storage.objectUser",
        bucket: "acme-backups",
        condition: {
          title: "backups of fra",
          expression:
            'resource.name.startsWith("projects/_/buckets/acme-backups/objects/prod/fra/") || ' +
            '(resource.name == "projects/_/buckets/acme-backups" && ' +
            'api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("prod/fra/"))',
        },
      },
    ]);
    assert.deepEqual([velero.projects, velero.zones], [[], []]);
  });

  it("reads what a peer lets it read, in a bucket that the stack of the peer may make later", () => {
    const [velero] = identitiesOf({ others: { "europe-west1": GHENT } });
    assert.deepEqual(
      velero?.projects.map(({ key, role, project, condition }) => [key, role, project, condition?.title]),
      [["ghent", "roles/storage.objectViewer", "acme-be-1234", "backups of ghent"]],
    );
    assert.match(
      String(velero?.projects[0]?.condition?.expression),
      /"acme-europe-west1"|acme-europe-west1\/objects\/ghent\//,
    );
  });

  it("is nobody in AWS, nor is a cluster of EKS anybody in Cloud Storage", () => {
    const facts = { others: { "eu-west-1": DUBLIN } };
    const { cluster, environment } = fleetOf(facts);
    const [velero] = planGke(cluster, environment).identities;
    assert.deepEqual([velero?.buckets.length, velero?.projects], [1, []]);
    const dub = environment.clusters.find(({ name }) => name === "dub")!;
    assert.deepEqual(
      [cluster, dub].flatMap((reader) =>
        readingRights(reader, environment).map((right) => right.explanation),
      ),
      [
        "fra does not read the backups of dub: they are in S3, and its identity is good for Cloud Storage",
        "dub does not read the backups of fra: they are in Cloud Storage, and its identity is good for S3",
      ],
    );
  });

  it("is told to Velero: an account that it is and signs as, and no more than its plugin takes", () => {
    const [own, schedule, ...others] = objectsOf({ location: { ...LOCATION, country: "DE" } });
    assert.deepEqual(own?.spec, {
      provider: "gcp",
      accessMode: "ReadWrite",
      default: true,
      objectStorage: { bucket: "acme-backups", prefix: "prod/fra" },
      config: { serviceAccount: VELERO },
    });
    assert.deepEqual(others, []);
    assert.equal(schedule?.kind, undefined, "nothing to back up: no workload is declared");
    const { cluster, environment } = fleetOf();
    const values = veleroPlan(cluster, environment)?.charts[0]?.values ?? {};
    assert.deepEqual(values.serviceAccount, {
      server: { annotations: { [ACCOUNT_ANNOTATION]: VELERO } },
    });
    assert.deepEqual(
      (values.initContainers as { name: string; image: string }[]).map(({ name, image }) => [name, image]),
      [["velero-plugin-for-gcp", VELERO_PLUGINS.gcp["1.18"]]],
    );
  });

  it("signs as itself where it reads a peer's, too", () => {
    const peers = objectsOf({ others: { "europe-west1": GHENT } }).filter(
      ({ metadata }) => metadata.name === "ghent",
    );
    assert.deepEqual(
      peers.map(({ spec }) => [spec.accessMode, spec.config]),
      [["ReadOnly", { serviceAccount: VELERO }]],
    );
  });

  it("names the key of the objects as Cloud Storage does", () => {
    const kmsKeyId = "projects/acme-kms-1234/locations/europe-west3/keyRings/ring/cryptoKeys/key";
    const [own] = objectsOf({ location: { ...LOCATION, kmsKeyId } });
    assert.deepEqual(own?.spec.config, { serviceAccount: VELERO, kmsKeyName: kmsKeyId });
  });

  it("is external-dns's own: one zone that is named, or the zones of its project", () => {
    const zone = (hosting?: object) =>
      identitiesOf({ dns: { zone: "acme.example", provider: "google", ...(hosting && { hosting }) } })
        .filter(({ system }) => system === "external-dns")
        .map(({ projects, zones }) => [...projects, ...zones].map((right) => Object.values(right).join(" ")));
    assert.deepEqual(zone({ project: "acme-dns-1234", zoneId: "acme" }), [
      ["zones roles/dns.reader acme-dns-1234", "zone roles/dns.admin acme-dns-1234 acme"],
    ]);
    assert.deepEqual(zone(), [["zones roles/dns.admin acme-prod-1234"]]);
  });

  it("is told to external-dns, with the project of its zone", () => {
    const { cluster, environment } = fleetOf({
      dns: { zone: "acme.example", provider: "google", hosting: { project: "acme-dns-1234" } },
    });
    const { serviceAccount, extraArgs } = externalDnsPlan(cluster, environment)?.charts[0]?.values ?? {};
    const email = "acme-prod-fra-dns@acme-prod-1234.iam.gserviceaccount.com";
    assert.deepEqual(serviceAccount, { annotations: { [ACCOUNT_ANNOTATION]: email } });
    assert.deepEqual(extraArgs, ["--google-project=acme-dns-1234"]);
  });

  it("is none where nothing calls Google: S3 with credentials, another's zone, a cluster that is adopted", () => {
    assert.deepEqual(identitiesOf({ credentials: "secret" }), []);
    assert.deepEqual(identitiesOf({ location: { ...LOCATION, url: "https://s3.example" } }), []);
    assert.deepEqual(identitiesOf({ dns: { zone: "acme.example" }, credentials: "secret" }), []);
    assert.deepEqual(identitiesOf({}, { adopt: true, name: "old-one" }), []);
  });
});
