import { byRecordType, describeDropped, globalNames, type GlobalName } from "../../dns/answers.ts";
import { cloudRegionOf } from "../../dns/cloud-region.ts";
import type { DeclaredName } from "../../dns/declared-names.ts";
import { policiesOf } from "../../dns/writers.ts";
import { resolveFleet, type Cluster, type Environment } from "../../fleet.ts";
import { listed } from "../../problems.ts";
import type { Dns, GlobalNameDeclaration } from "../dns-schema.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** Global names: whoever serves the zone can do what they ask, their clusters exist, and somebody answers. */
export function checkDns(declaration: Declaration): PathProblem[] {
  const homeless = checkHomes(declaration);
  const isHomeless = ({ path: [, name] }: DeclaredName) =>
    homeless.some(({ path }) => path[0] === "workloads" && path[1] === name);
  return [
    ...homeless,
    ...resolveFleet(declaration).environments.flatMap((environment) => {
      const { name, dns } = environment;
      if (dns === undefined) return [];
      const names = globalNames(environment).filter((global) => !isHomeless(global));
      return [
        ...[...checkHosting(dns), ...checkRemoval(dns, names)].map((problem) => ({
          ...problem,
          path: ["environments", name, "dns", ...problem.path],
        })),
        ...checkTwice(names),
        ...names.flatMap((global) =>
          checkName(global, dns, environment).map((problem) => ({
            ...problem,
            path: [...global.path, ...problem.path],
          })),
        ),
      ];
    }),
  ];
}

/** A workload's own name is in the zone of its environment, and its addresses are those of clusters there. */
function checkHomes({ workloads, environments }: Declaration): PathProblem[] {
  return Object.entries(workloads).flatMap(([workload, { dns, environments: homes }]): PathProblem[] => {
    if (dns === undefined) return [];
    const path = ["workloads", workload, "dns"];
    if (homes.length > 1) {
      const message = `it is in ${listed(homes)}, and an address belongs to one environment`;
      const hint = `give it a name in each: environments.<environment>.dns.names, with workload: ${workload}`;
      return [{ path, onKey: true, message, hint }];
    }
    const [home = ""] = homes;
    const environment = Object.hasOwn(environments, home) ? environments[home] : undefined;
    if (environment === undefined || environment.dns !== undefined) return [];
    const message = `environment ${home} has no zone for it`;
    return [{ path, onKey: true, message, hint: `add dns: { zone: … } to environments.${home}` }];
  });
}

function checkHosting({ provider, hosting }: Dns): PathProblem[] {
  if (hosting === undefined) return [];
  if (provider !== "aws" && provider !== "google") {
    const message = `${provider} is not a provider whose zones the program writes to`;
    const hint =
      "aws (Route 53) and google (Cloud DNS) are; without hosting, external-dns writes global names";
    return [{ path: ["provider"], message, hint }];
  }
  if (provider === "google" && hosting.project === undefined)
    return [{ path: ["hosting"], message: "a zone of Cloud DNS is in a project", hint: "add project" }];
  return [];
}

/** An answer goes with its record, or with the last of its type, and only external-dns may delete that. */
function checkRemoval({ hosting, policy }: Dns, names: readonly GlobalName[]): PathProblem[] {
  if (hosting !== undefined || policy === "sync" || names.length === 0) return [];
  const message = `with upsert-only, answers of ${listed(names.map(({ label }) => label))} would never go`;
  return [
    { path: ["policy"], message, hint: "choose sync, which deletes what external-dns itself has written" },
  ];
}

function checkTwice(names: readonly GlobalName[]): PathProblem[] {
  return names.flatMap((global, index): PathProblem[] => {
    const first = names.find(({ name }) => name === global.name);
    if (first === undefined || names.indexOf(first) === index) return [];
    const message = `${global.name} is declared twice`;
    const other = { path: [...first.path], onKey: true };
    return [{ path: [...global.path], onKey: true, message, hint: "a name is answered in one way", other }];
  });
}

function checkName(name: GlobalName, dns: Dns, environment: Environment): PathProblem[] {
  const unknown = [...checkClusters(name.declared, environment), ...checkWorkload(name, environment)];
  if (unknown.length > 0) return unknown;
  return [
    ...checkAnswered(name),
    ...checkTargets(name),
    ...checkPolicy(name.declared, dns),
    ...checkProvider(name, dns),
  ];
}

function checkProvider(name: GlobalName, dns: Dns): PathProblem[] {
  const { provider, hosting } = dns;
  if (hosting === undefined) return checkExternalDns(name, dns);
  return provider === "google" ? checkCloudDns(name) : checkRoute53(name);
}

