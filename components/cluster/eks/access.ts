import * as aws from "../../sdk/aws.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { EksPlan } from "../../../fleet/clouds/aws/eks.ts";
import type { RoleName } from "../../../fleet/clouds/aws/names.ts";
import type { Eks } from "../../../fleet/declaration/provisioners/eks.ts";
import type { MadeRole } from "./roles.ts";

/** Who may use the cluster. What is returned has to outlive everything in it: who takes it out needs the right to. */
export function createAccess(
  name: string,
  { access, place, tags }: EksPlan,
  clusterName: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { region } = place;
  return access.map(({ key, principal, policy, namespaces }) => {
    const entry = new aws.AccessEntry(
      `${name}/${key}`,
      { region, clusterName, principalArn: principal, tags: { ...tags } },
      { parent },
    );
    const accessScope =
      namespaces === undefined ? { type: "cluster" } : { type: "namespace", namespaces: [...namespaces] };
    return new aws.AccessPolicyAssociation(
      `${name}/${key}`,
      { region, clusterName, principalArn: principal, policyArn: policy, accessScope },
      { parent, dependsOn: [entry] },
    );
  });
}

/** Opens the API server to addresses that reach the VPC: EKS itself lets in only what is in the cluster's own group. */
export function createPrivateAccess(
  name: string,
  { endpoint }: Eks,
  { place, tags }: EksPlan,
  cluster: aws.Cluster,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  return endpoint.private.map(
    (cidrIpv4) =>
      new aws.SecurityGroupIngressRule(
        `${name}/${cidrIpv4}`,
        {
          region: place.region,
          securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4,
          tags: { ...tags },
        },
        { parent },
      ),
  );
}

/** Ties the roles of pods that no add-on brings along to the service accounts that may take them. */
export function createPodIdentities(
  name: string,
  { place, tags }: EksPlan,
  clusterName: pulumi.Input<string>,
  roles: ReadonlyMap<RoleName, MadeRole>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  return [...roles].flatMap(([roleName, { plan, role, rights }]) =>
    plan.pods === undefined
      ? []
      : [
          new aws.PodIdentityAssociation(
            `${name}/${roleName}`,
            { region: place.region, clusterName, roleArn: role.arn, ...plan.pods, tags: { ...tags } },
            { parent, dependsOn: [...rights] },
          ),
        ],
  );
}
