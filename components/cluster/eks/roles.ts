import * as aws from "../../sdk/aws.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { EksPlace, RoleName } from "../../../fleet/clouds/aws/names.ts";
import type { RolePlan } from "../../../fleet/clouds/aws/roles.ts";

/** A role, and what it may do: whoever takes it has to wait for both, and be gone before them. */
export interface MadeRole {
  readonly plan: RolePlan;
  readonly role: aws.Role;
  readonly rights: readonly pulumi.Resource[];
}

/** Roles of IAM, which are of no region. */
export function createRoles(
  cluster: string,
  plans: readonly RolePlan[],
  { partition }: EksPlace,
  tags: Readonly<Record<string, string>>,
  parent: pulumi.Resource,
): ReadonlyMap<RoleName, MadeRole> {
  return new Map(
    plans.map((plan): [RoleName, MadeRole] => {
      const key = `${cluster}/${plan.role}`;
      const args = { name: plan.name, assumeRolePolicy: plan.trust, tags: { ...tags } };
      const role = new aws.Role(key, args, { parent });
      const managed = plan.managed.map((policy) => {
        const policyArn = `arn:${partition}:iam::aws:policy/${policy}`;
        const name = `${key}/${policy.slice(policy.indexOf("/") + 1)}`;
        return new aws.RolePolicyAttachment(name, { role: role.name, policyArn }, { parent });
      });
      const inline =
        plan.inline === undefined
          ? []
          : [new aws.RolePolicy(key, { role: role.name, name: plan.role, policy: plan.inline }, { parent })];
      return [plan.role, { plan, role, rights: [...managed, ...inline] }];
    }),
  );
}
