import { refuses } from "./malformed.ts";

type Edit = [from: string, to: string];

/** The good declaration with backups, and a drill from dub to iad of which one line is another. */
function drill(
  lines: readonly string[] = [],
  { backup = "every: 6h, keep: 30d", more = [] }: { backup?: string; more?: readonly string[] } = {},
): Edit {
  const given = new Map(DRILL);
  for (const line of lines) given.set(line.slice(0, line.indexOf(":")), line);
  const text = [...given.values()].filter((line) => !line.endsWith(": -"));
  return [
    "    hub: dub",
    [
      "    hub: dub",
      ...(backup === "" ? [] : [`    backup: { ${backup} }`]),
      "    recovery:",
      ...more.map((line) => `      ${line}`),
      "      drills:",
      "        exercise:",
      ...text.map((line) => `          ${line}`),
    ].join("\n"),
  ];
}
const DRILL: [string, string][] = [
  ["mode", "mode: sandbox"],
  ["source", "source: dub"],
  ["target", "target: iad"],
  ["budget", "budget: { rto: 5m, rpo: 6h }"],
];
const at = "environments.local.recovery.drills.exercise";
const web: Edit = ["manifests: web.yaml", "manifests: web.yaml\n    residency: eu-only"];
const ABROAD =
  "every: 6h, keep: 30d, locations: { eu-west-1: { bucket: eu, region: eu-north-1 }, us-east-1: { bucket: us } }";
const existing = (name: string, more = ""): Edit => [
  `${name}: { provisioner: { kind: kwok }`,
  `${name}: { provisioner: { kind: existing, secret: ${name} }${more}`,
];

