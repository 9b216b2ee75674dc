import { refuses } from "./malformed.ts";

const sinks = (text: string): [string, string] => [
  "    hub: dub",
  `    hub: dub\n    observability: { sinks: { ${text} } }`,
];
const confined: [string, string] = ["manifests: web.yaml", "manifests: web.yaml\n    residency: eu-only"];
const EU = "eu: { endpoint: https://otlp.eu.example, country: DE, accepts: [EEA] }";
const US = "us: { endpoint: https://otlp.us.example, country: US }";
const WORLD = "world: { endpoint: https://otlp.example, country: US, accepts: [EEA, US] }";

describe("the telemetry of a declaration", () => {
  refuses([
    { name: "has a sink for every country", edit: [sinks(`${EU}, ${US}`)], problems: [] },
    {
      name: "has none for a country that no sink accepts",
      edit: [sinks(EU)],
      problems: [
        "fleet.yaml:7:29: environments.local.observability.sinks: no sink accepts region us-east-1, which is in US: eu accepts EEA (add a sink in US, or US or a group of it to what one accepts)",
      ],
    },
    {
      name: "has no sink at all",
      edit: [["    hub: dub", "    hub: dub\n    observability: { sinks: {} }"]],
      problems: [
        "fleet.yaml:7:29: environments.local.observability.sinks: telemetry needs at least one sink",
      ],
    },
    {
      name: "stays where the profile of a workload lets data be",
      edit: [confined, sinks(WORLD)],
      problems: [
        "fleet.yaml:25:16: workloads.web.residency: profile eu-only keeps telemetry in [EEA], and cluster dub of environment local sends it to sink world in US, see fleet.yaml:7:38 (declare a sink in one of these places that accepts the cluster's country, or place the workload elsewhere)",
      ],
    },
    {
      name: "goes to the sink that is nearest, and so may have a foreign one beside it",
      edit: [confined, sinks(`${EU}, ${WORLD}`)],
      problems: [],
    },
    {
      name: "of a confined workload is well in a sink at home",
      edit: [confined, sinks(`${EU}, ${US}`)],
      problems: [],
    },
    {
      name: "follows the rule for telemetry, where a profile has one",
      edit: [
        ["eu-only: { data: [EEA] }", "eu-only: { data: [EEA], telemetry: [EEA, US] }"],
        confined,
        sinks(WORLD),
      ],
      problems: [],
    },
  ]);
});

describe("the DNS of a declaration", () => {
  const dns = (text: string): [string, string][] => [
    ["    hub: dub", `    hub: dub\n    dns: { zone: fleet.test${text} }`],
  ];
  refuses([
    { name: "needs a zone and no more", edit: dns(""), problems: [] },
    {
      name: "needs a server for updates",
      edit: dns(", provider: rfc2136"),
      problems: [
        "fleet.yaml:7:10: environments.local.dns: provider rfc2136 needs a server to send updates to, and no other provider has one",
      ],
    },
    {
      name: "has a server with a port",
      edit: dns(", provider: rfc2136, server: 10.0.0.2:5353"),
      problems: [],
    },
    {
      name: "has a server for a provider that has its own",
      edit: dns(", server: 10.0.0.2"),
      problems: [
        "fleet.yaml:7:10: environments.local.dns: provider rfc2136 needs a server to send updates to, and no other provider has one",
      ],
    },
    {
      name: "has a server that is an address",
      edit: dns(', provider: rfc2136, server: "https://ns"'),
      problems: ['fleet.yaml:7:57: environments.local.dns.server: "https://ns" is not a host, or host:port'],
    },
  ]);
});
