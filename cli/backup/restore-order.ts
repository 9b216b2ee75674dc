import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { readingRights } from "../../fleet/backup/locations.ts";
import type { RestoreOrder } from "../../fleet/backup/restore-order.ts";
import { readModifiers, type ResourceModifiers } from "../../fleet/backup/resource-modifiers.ts";
import type { NamespaceMapping } from "../../fleet/backup/restore-plan.ts";
import type { Environment, Fleet } from "../../fleet/fleet.ts";
import { UsageError } from "../errors.ts";
import { clusterOf } from "./clusters.ts";

/** What the command line of `fleet restore` says. */
export interface RestoreArguments {
  readonly backup?: string;
  readonly from?: string;
  readonly to?: string;
  /** Each `namespace=other`. */
  readonly map?: readonly string[];
  /** A file. */
  readonly modifiers?: string;
  readonly existing?: string;
  readonly environment?: string;
}

/** A name that Kubernetes takes for a namespace: RFC 1123, a label. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * What is ordered, checked as far as that goes without asking a cluster.
 * @throws UsageError with all that is wrong.
 */
export async function readOrder(
  fleet: Fleet,
  given: RestoreArguments,
): Promise<{ readonly order: RestoreOrder; readonly environment: Environment }> {
  const problems: string[] = [];
  const note = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push((error as Error).message);
      return undefined;
    }
  };
  const { backup = "", from = "", to = "", map = [], existing = "skip" } = given;
  if (backup === "") problems.push("Say which backup: fleet restore <backup>; fleet backup list shows them.");
  const source = note(() =>
    clusterOf(fleet, demanded(from, "--from", "whose backup it is"), given.environment),
  );
  const target = note(() =>
    clusterOf(fleet, demanded(to, "--to", "where it is restored"), given.environment),
  );
  if (source !== undefined && target !== undefined) problems.push(...placeProblems(source, target));
  const mapping = readMapping(map, problems);
  if (existing !== "skip" && existing !== "update")
    problems.push(
      `--existing ${existing}: expected skip (what lives there stays) or update (it is made what the backup has)`,
    );
  const modifiers = await readModifiersFile(given.modifiers, problems);
  if (problems.length > 0 || target === undefined) throw new UsageError(problems.join("\n"));
  const order = { backup, from, to, mapping, existing: existing as RestoreOrder["existing"], modifiers };
  return { order, environment: target.environment };
}

function demanded(value: string, option: string, meaning: string): string {
  if (value === "") throw new UsageError(`Say with ${option} ${meaning}: the name of a cluster.`);
  return value;
}

type Found = ReturnType<typeof clusterOf>;

function placeProblems(source: Found, target: Found): string[] {
  const { environment, cluster } = target;
  if (source.environment !== environment)
    return [
      `${source.cluster.name} is in ${source.environment.name} and ${cluster.name} in ${environment.name}: ` +
        "nothing crosses from one environment into another.",
    ];
  if (environment.tombstoned.includes(cluster))
    return [`${cluster.name} is gone for good: nothing can be restored there.`];
  if (source.cluster === cluster) return [];
  const right = readingRights(cluster, environment).find(
    (each) => each.source.cluster === source.cluster.name,
  );
  if (right === undefined)
    return [`${source.cluster.name} has no backups: environment ${environment.name} declares none.`];
  return right.allowed ? [] : [`${right.explanation}.`];
}

function readMapping(map: readonly string[], problems: string[]): NamespaceMapping {
  const pairs = map.flatMap((pair): [string, string][] => {
    const [from = "", to = "", ...rest] = pair.split("=");
    const isRight = rest.length === 0 && [from, to].every((name) => NAMESPACE.test(name));
    if (!isRight)
      problems.push(
        `--map ${pair}: expected <namespace>=<other namespace>, each a name that Kubernetes takes`,
      );
    return isRight ? [[from, to]] : [];
  });
  for (const side of [0, 1] as const) {
    const names = pairs.map((pair) => pair[side]);
    const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    for (const name of twice)
      problems.push(
        side === 0
          ? `--map ${name}=…: given more than once`
          : `--map …=${name}: two namespaces would become one`,
      );
  }
  return Object.fromEntries(pairs);
}

async function readModifiersFile(
  file: string | undefined,
  problems: string[],
): Promise<ResourceModifiers | undefined> {
  if (file === undefined) return undefined;
  try {
    const read = readModifiers(parse(await readFile(file, "utf8")));
    if ("modifiers" in read) return read.modifiers;
    problems.push(...read.problems.map((problem) => `${file}: ${problem}`));
  } catch (error) {
    problems.push(`--modifiers ${file}: ${(error as Error).message}`);
  }
  return undefined;
}