describe("the drills of a declaration", () => {
  refuses([
    { name: "may be", edit: [drill()], problems: [] },
    { name: "may be for good", edit: [drill(["mode: failover", "workloads: [web]"])], problems: [] },
    {
      name: "of the hub need no backup",
      edit: [drill(["mode: hub", "source: -", "target: -", "budget: { rto: 10m }"], { backup: "" })],
      problems: [],
    },
    {
      name: "are between two clusters that there are",
      edit: [drill(["source: dup", "target: fra"])],
      problems: [
        `fleet.yaml:12:19: ${at}.source: there is no cluster "dup" in environment local (did you mean "dub"?)`,
        `fleet.yaml:13:19: ${at}.target: there is no cluster "fra" in environment local (known: dub, iad)`,
      ],
    },
    {
      name: "are between two clusters, and not one",
      edit: [drill(["target: dub"])],
      problems: [`fleet.yaml:13:19: ${at}.target: "dub" is the source, too (name another cluster)`],
    },
    {
      name: "are of workloads that there are, each once",
      edit: [drill(["workloads: [wep, db, db]"])],
      problems: [
        `fleet.yaml:15:23: ${at}.workloads[0]: there is no workload "wep" in environment local (did you mean "web"?)`,
        `fleet.yaml:15:32: ${at}.workloads[2]: "db" is named twice`,
      ],
    },
    {
      name: "need a backup",
      edit: [drill([], { backup: "" })],
      problems: [
        `fleet.yaml:9:9: ${at}: environment local has no backup, and this drill restores one (add backup to the environment)`,
      ],
    },
    {
      name: "do not restore in a cluster that is gone for good, nor from one",
      edit: [
        drill(),
        ["iad: { provisioner: { kind: kwok }", "iad: { provisioner: { kind: kwok }, state: tombstoned"],
      ],
      problems: [
        `fleet.yaml:13:19: ${at}.target: cluster iad is tombstoned: it is gone for good (name another cluster)`,
      ],
    },
    {
      name: "do not restore in a cluster that takes nothing in",
      edit: [
        drill(),
        ["iad: { provisioner: { kind: kwok }", "iad: { provisioner: { kind: kwok }, cordoned: true"],
      ],
      problems: [
        `fleet.yaml:13:19: ${at}.target: cluster iad is cordoned, and takes no workloads in (uncordon it, or name another cluster)`,
      ],
    },
    {
      name: "may have a target that something has failed over from, which is the way back",
      edit: [
        drill(),
        [
          "iad: { provisioner: { kind: kwok }",
          "iad: { provisioner: { kind: kwok }, cordoned: true, traffic: off",
        ],
      ],
      problems: [],
    },
    {
      name: "do not restore in a cluster whose API server is Karmada's, nor from one",
      edit: [
        drill(["source: iad", "target: dub"]),
        ["    hub: dub", "    federation: { karmada: { controlPlane: iad } }\n    hub: dub"],
      ],
      problems: [
        `fleet.yaml:13:19: ${at}.source: cluster iad has Karmada's API, and carries no workloads (name another cluster)`,
      ],
    },
    {
      name: "do not restore where a profile does not let workloads fail over to",
      edit: [drill(), web],
      problems: [
        `fleet.yaml:13:19: ${at}.target: iad does not read the backups of dub: web may fail over to [EEA], and not to US (name a cluster that may, or change what keeps it from it)`,
      ],
    },
    {
      name: "do not restore where the profile of the environment does not let it, whatever the workloads say",
      edit: [
        drill(),
        ["    hub: dub", "    residency: abroad\n    hub: dub"],
        [
          "eu-only: { data: [EEA] }",
          "eu-only: { data: [EEA] }\n  abroad: { data: [EEA, US], failover: [EEA] }",
        ],
      ],
      problems: [
        `fleet.yaml:15:19: ${at}.target: iad does not read the backups of dub: environment local may fail over to [EEA], and not to US (name a cluster that may, or change what keeps it from it)`,
      ],
    },
    {
      name: "do not restore data where it may not be, even if it may fail over there",
      edit: [
        drill(["workloads: [web]"]),
        web,
        ["eu-only: { data: [EEA] }", "eu-only: { data: [EEA], failover: [EEA, US] }"],
      ],
      problems: [
        `fleet.yaml:15:23: ${at}.workloads[0]: "web" may be in [EEA] by profile eu-only, and not in US (leave it out, or name another target)`,
      ],
    },
    {
      name: "name what the source carries",
      edit: [
        drill(["workloads: [web]"]),
        ["manifests: web.yaml", "manifests: web.yaml\n    placement: { clusters: [iad] }"],
      ],
      problems: [
        `fleet.yaml:15:23: ${at}.workloads[0]: "web" is not on dub: not selected by iad (leave it out, or name another target)`,
      ],
    },
    {
      name: "have something to restore",
      edit: [
        drill(["mode: failover"]),
        ["manifests: web.yaml", "manifests: web.yaml\n    placement: { clusters: [dub] }"],
        ["manifests: db", "manifests: db\n    placement: { clusters: { country: [IE, DE] } }"],
      ],
      problems: [
        `fleet.yaml:10:9: ${at}: nothing that dub carries can be restored in iad: db would not be placed on iad without dub: not selected by country in [IE, DE], web would not be placed on iad without dub: not selected by dub (name other clusters)`,
      ],
    },
    {
      name: "do not restore in an older Kubernetes",
      edit: [
        drill([], { backup: ABROAD }),
        existing("dub", ", version: 1.35.0"),
        existing("iad", ", version: 1.34.0"),
      ],
      problems: [
        `fleet.yaml:13:19: ${at}.target: cluster iad has Kubernetes 1.34, and dub 1.35: a backup is not restored in an older one (upgrade iad first)`,
      ],
    },
    {
      name: "do not take volumes where their snapshots cannot go",
      edit: [drill([], { backup: "every: 6h, keep: 30d, volumes: snapshot" })],
      problems: [
        `fleet.yaml:13:19: ${at}.target: snapshots of volumes stay where these are: those of dub are in eu-west-1, and iad is in us-east-1 (set volumes of the backups dub to move or files)`,
      ],
    },
    {
      name: "need a bucket that is not lost with the source",
      edit: [
        drill([], {
          backup: "every: 6h, keep: 30d, locations: { eu-west-1: { bucket: eu }, us-east-1: { bucket: us } }",
        }),
        existing("dub"),
      ],
      problems: [
        `fleet.yaml:12:19: ${at}.source: bucket eu is in eu-west-1, and so is dub: what takes the one takes the other (set region of backup.locations.eu-west-1 to another one)`,
      ],
    },
    {
      name: "lose no more than there is between two backups",
      edit: [drill(["budget: { rto: 5m, rpo: 10m }"])],
      problems: [
        `fleet.yaml:14:35: ${at}.budget.rpo: backups dub are taken every 6h: up to that much is lost, which is more than 10m (back up more often, or allow more)`,
      ],
    },
    {
      name: "go by the schedule of the workload, where it has one",
      edit: [
        drill(["budget: { rto: 5m, rpo: 1h }", "workloads: [web]"]),
        ["manifests: web.yaml", "manifests: web.yaml\n    backup: { every: 1h, exclude: [jobs] }"],
      ],
      problems: [
        `fleet.yaml:14:35: ${at}.budget.rpo: the backup of web leaves out jobs, and one of them tells how old it is (take jobs out of backup.exclude)`,
      ],
    },
    {
      name: "have canaries often enough to tell",
      edit: [drill(["budget: { rto: 5m, rpo: 30m }"], { backup: "every: 30m, keep: 30d, canary: 1h" })],
      problems: [
        `fleet.yaml:14:35: ${at}.budget.rpo: there is a canary every 1h, which cannot tell whether something is older than 30m (set backup.canary to less)`,
      ],
    },
    {
      name: "are not due again before they can be over",
      edit: [drill(["every: 5m"])],
      problems: [
        `fleet.yaml:15:18: ${at}.every: it is due again after 5m, and may take 5m (expected more than budget.rto)`,
      ],
    },
    {
      name: "have probes with names of their own",
      edit: [drill(["probes: [{ name: a, run: [./a] }, { name: a, run: [./b] }]"])],
      problems: [`fleet.yaml:15:53: ${at}.probes[1].name: there are two probes "a" (rename one)`],
    },
    {
      name: "have a key that is one, and records in the project",
      edit: [drill([], { more: ["publicKey: ed25519:abc", "records: ../drills"] })],
      problems: [
        'fleet.yaml:9:18: environments.local.recovery.publicKey: "ed25519:abc" is no public key of Ed25519 (expected the line that fleet drill key prints: ed25519:…)',
        'fleet.yaml:10:16: environments.local.recovery.records: "../drills" is outside of the project (expected a folder of the project, such as drills)',
      ],
    },
  ]);
});

