import { refuses } from "./malformed.ts";

const dns = (text: string): [string, string] => [
  "    hub: dub",
  `    hub: dub\n    dns: { zone: acme.example, ${text} }`,
];
const shop = (text: string, more = "hosting: {}"): [string, string] =>
  dns(`${more}, names: { shop: { ${text} } }`);
const BOTH = "answers: { dub: [198.51.100.1], iad: [198.51.100.2] }";
const at = (column: number, path: string) => `fleet.yaml:7:${column}: environments.local.dns.${path}`;
const GOOGLE = "provider: google, hosting: { project: acme }";

describe("the global names of a declaration", () => {
  refuses([
    ...[
      `policy: simple, ${BOTH}`,
      `policy: weighted, ${BOTH}, weights: { dub: 3 }, check: { path: /healthz }`,
      `policy: latency, ${BOTH}, workload: web`,
      `policy: geolocation, ${BOTH}, areas: { dub: [EU, GB], iad: [US] }, default: iad`,
      `policy: failover, ${BOTH}, order: [iad, dub], check: {}`,
    ].map((text) => ({ name: `may be: ${text}`, edit: [shop(text)], problems: [] })),
    {
      name: "may be served by Cloud DNS",
      edit: [
        shop(`policy: weighted, ${BOTH}, check: { from: [europe-west1, us-east1, asia-east1] }`, GOOGLE),
      ],
      problems: [],
    },
    ...[
      `policy: simple, ${BOTH}`,
      `policy: weighted, ${BOTH}, weights: { dub: 3 }, healthChecks: { dub: 2c5a }`,
      `policy: geolocation, ${BOTH}, areas: { dub: [EU, GB], iad: [US] }, default: iad`,
      `policy: failover, ${BOTH}, order: [iad, dub], healthChecks: { iad: 2c5a }`,
    ].map((text) => ({
      name: `may be written by external-dns to Route 53: ${text}`,
      edit: [shop(text, "policy: sync")],
      problems: [],
    })),
    {
      name: "may be written by external-dns to any zone, with policy simple",
      edit: [shop(`policy: simple, ${BOTH}`, "policy: sync, provider: azure")],
      problems: [],
    },
    {
      name: "are in a zone that the program cannot write to",
      edit: [shop(`policy: simple, ${BOTH}`, "provider: azure, hosting: {}")],
      problems: [
        `${at(42, "provider")}: azure is not a provider whose zones the program writes to (aws (Route 53) and google (Cloud DNS) are; without hosting, external-dns writes global names)`,
      ],
    },
    {
      name: "would keep answers for ever",
      edit: [dns(`names: { shop: { policy: simple, ${BOTH} } }`)],
      problems: [
        `fleet.yaml:7:5: environments.local.dns.policy: with upsert-only, answers of shop would never go (choose sync, which deletes what external-dns itself has written)`,
      ],
    },
    {
      name: "ask for a policy that external-dns cannot have at a provider",
      edit: [
        shop(
          `policy: geolocation, ${BOTH}, areas: { dub: [EU] }, default: iad`,
          "policy: sync, provider: google",
        ),
      ],
      problems: [
        `${at(89, "names.shop.policy")}: external-dns can make geolocation of no name at google: everybody gets all answers there (choose simple, or for geolocation provider aws)`,
      ],
    },
    {
      name: "ask for a policy that external-dns cannot have at a provider, and others can",
      edit: [shop(`policy: weighted, ${BOTH}`, "policy: sync, provider: cloudflare")],
      problems: [
        `${at(93, "names.shop.policy")}: external-dns can make weighted of no name at cloudflare: everybody gets all answers there (choose simple, or for weighted provider aws or provider google with hosting)`,
      ],
    },
    {
      name: "ask for checks that nobody makes",
      edit: [shop(`policy: weighted, ${BOTH}, check: {}`, "policy: sync")],
      problems: [
        `${at(143, "names.shop.check")}: external-dns makes no health checks (give healthChecks, by cluster the id of one that exists; or add hosting, with which they are made)`,
      ],
    },
    {
      name: "bring checks where they are made",
      edit: [shop(`policy: weighted, ${BOTH}, healthChecks: { dubb: 2c5a, iad: 2c5b }`)],
      problems: [`${at(151, "names.shop.healthChecks.dubb")}: "dubb" has no answer (did you mean "dub"?)`],
    },
    {
      name: "have checks of their own where they are made",
      edit: [shop(`policy: weighted, ${BOTH}, healthChecks: { iad: 2c5b }`)],
      problems: [
        `${at(149, "names.shop.healthChecks")}: with hosting the program makes the health checks (give check instead)`,
      ],
    },
    {
      name: "fail over without a check of the first choice, written by external-dns",
      edit: [
        shop(`policy: failover, ${BOTH}, order: [dub, iad], healthChecks: { iad: 2c5b }`, "policy: sync"),
      ],
      problems: [
        `${at(55, "names.shop")}: without a check nobody finds out that the first choice fails (add healthChecks: { dub: <id of a health check of Route 53> })`,
      ],
    },
    {
      name: "are in no project",
      edit: [dns("provider: google, hosting: {}")],
      problems: [`${at(59, "hosting")}: a zone of Cloud DNS is in a project (add project)`],
    },
    {
      name: "name clusters and a workload that there are not",
      edit: [
        shop(
          "policy: failover, answers: { dubb: [198.51.100.1], iad: [198.51.100.2] }, order: [dub, iad], workload: wep",
        ),
      ],
      problems: [
        `${at(91, "names.shop.answers.dubb")}: there is no cluster "dubb" in environment local (did you mean "dub"?)`,
        `${at(144, "names.shop.order[0]")}: "dub" has no answer (did you mean "dubb"?)`,
        `${at(165, "names.shop.workload")}: there is no workload "wep" in environment local (did you mean "web"?)`,
      ],
    },
    {
      name: "are answered with what is no address",
      edit: [shop("policy: simple, answers: { dub: [198.51.100] }")],
      problems: [
        `${at(95, "names.shop.answers.dub[0]")}: "198.51.100" is neither an IP address nor a DNS name`,
      ],
    },
    {
      name: "are answered by nobody",
      edit: [
        ["manifests: web.yaml", "manifests: web.yaml\n    residency: eu-only"],
        shop("policy: simple, workload: web, answers: { iad: [198.51.100.2] }"),
      ],
      problems: [
        `${at(102, "names.shop.answers")}: nobody may answer for shop.acme.example: iad: jurisdiction US not in [EEA] (name a cluster that may answer, or take the name out)`,
      ],
    },
    {
      name: "are addresses and other names at once",
      edit: [shop("policy: weighted, answers: { dub: [198.51.100.1], iad: [lb.iad.example] }")],
      problems: [
        `${at(89, "names.shop.answers")}: the answers are addresses of all clusters, or one name for each of them (iad have a name)`,
      ],
    },
    {
      name: "are two other names for everybody",
      edit: [shop("policy: simple, answers: { dub: [lb.dub.example], iad: [lb.iad.example] }")],
      problems: [
        `${at(70, "names.shop.policy")}: with policy simple everybody gets all answers, and a name can stand for one other name only (choose weighted, with equal weights)`,
      ],
    },
    {
      name: "are checked to no end",
      edit: [shop(`policy: simple, ${BOTH}, check: {}`)],
      problems: [
        `${at(140, "names.shop.check")}: policy simple gives all answers, whether they are well or not (choose weighted, with equal weights)`,
      ],
    },
    {
      name: "have no weight at all",
      edit: [shop(`policy: weighted, ${BOTH}, weights: { dub: 0, iad: 0 }`)],
      problems: [`${at(144, "names.shop.weights")}: all weights are 0 (nobody would get an answer)`],
    },
    {
      name: "have an area with two answers",
      edit: [shop(`policy: geolocation, ${BOTH}, areas: { dub: [EU, DE], iad: [DE] }, default: dub`)],
      problems: [
        `${at(168, "names.shop.areas.iad[0]")}: DE is answered by dub already (an area has one answer)`,
      ],
    },
    {
      name: "fail over between three, and unseen",
      edit: [shop(`policy: failover, ${BOTH}, order: [dub, iad, dub]`)],
      problems: [
        `${at(54, "names.shop")}: without a check nobody finds out that the first choice fails (add check: { path: /healthz })`,
        `${at(142, "names.shop.order")}: failover is between two clusters, the first choice and the second, and both have answers (for more than two choose latency or weighted, with a check)`,
      ],
    },
    {
      name: "are by country in Cloud DNS",
      edit: [shop(`policy: geolocation, ${BOTH}, areas: { dub: [EU] }, default: iad`, GOOGLE)],
      problems: [
        `${at(103, "names.shop.policy")}: Cloud DNS chooses by the nearest region of Google Cloud, not by country (choose latency)`,
      ],
    },
    {
      name: "are checked as Cloud DNS cannot",
      edit: [shop("policy: weighted, answers: { dub: [lb.dub.example] }, check: { every: 10s }", GOOGLE)],
      problems: [
        `${at(156, "names.shop.check")}: Cloud DNS checks addresses only (give addresses as answers)`,
        `${at(156, "names.shop.check")}: Cloud DNS checks from three regions (add from, with three)`,
        `${at(165, "names.shop.check.every")}: Cloud DNS checks every 30s or less often (30s)`,
      ],
    },
    {
      name: "are by nearness where Cloud DNS does not know the regions",
      edit: [shop(`policy: latency, ${BOTH}`, GOOGLE)],
      problems: [
        `${at(123, "names.shop.answers.dub")}: Cloud DNS knows no region "eu-west-1", and cannot tell who is near it (choose weighted or failover, or call the region as the cloud does)`,
        `${at(144, "names.shop.answers.iad")}: Cloud DNS knows no region "us-east-1", and cannot tell who is near it (choose weighted or failover, or call the region as the cloud does)`,
      ],
    },
  ]);
});

