import { GOOD, refuses } from "./malformed.ts";

/** Adds lines to environment local, behind its hub. */
const local = (lines: string): [string, string] => [
  "    hub: dub",
  `    hub: dub\n${lines.replace(/^/gm, "    ")}`,
];
const backup = (text: string): [string, string][] => [local(`backup: { ${text} }`)];
const REAL = "provisioner: { kind: existing, secret: dub }";
const eu = "eu-west-1: { bucket: eu }";
const confined: [string, string] = ["manifests: web.yaml", "manifests: web.yaml\n    residency: eu-only"];

describe("the backups of a declaration", () => {
  refuses([
    {
      name: "need no location where nothing runs",
      edit: backup("every: 6h, keep: 30d"),
      problems: [],
    },
    {
      name: "are at times that a day has, and kept until the next one is taken",
      edit: backup("every: 7h, keep: 6h"),
      problems: [
        "fleet.yaml:7:22: environments.local.backup.every: backups every 7h have no fixed times of the day (expected minutes that divide an hour, hours that divide a day, 1d or 7d; the nearest: 6h and 8h)",
        "fleet.yaml:7:32: environments.local.backup.keep: backups are gone after 6h, and the next one is taken after 7h (keep them for at least the time between two)",
      ],
    },
    {
      name: "are in regions that there are",
      edit: backup("every: 6h, keep: 30d, locations: { eu-west-2: { bucket: b } }"),
      problems: [
        'fleet.yaml:7:50: environments.local.backup.locations.eu-west-2: there is no region "eu-west-2" in environment local (did you mean "eu-west-1"?)',
      ],
    },
    {
      name: "have a bucket wherever something runs, as names of buckets are worldwide",
      edit: [
        ["dub: { provisioner: { kind: kwok }", `dub: { ${REAL}`],
        ...backup("every: 6h, keep: 30d, locations: { us-east-1: { bucket: us } }"),
      ],
      problems: [
        "fleet.yaml:7:5: environments.local.backup: region eu-west-1 has no location, and its clusters would have no backups (add locations.eu-west-1 with a bucket)",
      ],
    },
    {
      name: "are in a country that goes with the region of the bucket",
      edit: backup("every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, country: DE } }"),
      problems: [
        "fleet.yaml:7:83: environments.local.backup.locations.eu-west-1.country: the bucket is in region eu-west-1, which is in IE and not in DE (leave it out, or name the bucket's region)",
      ],
    },
    {
      name: "are in folders without slashes at their ends",
      edit: backup("every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, prefix: /b } }"),
      problems: [
        'fleet.yaml:7:82: environments.local.backup.locations.eu-west-1.prefix: "/b" is not a folder: no slash at the start or end, and no two in a row',
      ],
    },
    {
      name: "stay where the profile of a workload lets backups be",
      edit: [
        confined,
        ...backup(`every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, region: us-east-1 } }`),
      ],
      problems: [
        "fleet.yaml:25:16: workloads.web.residency: profile eu-only keeps backups in [EEA], and those of dub in environment local go to bucket b in US, see fleet.yaml:7:61 (use a bucket in one of these places, or place the workload elsewhere)",
      ],
    },
    {
      name: "go nowhere that no country is known of, with a profile",
      edit: [
        confined,
        ...backup(`every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, region: eu-north-1 } }`),
      ],
      problems: [
        "fleet.yaml:25:16: workloads.web.residency: profile eu-only keeps backups in [EEA], and those of dub in environment local go to bucket b in region eu-north-1, of which no country is known, see fleet.yaml:7:61 (add country to the location of eu-west-1)",
      ],
    },
    {
      name: "may go to a region outside of the environment whose country is declared",
      edit: [
        confined,
        ...backup(
          `every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, region: eu-north-1, country: SE } }`,
        ),
      ],
      problems: [],
    },
    {
      name: "follow the rule for backups, where a profile has one",
      edit: [
        ["eu-only: { data: [EEA] }", "eu-only: { data: [EEA], backups: [DE] }"],
        confined,
        ...backup(`every: 6h, keep: 30d, locations: { ${eu} }`),
      ],
      problems: [
        "fleet.yaml:25:16: workloads.web.residency: profile eu-only keeps backups in [DE], and those of dub in environment local go to bucket eu in IE, see fleet.yaml:7:61 (use a bucket in one of these places, or place the workload elsewhere)",
      ],
    },
    {
      name: "of a workload without a profile go anywhere",
      edit: backup("every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b, region: us-east-1 } }"),
      problems: [],
    },
    {
      name: "are in one folder with those of another environment",
      edit: GOOD.replace("hub: dub", `hub: dub\n    backup: { every: 6h, keep: 30d, locations: { ${eu} } }`)
        .replace(
          "hub: fra",
          "hub: dub\n    backup: { every: 6h, keep: 30d, locations: { eu-central-1: { bucket: eu } } }",
        )
        .replace("clusters: { fra:", "clusters: { dub:"),
      problems: [
        "fleet.yaml:19:64: environments.stage.backup.locations.eu-central-1: folder dub of bucket eu, for cluster dub, is that of cluster dub of environment local, see fleet.yaml:7:61 (set prefix, or another bucket)",
      ],
    },
    {
      name: "are in a folder inside another's, which Velero does not take",
      edit: [
        local("backup: { every: 6h, keep: 30d, locations: { eu-west-1: { bucket: b } } }"),
        [
          "    hub: fra",
          "    hub: fra\n    backup: { every: 6h, keep: 30d, locations: { eu-central-1: { bucket: b, prefix: dub } } }",
        ],
      ],
      problems: [
        "fleet.yaml:19:64: environments.stage.backup.locations.eu-central-1: folder dub/fra of bucket b, for cluster fra, overlaps that of cluster dub of environment local, see fleet.yaml:7:61 (set prefix, or another bucket)",
      ],
    },
  ]);
});