describe("the backups of workloads", () => {
  const own = (text: string): Edit => ["manifests: web.yaml", `manifests: web.yaml\n    backup: { ${text} }`];
  const backup: Edit = ["    hub: dub", "    hub: dub\n    backup: { every: 6h, keep: 12h }"];

  refuses([
    { name: "may be", edit: [backup, own("every: 1h, keep: 2h, volumes: none")], problems: [] },
    {
      name: "need those of their environment",
      edit: [own("every: 1h")],
      problems: [
        "fleet.yaml:24:5: workloads.web.backup: environment local has no backup, so there is nowhere for this one to go (add backup to environment local)",
      ],
    },
    {
      name: "are at times that a day has",
      edit: [backup, own("every: 7h")],
      problems: [
        "fleet.yaml:25:22: workloads.web.backup.every: backups every 7h have no fixed times of the day (expected minutes that divide an hour, hours that divide a day, 1d or 7d; the nearest: 6h and 8h)",
      ],
    },
    {
      name: "are kept until the next one is taken, whoever says for how long",
      edit: [backup, own("every: 1d")],
      problems: [
        "fleet.yaml:25:22: workloads.web.backup.every: backups are gone after 12h, and the next one is taken after 1d (keep them for at least the time between two)",
      ],
    },
    {
      name: "have canaries at times that a day has",
      edit: [["    hub: dub", "    hub: dub\n    backup: { every: 6h, keep: 12h, canary: 7m }"]],
      problems: [
        "fleet.yaml:7:45: environments.local.backup.canary: canaries every 7m have no fixed times of the day (expected minutes that divide an hour, hours that divide a day, 1d or 7d; the nearest: 6m and 10m)",
      ],
    },
    {
      name: "are sealed with a key of the bucket's region",
      edit: [
        [
          "    hub: dub",
          "    hub: dub\n    backup: { every: 6h, keep: 12h, locations: { eu-west-1: { bucket: b, region: eu-north-1, kmsKeyId: arn:aws:kms:eu-west-1:1:key/k } } }",
        ],
      ],
      problems: [
        "fleet.yaml:7:104: environments.local.backup.locations.eu-west-1.kmsKeyId: the key is in eu-west-1, and the bucket in eu-north-1 (expected arn:aws:kms:eu-north-1:…, or an alias, which is of the bucket's region)",
      ],
    },
  ]);
});
