import { refuses } from "./malformed.ts";

const local = (lines: string): [string, string] => [
  "    hub: dub",
  `    hub: dub\n${lines.replace(/^/gm, "    ")}`,
];
const whole = (profile: string, more = ""): [string, string][] => [
  ["eu-only: { data: [EEA] }", profile],
  local(`residency: eu-only${more}`),
];
const EXCEPTION = 'basis: SCC, approver: A. Weber, expires: "2027-01-31"';

describe("the residency of a declaration", () => {
  refuses([
    {
      name: "names a profile that there is",
      edit: [local("residency: eu")],
      problems: [
        'fleet.yaml:7:16: environments.local.residency: there is no residency profile "eu" (known: eu-only)',
      ],
    },
    {
      name: "holds for every region of the environment",
      edit: whole("eu-only: { data: [EEA] }"),
      problems: [
        "fleet.yaml:14:18: environments.local.regions.us-east-1.country: profile eu-only keeps data in [EEA], and region us-east-1 is in US, see fleet.yaml:7:16 (declare the region in another environment, or allow its country)",
      ],
    },
    {
      name: "holds for the hub",
      edit: [
        ["hub: dub", "hub: iad"],
        ["eu-only: { data: [EEA] }", "eu-only: { data: [EEA] }"],
        ["    hub: iad", "    hub: iad\n    residency: eu-only"],
      ],
      problems: [
        "fleet.yaml:6:10: environments.local.hub: profile eu-only keeps data in [EEA], and the hub iad, from which every cluster is reached, is in US, see fleet.yaml:7:16 (choose a hub in one of these places: dub)",
        "fleet.yaml:14:18: environments.local.regions.us-east-1.country: profile eu-only keeps data in [EEA], and region us-east-1 is in US, see fleet.yaml:7:16 (declare the region in another environment, or allow its country)",
      ],
    },
    {
      name: "lets an exception hold for a region",
      edit: whole(
        `eu-only: { data: [EEA], exceptions: [{ match: "urn:pulumi:local-us-east-1::**", ${EXCEPTION} }] }`,
      ),
      problems: [],
    },
    {
      name: "does not let one hold for another region",
      edit: whole(
        `eu-only: { data: [EEA], exceptions: [{ match: "urn:pulumi:local-eu-west-1::**", ${EXCEPTION} }] }`,
      ),
      problems: [
        "fleet.yaml:14:18: environments.local.regions.us-east-1.country: profile eu-only keeps data in [EEA], and region us-east-1 is in US, see fleet.yaml:7:16 (declare the region in another environment, or allow its country)",
      ],
    },
    {
      name: "holds for every bucket and every key",
      edit: whole(
        "eu-only: { data: [EEA, US], backups: [EEA], keys: [EEA] }",
        '\nbackup: { every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, kmsKeyId: "arn:aws:kms:us-east-1:1:key/k" } } }',
      ),
      problems: [
        "fleet.yaml:8:13: environments.local.backup: profile eu-only keeps backups in [EEA], and those of iad in environment local go to bucket acme-local-us-east-1-backups in US, see fleet.yaml:7:16 (use a bucket in one of these places, or place the workload elsewhere)",
        "fleet.yaml:8:61: environments.local.backup.locations.eu-west-1: profile eu-only keeps keys in [EEA], and the backups of dub in environment local are sealed with a key in us-east-1, in US, see fleet.yaml:7:16 (name a key by an ARN with a region in one of these places, and no multi-Region key)",
        "fleet.yaml:8:84: environments.local.backup.locations.eu-west-1.kmsKeyId: the key is in us-east-1, and the bucket in eu-west-1 (expected arn:aws:kms:eu-west-1:…, or an alias, which is of the bucket's region)",
      ],
    },
    {
      name: "holds for every sink that is used",
      edit: whole(
        "eu-only: { data: [EEA, US], telemetry: [EEA] }",
        "\nobservability: { sinks: { us: { endpoint: https://us, country: US, accepts: [EEA, US] } } }",
      ),
      problems: [
        "fleet.yaml:8:35: environments.local.observability.sinks.us: profile eu-only keeps telemetry in [EEA], and clusters dub, iad of environment local send it to sink us in US, see fleet.yaml:7:16 (declare a sink in one of these places that accepts the cluster's country, or place the workload elsewhere)",
      ],
    },
  ]);
});
