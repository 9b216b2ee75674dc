import { profiledBackups, type ProfiledBackups } from "../backup/contents.ts";
import { backupsOf, type ClusterBackups } from "../backup/locations.ts";
import { byName, type Cluster, type Environment, type Workload } from "../fleet.ts";
import { isWithin } from "../jurisdictions.ts";
import { place } from "../placement.ts";
import { listed } from "../problems.ts";
import { sinkFor } from "../telemetry/sinks.ts";
import type { Matter, Rule, Whereabouts } from "./finding.ts";
import { placeOfBackend, placeOfBucketKey, placeOfKey, type StateFacts } from "./state-place.ts";
import { backupLocationUrn, clusterUrn, collectorUrn, stackNames, stackUrn } from "./urns.ts";
import { regionStackName } from "../names.ts";

/* What a declaration says of places that the program cannot put right by itself: if it is refused, that is an error. */

/** Something with the rules that it is under. */
export interface RuledMatter {
  readonly matter: Matter;
  readonly rules: readonly Rule[];
}

export function ruleOfEnvironment({ name, residency }: Environment): Rule[] {
  if (residency === undefined) return [];
  const path = ["environments", name, "residency"];
  return [{ profile: residency, holder: `environment ${name}`, path }];
}

export function ruleOfWorkload({ name, residency }: Workload): Rule[] {
  if (residency === undefined) return [];
  return [{ profile: residency, holder: `workload ${name}`, path: ["workloads", name, "residency"] }];
}

/** @param state Where the state is kept, if it is to be looked at as well. */
export function declaredMatters(environment: Environment, state?: StateFacts): RuledMatter[] {
  return [
    ...regionMatters(environment),
    ...hubMatters(environment),
    ...(environment.backup === undefined ? [] : backupMatters(environment, profiledBackups(environment))),
    ...sinkMatters(environment),
    ...(state === undefined ? [] : stateMatters(environment, state)),
  ];
}

function regionMatters(environment: Environment): RuledMatter[] {
  const { name, regions } = environment;
  const rules = ruleOfEnvironment(environment);
  return regions.map(({ name: region, country }) => ({
    rules,
    matter: {
      kind: "region",
      environment: name,
      subject: `region ${region}`,
      concern: "data",
      where: { place: `region ${region}`, countries: [country], why: `declared to be in ${country}` },
      enforced: false,
      claim: `region ${region} is in ${country}`,
      hint: "declare the region in another environment, or allow its country",
      path: ["environments", name, "regions", region, "country"],
      urns: [stackUrn(regionStackName(name, region))],
    },
  }));
}

function hubMatters(environment: Environment): RuledMatter[] {
  const { name, hub, clusters } = environment;
  const rules = ruleOfEnvironment(environment);
  const cluster = clusters.find((candidate) => candidate.name === hub);
  if (cluster === undefined) return [];
  const others = clusters.filter(({ country }) =>
    rules.every(({ profile }) => isWithin(country, profile.data)),
  );
  const choices = others.length === 0 ? "" : `: ${listed(others.map((other) => other.name))}`;
  const { country, region } = cluster;
  return [
    {
      rules,
      matter: {
        kind: "hub",
        environment: name,
        subject: `hub ${hub}`,
        concern: "data",
        where: { place: `cluster ${hub}`, countries: [country], why: `region ${region} is in ${country}` },
        enforced: false,
        claim: `the hub ${hub}, from which every cluster is reached, is in ${country}`,
        hint: `choose a hub in one of these places${choices}`,
        path: ["environments", name, "hub"],
        urns: [clusterUrn(cluster, environment)],
      },
    },
  ];
}

/** The clusters of a region share a bucket, and a key. */
function backupMatters(environment: Environment, profiled: ProfiledBackups): RuledMatter[] {
  return environment.regions.flatMap(({ clusters, tombstoned }) => {
    const all = [...clusters, ...tombstoned];
    const [first] = all;
    const bucket = first && backupsOf(first, environment);
    if (first === undefined || bucket === undefined) return [];
    // A workload may be in the backups of some of them only.
    const holders = all.flatMap((cluster) =>
      (profiled.get(cluster.name) ?? []).map((workload) => ({ cluster, workload })),
    );
    const own = [...Map.groupBy(holders, ({ workload }) => workload)].map(([workload, pairs]) => ({
      rules: ruleOfWorkload(workload),
      clusters: pairs.map(({ cluster }) => cluster),
    }));
    const whole = { rules: ruleOfEnvironment(environment), clusters: all };
    return [whole, ...own].flatMap(({ rules, clusters: which }) => {
      const keys = bucket.kmsKeyId === undefined ? [] : [keyMatter(bucket, which, environment)];
      return [bucketMatter(bucket, which, environment), ...keys].map((matter) => ({ rules, matter }));
    });
  });
}

function bucketMatter(
  bucket: ClusterBackups,
  clusters: readonly Cluster[],
  environment: Environment,
): Matter {
  const where = whereIsBucket(bucket, environment);
  const from = listed(clusters.map(({ name }) => name));
  const there = bucket.country ?? `region ${bucket.region}, of which no country is known`;
  return {
    kind: "backup",
    environment: environment.name,
    subject: `backups of ${from}`,
    concern: "backups",
    where,
    enforced: false,
    claim: `those of ${from} in environment ${environment.name} go to bucket ${bucket.bucket} in ${there}`,
    hint:
      bucket.country === undefined
        ? `add country to the location of ${clusters[0]?.region ?? ""}`
        : "use a bucket in one of these places, or place the workload elsewhere",
    path: locationPath(clusters, environment),
    urns: clusters.map((cluster) => backupLocationUrn(cluster, cluster.name, environment)),
  };
}

