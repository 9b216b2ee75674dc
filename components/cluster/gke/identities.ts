import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import { POD_ROLE, SIGNER_ROLE, type IdentityPlan } from "../../../fleet/clouds/gcp/identities.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";

/**
 * The service accounts that systems of a cluster are, and their rights. The pool that pods come from is there as soon as
 * the project has a cluster with Workload Identity, and not before.
 *
 * @param cluster What the pods come from.
 * @param stores Where rights on buckets are given that are made in the same stack.
 */
export function createIdentities(
  name: string,
  { place, identities }: GkePlan,
  { cluster, stores }: { readonly cluster: gcp.Cluster; readonly stores: readonly pulumi.Resource[] },
  parent: pulumi.Resource,
): pulumi.Resource[] {
  return identities.flatMap((plan) => {
    const { system, accountId, displayName } = plan;
    const key = `${name}/${system}`;
    const account = new gcp.Account(key, { project: place.project, accountId, displayName }, { parent });
    return [
      ...takeOn(key, plan, account, cluster, parent),
      ...giveRights(key, plan, account, stores, parent),
    ];
  });
}

/** Who may be the account, and sign as it. */
function takeOn(
  key: string,
  { pods, signs }: IdentityPlan,
  { name: serviceAccountId, member: self }: gcp.Account,
  cluster: gcp.Cluster,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const assumed = new gcp.AccountIAMMember(
    `${key}/pods`,
    { serviceAccountId, role: POD_ROLE, member: pods },
    { parent, dependsOn: [cluster] },
  );
  if (!signs) return [assumed];
  const signing = { serviceAccountId, role: SIGNER_ROLE, member: self };
  return [assumed, new gcp.AccountIAMMember(`${key}/signer`, signing, { parent })];
}

function giveRights(
  key: string,
  { buckets, projects, zones }: IdentityPlan,
  { member }: gcp.Account,
  stores: readonly pulumi.Resource[],
  parent: pulumi.Resource,
): pulumi.Resource[] {
  return [
    ...buckets.map(({ key: right, bucket, role, condition }) => {
      const args = { bucket, role, member, condition: { ...condition } };
      return new gcp.BucketIAMMember(`${key}/${right}`, args, { parent, dependsOn: [...stores] });
    }),
    ...projects.map(({ key: right, project, role, condition }) => {
      const args = { project, role, member, ...(condition === undefined ? {} : { condition }) };
      return new gcp.IAMMember(`${key}/${right}`, args, { parent });
    }),
    ...zones.map(({ key: right, project, managedZone, role }) => {
      return new gcp.DnsManagedZoneIamMember(
        `${key}/${right}`,
        { project, managedZone, role, member },
        { parent },
      );
    }),
  ];
}
