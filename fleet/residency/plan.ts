import { readingRights } from "../backup/locations.ts";
import { profiledBackups } from "../backup/contents.ts";
import type { Cluster, Environment, Workload } from "../fleet.ts";
import { describeExclusion, place, type Placing } from "../placement.ts";
import { listed } from "../problems.ts";
import { judge, type Matter, type ResidencyFinding } from "./finding.ts";
import { declaredMatters, ruleOfEnvironment, ruleOfWorkload, type RuledMatter } from "./matters.ts";
import { exceptionsOf } from "./stack-profile.ts";
import type { StateFacts } from "./state-place.ts";
import { backupLocationUrn, clusterUrn } from "./urns.ts";

/** What is known besides the declaration. */
export interface Surroundings {
  /** `undefined`: the state is not looked at. */
  readonly state?: StateFacts;
  /** As in 2027-01-31. `undefined`: whether exceptions have ended is not asked. */
  readonly today?: string;
}

/** All that an environment's profiles come to, without a cluster: what is where, why, under which rule, and whether it may. */
export function planResidency(environment: Environment, surroundings: Surroundings = {}): ResidencyFinding[] {
  return [
    ...declaredFindings(environment, surroundings),
    ...judged(
      [...placementMatters(environment), ...readerMatters(environment)],
      environment,
      surroundings.today,
    ),
  ];
}

/** The part of the plan that may hold errors; the program sees to the rest by itself. */
export function declaredFindings(
  environment: Environment,
  { state, today }: Surroundings = {},
): ResidencyFinding[] {
  return judged(declaredMatters(environment, state), environment, today);
}

/** What the declaration has to change for. */
export function isError({ verdict, enforced }: Pick<ResidencyFinding, "verdict" | "enforced">): boolean {
  return !enforced && (verdict === "refused" || verdict === "unknown");
}

function judged(
  matters: readonly RuledMatter[],
  environment: Environment,
  today: string | undefined,
): ResidencyFinding[] {
  const exceptions = { all: exceptionsOf(environment), today };
  return matters.flatMap(({ matter, rules }) => rules.map((rule) => judge(matter, rule, exceptions)));
}

/** Where workloads run, where they could be moved to, and where they are kept from; by country. */
function placementMatters(environment: Environment): RuledMatter[] {
  const { workloads, clusters, residency } = environment;
  return workloads.flatMap((workload) => {
    const rules = [...ruleOfEnvironment(environment), ...ruleOfWorkload(workload)];
    if (rules.length === 0) return [];
    const placings = place(workload, clusters, [], residency).clusters;
    const groups = Map.groupBy(placings, ({ cluster, exclusion }) =>
      JSON.stringify([roleOf({ cluster, exclusion }), cluster.country]),
    );
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      const role = first && roleOf(first);
      if (first === undefined || role === undefined) return [];
      return [{ rules, matter: placementMatter(workload, group, role, environment) }];
    });
  });
}

type Role = "runs" | "may move" | "would run" | "would move";

/** `undefined`: neither its placement nor its affinities have anything to do with the cluster. */
function roleOf({ exclusion }: Placing): Role | undefined {
  switch (exclusion?.kind) {
    case undefined:
      return "runs";
    case "jurisdiction":
      return exclusion.concern === "data" ? "would run" : "would move";
    case "affinity":
    case "spread":
    case "cordoned":
      return "may move";
    default:
      return undefined;
  }
}

function placementMatter(
  { name }: Workload,
  placings: readonly Placing[],
  role: Role,
  environment: Environment,
): Matter {
  const clusters = placings.map(({ cluster }) => cluster);
  const names = listed(clusters.map((cluster) => cluster.name));
  const country = clusters[0]?.country ?? "";
  const moves = role === "may move" || role === "would move";
  const exclusion = placings[0]?.exclusion;
  const kept = exclusion && clusters[0] && describeExclusion(exclusion, clusters[0]);
  return {
    kind: moves ? "failover" : "placement",
    environment: environment.name,
    subject: moves ? `workload ${name}, moved to ${names}` : `workload ${name} on ${names}`,
    concern: moves ? "failover" : "data",
    where: {
      place: names,
      countries: [country],
      why: kept === undefined ? "placed there" : `not there now: ${kept}`,
    },
    enforced: true,
    claim: `workload ${name} is on ${names} in ${country}`,
    hint: "",
    path: ["workloads", name, "placement"],
    urns: clusters.map((cluster: Cluster) => clusterUrn(cluster, environment)),
  };
}

/** Who may read, and so restore, the backups of each cluster. */
function readerMatters(environment: Environment): RuledMatter[] {
  const profiled = profiledBackups(environment);
  const rights = environment.clusters.flatMap((reader) =>
    readingRights(reader, environment, profiled).map((right) => ({ reader, ...right })),
  );
  return [...Map.groupBy(rights, ({ source }) => source.cluster)].flatMap(([source, readers]) => {
    const rules = [
      ...ruleOfEnvironment(environment),
      ...(profiled.get(source) ?? []).flatMap(ruleOfWorkload),
    ];
    return [...Map.groupBy(readers, ({ reader }) => reader.country)].map(([country, group]): RuledMatter => {
      const names = listed(group.map(({ reader }) => reader.name));
      const subject = `backups of ${source}, read by ${names}`;
      return {
        rules,
        matter: {
          kind: "reader",
          environment: environment.name,
          subject,
          concern: "failover",
          where: { place: names, countries: [country], why: group[0]?.explanation ?? "" },
          enforced: true,
          claim: subject,
          hint: "",
          path: ["environments", environment.name, "backup"],
          urns: group.map(({ reader }) => backupLocationUrn(reader, source, environment)),
        },
      };
    });
  });
}