/** Every cluster that a name mentions is one of the environment, and has an answer. */
function checkClusters(declared: GlobalNameDeclaration, environment: Environment): PathProblem[] {
  const known = [...environment.clusters, ...environment.tombstoned].map(({ name }) => name);
  const answering = Object.keys(declared.answers);
  const strangers = answering
    .filter((cluster) => !known.includes(cluster))
    .map((cluster) => ({
      path: ["answers", cluster],
      onKey: true,
      message: `there is no cluster "${cluster}" in environment ${environment.name}`,
      hint: suggest(cluster, known),
    }));
  const silent = mentioned(declared)
    .filter(({ cluster }) => !answering.includes(cluster))
    .map(({ cluster, ...place }) => ({
      ...place,
      message: `"${cluster}" has no answer`,
      hint: suggest(cluster, answering),
    }));
  return [...strangers, ...silent];
}

interface Mention {
  readonly cluster: string;
  readonly path: (string | number)[];
  readonly onKey?: boolean;
}

function mentioned(declared: GlobalNameDeclaration): Mention[] {
  return [...mentionedByPolicy(declared), ...keys("healthChecks", declared.healthChecks ?? {})];
}

function keys(property: string, value: object): Mention[] {
  return Object.keys(value).map((cluster) => ({ cluster, path: [property, cluster], onKey: true }));
}

function mentionedByPolicy(declared: GlobalNameDeclaration): Mention[] {
  switch (declared.policy) {
    case "simple":
    case "latency":
      return [];
    case "weighted":
      return keys("weights", declared.weights);
    case "geolocation":
      return [...keys("areas", declared.areas), { cluster: declared.default, path: ["default"] }];
    case "failover":
      return declared.order.map((cluster, index) => ({ cluster, path: ["order", index] }));
  }
}

function checkWorkload({ declared: { workload } }: GlobalName, environment: Environment): PathProblem[] {
  const known = environment.workloads.map(({ name }) => name);
  if (workload === undefined || known.includes(workload)) return [];
  const message = `there is no workload "${workload}" in environment ${environment.name}`;
  return [{ path: ["workload"], message, hint: suggest(workload, known) }];
}

function checkAnswered({ name, answers, dropped }: GlobalName): PathProblem[] {
  if (answers.length > 0) return [];
  const reasons = dropped.map(describeDropped);
  const hint = "name a cluster that may answer, or take the name out";
  return [{ path: ["answers"], message: `nobody may answer for ${name}: ${reasons.join("; ")}`, hint }];
}

/** A name stands for addresses, or for one other name (RFC 1034, 3.6.2). */
function checkTargets({ declared }: GlobalName): PathProblem[] {
  const answers = Object.entries(declared.answers);
  const aliases = answers.filter(([, targets]) => byRecordType(targets).some(([type]) => type === "CNAME"));
  if (aliases.length === 0) return [];
  if (aliases.length < answers.length || aliases.some(([, targets]) => targets.length > 1)) {
    const message = "the answers are addresses of all clusters, or one name for each of them";
    return [
      { path: ["answers"], message, hint: `${listed(aliases.map(([cluster]) => cluster))} have a name` },
    ];
  }
  if (declared.policy !== "simple" || answers.length === 1) return [];
  const message =
    "with policy simple everybody gets all answers, and a name can stand for one other name only";
  return [{ path: ["policy"], message, hint: "choose weighted, with equal weights" }];
}

function checkPolicy(declared: GlobalNameDeclaration, dns: Dns): PathProblem[] {
  switch (declared.policy) {
    case "latency":
      return [];
    case "simple": {
      const key = (["check", "healthChecks"] as const).find((each) => declared[each] !== undefined);
      if (key === undefined) return [];
      const message = "policy simple gives all answers, whether they are well or not";
      return [{ path: [key], message, hint: "choose weighted, with equal weights" }];
    }
    case "weighted": {
      const weights = Object.keys(declared.answers).map((cluster) => declared.weights[cluster] ?? 1);
      if (weights.some((weight) => weight > 0)) return [];
      return [{ path: ["weights"], message: "all weights are 0", hint: "nobody would get an answer" }];
    }
    case "geolocation":
      return repeatedAreas(declared.areas);
    case "failover":
      return [...checkOrder(declared.order, declared.answers), ...checkedFailover(declared, dns)];
  }
}

function repeatedAreas(areas: Readonly<Record<string, readonly string[]>>): PathProblem[] {
  const holders = new Map<string, string>();
  return Object.entries(areas).flatMap(([cluster, list]) =>
    list.flatMap((area, index): PathProblem[] => {
      const holder = holders.get(area);
      holders.set(area, holder ?? cluster);
      if (holder === undefined) return [];
      const message = `${area} is answered by ${holder} already`;
      return [{ path: ["areas", cluster, index], message, hint: "an area has one answer" }];
    }),
  );
}

