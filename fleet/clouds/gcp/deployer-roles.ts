import type { Environment } from "../../fleet.ts";
import { madeResourcesOf, type MadeResource } from "./made-resources.ts";
import { IN_CLUSTERS, PERMISSIONS, PROJECT_POLICY, QUESTIONS } from "./permissions.ts";

/** What whoever deploys needs in one project. */
export interface ProjectRoles {
  /** A role of one's own, as `gcloud iam roles create archipelagoDeployer --file` takes it. */
  readonly archipelagoDeployer: {
    readonly title: string;
    readonly description: string;
    readonly stage: "GA";
    readonly includedPermissions: readonly string[];
  };
  /** Google's roles that are given beside it. */
  readonly beside: readonly {
    readonly role: string;
    readonly condition?: { readonly title: string; readonly expression: string };
  }[];
}

/**
 * What the account that deploys the clusters of GKE of an environment has to be allowed, by project: what is made there,
 * read, changed and deleted, and no more.
 *
 * @returns `undefined` if the environment has no cluster of GKE.
 */
export function deployerRoles(environment: Environment): Readonly<Record<string, ProjectRoles>> | undefined {
  const made = madeResourcesOf(environment);
  if (made.length === 0) return undefined;
  const projects = [...Map.groupBy(made, ({ project }) => project)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    projects.map(([project, resources]) => [project, rolesFor(resources, environment)]),
  );
}

function rolesFor(made: readonly MadeResource[], { fleet, name }: Environment): ProjectRoles {
  const permissions = unique(made.flatMap(({ type }) => permissionsFor(type)));
  const given = unique(made.flatMap(({ role }) => role ?? []));
  const hasClusters = made.some(({ type }) => type === "gcp:container/cluster:Cluster");
  return {
    archipelagoDeployer: {
      title: "Archipelago deployer",
      description: `Deploys the clusters of environment ${name} of ${fleet}`,
      stage: "GA",
      includedPermissions: permissions.filter((permission) => permission !== PROJECT_POLICY.permission),
    },
    beside: [
      ...(hasClusters ? [{ role: IN_CLUSTERS }] : []),
      ...(given.length === 0
        ? []
        : [
            {
              role: PROJECT_POLICY.role,
              condition: { title: "its own roles", expression: onlyGives(given) },
            },
          ]),
    ],
  };
}

/** All that is asked of whoever makes, reads, changes and deletes resources of a type, or asks a question. */
export function permissionsFor(type: string): readonly string[] {
  const { create = [], read = [], update = [], delete: last = [] } = PERMISSIONS[type] ?? {};
  return [...create, ...read, ...update, ...last, ...(QUESTIONS[type] ?? [])];
}

/** Gives and takes these roles and no others (cloud.google.com/iam/docs/setting-limits-on-granting-roles). */
function onlyGives(roles: readonly string[]): string {
  const list = roles.map((role) => `"${role}"`).join(", ");
  return `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly([${list}])`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
