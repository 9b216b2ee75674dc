import * as aws from "../../sdk/aws.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { AddonPlan, EksPlan } from "../../../fleet/clouds/aws/eks.ts";
import type { RoleName } from "../../../fleet/clouds/aws/names.ts";
import type { MadeRole } from "./roles.ts";

/** Add-ons of EKS; each comes after `dependsOn` and the rights of its pods. */
export function createAddons(
  name: string,
  addons: readonly AddonPlan[],
  { place, tags }: EksPlan,
  clusterName: pulumi.Input<string>,
  roles: ReadonlyMap<RoleName, MadeRole>,
  dependsOn: readonly pulumi.Resource[],
  parent: pulumi.Resource,
): aws.Addon[] {
  return addons.map(({ addon, version, role: identity }) => {
    const made = identity === undefined ? undefined : roles.get(identity.role);
    return new aws.Addon(
      `${name}/${addon}`,
      {
        region: place.region,
        clusterName,
        addonName: addon,
        addonVersion: version,
        ...(identity === undefined || made === undefined
          ? {}
          : {
              podIdentityAssociations: [{ roleArn: made.role.arn, serviceAccount: identity.serviceAccount }],
            }),
        // What others have set on its objects stays, but for what the add-on itself says.
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "PRESERVE",
        tags: { ...tags },
      },
      { parent, dependsOn: [...dependsOn, ...(made?.rights ?? [])] },
    );
  });
}