/** Both clouds have one first and one second choice. */
function checkOrder(order: readonly string[], answers: object): PathProblem[] {
  const distinct = new Set(order);
  if (distinct.size === 2 && order.length === 2 && Object.keys(answers).length === 2) return [];
  const message = "failover is between two clusters, the first choice and the second, and both have answers";
  return [{ path: ["order"], message, hint: "for more than two choose latency or weighted, with a check" }];
}

function checkedFailover(
  { order, check, healthChecks = {} }: Extract<GlobalNameDeclaration, { policy: "failover" }>,
  { hosting }: Dns,
): PathProblem[] {
  const [first = ""] = order;
  if (check !== undefined || Object.hasOwn(healthChecks, first)) return [];
  const message = "without a check nobody finds out that the first choice fails";
  const hint =
    hosting === undefined
      ? `add healthChecks: { ${first}: <id of a health check of Route 53> }`
      : "add check: { path: /healthz }";
  return [{ path: [], onKey: true, message, hint }];
}

/** What external-dns can write to the zone, where it is the one that does. */
function checkExternalDns(name: GlobalName, dns: Dns): PathProblem[] {
  const { policy, check } = name.declared;
  if (!policiesOf(dns).includes(policy)) {
    const message = `external-dns can make ${policy} of no name at ${dns.provider}: everybody gets all answers there`;
    return [{ path: ["policy"], message, hint: `choose simple, or for ${policy} ${whoCan(policy)}` }];
  }
  if (check !== undefined && policy !== "simple") {
    const message = "external-dns makes no health checks";
    const hint =
      "give healthChecks, by cluster the id of one that exists; or add hosting, with which they are made";
    return [{ path: ["check"], message, hint }];
  }
  return policy === "latency" ? checkRegions(name.answers, "aws", "Route 53") : [];
}

/** The settings of `dns` with which a policy can be had. */
function whoCan(policy: GlobalNameDeclaration["policy"]): string {
  const common = { zone: "", ttl: "", policy: "sync", names: {} } as const;
  const ways: readonly [string, Dns][] = [
    ["provider aws", { ...common, provider: "aws" }],
    ["provider google with hosting", { ...common, provider: "google", hosting: {} }],
  ];
  return ways.flatMap(([way, dns]) => (policiesOf(dns).includes(policy) ? [way] : [])).join(" or ");
}

function checkRoute53({ declared, answers }: GlobalName): PathProblem[] {
  return [
    ...madeChecks(declared),
    ...(declared.policy === "latency" ? checkRegions(answers, "aws", "Route 53") : []),
  ];
}

/** With hosting, those that exist already could be anybody's. */
function madeChecks({ policy, healthChecks }: GlobalNameDeclaration): PathProblem[] {
  if (healthChecks === undefined || policy === "simple") return [];
  const message = "with hosting the program makes the health checks";
  return [{ path: ["healthChecks"], message, hint: "give check instead" }];
}

/** Cloud DNS, documentation of routing policies and health checks. */
function checkCloudDns({ declared, answers }: GlobalName): PathProblem[] {
  const { policy, check } = declared;
  if (policy === "geolocation") {
    const message = "Cloud DNS chooses by the nearest region of Google Cloud, not by country";
    return [{ path: ["policy"], message, hint: "choose latency" }];
  }
  const named = answers.some(({ targets }) => byRecordType(targets).some(([type]) => type === "CNAME"));
  const checks: PathProblem[] =
    check === undefined
      ? []
      : [
          ...(named
            ? [
                {
                  path: ["check"],
                  message: "Cloud DNS checks addresses only",
                  hint: "give addresses as answers",
                },
              ]
            : []),
          ...(check.every === "10s"
            ? [{ path: ["check", "every"], message: "Cloud DNS checks every 30s or less often", hint: "30s" }]
            : []),
          ...(check.from?.length === 3
            ? []
            : [
                {
                  path: ["check"],
                  message: "Cloud DNS checks from three regions",
                  hint: "add from, with three",
                },
              ]),
        ];
  return [
    ...madeChecks(declared),
    ...checks,
    ...checkRegions(answers.filter(isLocated(declared)), "gcp", "Cloud DNS"),
  ];
}

/** Whose place Cloud DNS has to know: of all between which the nearest is taken, and of a backup. */
function isLocated(declared: GlobalNameDeclaration): (answer: { readonly cluster: Cluster }) => boolean {
  if (declared.policy === "latency") return () => true;
  return ({ cluster }) => declared.policy === "failover" && cluster.name === declared.order[1];
}

function checkRegions(
  answers: readonly { readonly cluster: Cluster }[],
  cloud: "aws" | "gcp",
  server: string,
): PathProblem[] {
  return answers
    .filter(({ cluster }) => cloudRegionOf(cluster, cloud) === undefined)
    .map(({ cluster }) => ({
      path: ["answers", cluster.name],
      onKey: true,
      message: `${server} knows no region "${cluster.region}", and cannot tell who is near it`,
      hint: "choose weighted or failover, or call the region as the cloud does",
    }));
}