function keyMatter(bucket: ClusterBackups, clusters: readonly Cluster[], environment: Environment): Matter {
  const where = placeOfBucketKey(bucket.kmsKeyId ?? "", whereIsBucket(bucket, environment));
  const from = listed(clusters.map(({ name }) => name));
  const there = where.countries?.join(", ") ?? "a country that nobody has said";
  return {
    kind: "key",
    environment: environment.name,
    subject: `key of the backups of ${from}`,
    concern: "keys",
    where,
    enforced: false,
    claim: `the backups of ${from} in environment ${environment.name} are sealed with ${where.place}, in ${there}`,
    hint: "name a key by an ARN with a region in one of these places, and no multi-Region key",
    path: locationPath(clusters, environment),
    urns: clusters.map((cluster) => backupLocationUrn(cluster, cluster.name, environment)),
  };
}

function whereIsBucket({ bucket, region, country }: ClusterBackups, { regions }: Environment): Whereabouts {
  const known = regions.find(({ name }) => name === region)?.country;
  return {
    place: `bucket ${bucket} in region ${region}`,
    countries: country === undefined ? undefined : [country],
    why:
      country === undefined
        ? "no region of the environment is called so, and no country is declared"
        : known === country
          ? `region ${region} is in ${country}`
          : `declared to be in ${country}`,
  };
}

function locationPath([first]: readonly Cluster[], { name, backup }: Environment): string[] {
  const path = ["environments", name, "backup"];
  const declared = first !== undefined && Object.hasOwn(backup?.locations ?? {}, first.region);
  return declared ? [...path, "locations", first.region] : path;
}

/** Each sink that is used, under the environment's rule; and that of each cluster, under those of its workloads. */
function sinkMatters(environment: Environment): RuledMatter[] {
  const { observability, clusters, workloads, residency } = environment;
  if (observability === undefined) return [];
  const used = clusters.flatMap((cluster) => {
    const choice = sinkFor(cluster, observability);
    return choice === undefined ? [] : [{ cluster, choice }];
  });
  const bySink = Map.groupBy(used, ({ choice }) => choice.name);
  const whole = byName(Object.fromEntries(bySink)).map(([, users]): RuledMatter => {
    return { rules: ruleOfEnvironment(environment), matter: sinkMatter(users, environment) };
  });
  const own = workloads.flatMap((workload) => {
    const rules = ruleOfWorkload(workload);
    if (rules.length === 0) return [];
    const placed = new Set(place(workload, clusters, [], residency).placed);
    return used
      .filter(({ cluster }) => placed.has(cluster))
      .map((user): RuledMatter => ({ rules, matter: sinkMatter([user], environment) }));
  });
  return [...whole, ...own];
}

interface SinkUser {
  readonly cluster: Cluster;
  readonly choice: NonNullable<ReturnType<typeof sinkFor>>;
}

function sinkMatter(users: readonly SinkUser[], environment: Environment): Matter {
  const names = users.map(({ cluster }) => cluster.name);
  const sender = names.length === 1 ? `cluster ${names.join("")}` : `clusters ${listed(names)}`;
  const sink = users[0]?.choice;
  const [name, country] = [sink?.name ?? "", sink?.sink.country ?? ""];
  return {
    kind: "sink",
    environment: environment.name,
    subject: `telemetry of ${listed(names)}`,
    concern: "telemetry",
    where: {
      place: `sink ${name}`,
      countries: [country],
      why: users.length === 1 ? (sink?.explanation ?? "") : `declared to be in ${country}`,
    },
    enforced: false,
    claim: `${sender} of environment ${environment.name} ${names.length === 1 ? "sends" : "send"} it to sink ${name} in ${country}`,
    hint: "declare a sink in one of these places that accepts the cluster's country, or place the workload elsewhere",
    path: ["environments", environment.name, "observability", "sinks", name],
    urns: users.map(({ cluster }) => collectorUrn(cluster, environment)),
  };
}

/** Of the state of an environment's stacks: where it is kept, and where the keys of its secrets are. */
function stateMatters(environment: Environment, facts: StateFacts): RuledMatter[] {
  const { name } = environment;
  const rules = ruleOfEnvironment(environment);
  const stacks = stackNames(environment);
  const where = placeOfBackend(facts);
  const state: Matter = {
    kind: "state",
    environment: name,
    subject: "state of the stacks",
    concern: "data",
    where,
    enforced: false,
    claim: `the state of the stacks of environment ${name} is kept in ${where.place}${inCountries(where)}`,
    hint:
      where.countries === undefined
        ? "say where that is, with state: { country: … }"
        : "set backend.url in Pulumi.yaml, or PULUMI_BACKEND_URL, to a backend in one of these places",
    path: ["environments", name, "residency"],
    urns: stacks.map(stackUrn),
  };
  const byProvider = Map.groupBy(stacks, (stack) => facts.secretsProviders.get(stack));
  const keys = [...byProvider].flatMap(([provider, which]): Matter[] => {
    const key = placeOfKey(provider, facts);
    if (key === undefined) return [];
    return [
      {
        kind: "secrets",
        environment: name,
        subject: `key of the secrets of ${listed(which)}`,
        concern: "keys",
        where: key,
        enforced: false,
        claim: `the secrets in the state of ${listed(which)} are sealed with ${key.place}${inCountries(key)}`,
        hint: "change it with pulumi stack change-secrets-provider to a key whose URL names one of these places",
        path: ["environments", name, "residency"],
        urns: which.map(stackUrn),
      },
    ];
  });
  return [state, ...keys].map((matter) => ({ rules, matter }));
}

function inCountries({ countries }: Whereabouts): string {
  return countries === undefined ? ", of which no country is known" : `, in ${countries.join(", ")}`;
}