const ZONE: [string, string] = dns("hosting: {}, names: { shop: { policy: simple, " + BOTH + " } }");
const web = (text: string): [string, string] => [
  "    manifests: web.yaml",
  `    manifests: web.yaml\n    dns: { ${text} }`,
];

describe("a workload's own name", () => {
  refuses([
    ...[
      `name: web, policy: simple, ${BOTH}`,
      `name: web.eu, policy: failover, ${BOTH}, order: [iad, dub], check: {}`,
    ].map((text) => ({ name: `may be: ${text}`, edit: [ZONE, web(text)], problems: [] })),
    {
      name: "has no zone",
      edit: [web(`name: web, policy: simple, ${BOTH}`)],
      problems: [
        "fleet.yaml:24:5: workloads.web.dns: environment local has no zone for it (add dns: { zone: … } to environments.local)",
      ],
    },
    {
      name: "is in two environments",
      edit: [
        ZONE,
        web(`name: web, policy: simple, ${BOTH}`),
        ["environments: [local]", "environments: [local, stage]"],
      ],
      problems: [
        "fleet.yaml:25:5: workloads.web.dns: it is in local, stage, and an address belongs to one environment (give it a name in each: environments.<environment>.dns.names, with workload: web)",
      ],
    },
    {
      name: "is declared twice",
      edit: [ZONE, web(`name: shop, policy: simple, ${BOTH}`)],
      problems: [
        "fleet.yaml:25:5: workloads.web.dns: shop.acme.example is declared twice, see fleet.yaml:7:54 (a name is answered in one way)",
      ],
    },
    {
      name: "is answered by a cluster that there is not",
      edit: [ZONE, web("name: web, policy: simple, answers: { dubb: [198.51.100.1] }")],
      problems: [
        'fleet.yaml:25:50: workloads.web.dns.answers.dubb: there is no cluster "dubb" in environment local (did you mean "dub"?)',
      ],
    },
    {
      name: "is answered by nobody who may have its data",
      edit: [
        ZONE,
        web("name: web, policy: simple, answers: { iad: [198.51.100.2] }"),
        ["    manifests: web.yaml", "    residency: eu-only\n    manifests: web.yaml"],
      ],
      problems: [
        "fleet.yaml:26:48: workloads.web.dns.answers: nobody may answer for web.acme.example: iad: jurisdiction US not in [EEA] (name a cluster that may answer, or take the name out)",
      ],
    },
  ]);
});
