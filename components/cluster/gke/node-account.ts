import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";

/** The service account of nodes. */
export interface UsableAccount {
  readonly email: pulumi.Input<string>;
  /** What it may do; nodes without that do not come up. */
  readonly rights: readonly pulumi.Resource[];
}

export function createNodeAccount(
  name: string,
  { place, nodeAccount }: GkePlan,
  parent: pulumi.Resource,
): UsableAccount {
  if (nodeAccount.kind === "used") return { email: nodeAccount.email, rights: [] };
  const { accountId, displayName, roles, repositories } = nodeAccount;
  const { project } = place;
  const account = new gcp.Account(`${name}/nodes`, { project, accountId, displayName }, { parent });
  const { member } = account;
  const inProject = roles.map((role) => {
    const key = `${name}/nodes/${role.slice(role.indexOf("/") + 1)}`;
    return new gcp.IAMMember(key, { project, role, member }, { parent });
  });
  const onRepositories = repositories.map((repository) => {
    const key = `${name}/nodes/${repository.project}/${repository.location}/${repository.repository}`;
    return new gcp.RepositoryIamMember(key, { ...repository, member }, { parent });
  });
  return { email: account.email, rights: [...inProject, ...onRepositories] };
}
