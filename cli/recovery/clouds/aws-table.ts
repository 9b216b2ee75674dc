/** Inputs of a resource, as the state has them. */
export type Inputs = Readonly<Record<string, unknown>>;

/** How a resource of AWS is found again of which only the inputs are known. */
export type AwsFinder =
  /** Its id follows from its inputs. */
  | { readonly by: "id"; readonly id: (inputs: Inputs) => string }
  /** By its tags: it is of a kind that AWS can list by them. */
  | { readonly by: "tags"; readonly kind: string }
  /** By a question to AWS whose answer holds the id. */
  | {
      readonly by: "question";
      readonly ask: (inputs: Inputs) => readonly string[];
      readonly id: (answer: string, inputs: Inputs) => string;
    };

export interface AwsType {
  readonly find: AwsFinder;
  /** Waiter of the command line for what takes minutes. */
  readonly wait?: (inputs: Inputs) => readonly string[];
  /** Inputs by which one that has no tags shows whose it is. What hangs on something of the fleet's need not. */
  readonly mark?: readonly string[];
}

const text = (inputs: Inputs, key: string) => String(inputs[key]);

function named(...keys: readonly string[]): AwsType {
  return joined(":", ...keys);
}

function joined(separator: string, ...keys: readonly string[]): AwsType {
  return { find: { by: "id", id: (inputs) => keys.map((key) => text(inputs, key)).join(separator) } };
}

function tagged(kind: string): AwsType {
  return { find: { by: "tags", kind } };
}

const destination = (inputs: Inputs) =>
  String(inputs.destinationCidrBlock ?? inputs.destinationIpv6CidrBlock ?? inputs.destinationPrefixListId);

/** Whether a rule of a group is the one: a group has no two that agree in all of this. */
function sameRule({ ipProtocol, fromPort, toPort, cidrIpv4, cidrIpv6 }: Inputs): string {
  const wanted = {
    IpProtocol: ipProtocol,
    FromPort: fromPort,
    ToPort: toPort,
    CidrIpv4: cidrIpv4,
    CidrIpv6: cidrIpv6,
  };
  const same = Object.entries(wanted)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) =>
      typeof value === "number" ? `${key}==\`${value}\`` : `${key}=='${String(value)}'`,
    );
  return ["IsEgress==`false`", ...same].join(" && ");
}

/**
 * By type. Ids are those that `pulumi import` takes (source: the section Import of each type in @pulumi/aws 7.48); kinds
 * are those of the Resource Groups Tagging API (source: AWS, "Services that support the Resource Groups Tagging API").
 * A type that is not here has to be looked for by hand.
 */
export const AWS_TYPES: Readonly<Record<string, AwsType>> = {
  "aws:ec2/vpc:Vpc": tagged("ec2:vpc"),
  "aws:ec2/subnet:Subnet": tagged("ec2:subnet"),
  "aws:ec2/internetGateway:InternetGateway": tagged("ec2:internet-gateway"),
  "aws:ec2/eip:Eip": tagged("ec2:elastic-ip"),
  "aws:ec2/natGateway:NatGateway": tagged("ec2:natgateway"),
  "aws:ec2/routeTable:RouteTable": tagged("ec2:route-table"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": tagged("ec2:vpc-endpoint"),
  "aws:ec2/securityGroup:SecurityGroup": tagged("ec2:security-group"),
  "aws:ec2/launchTemplate:LaunchTemplate": tagged("ec2:launch-template"),
  "aws:ec2/route:Route": {
    find: { by: "id", id: (inputs) => `${text(inputs, "routeTableId")}_${destination(inputs)}` },
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": joined("/", "subnetId", "routeTableId"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    find: {
      by: "question",
      ask: (inputs) => [
        ...["ec2", "describe-security-group-rules"],
        ...["--filters", `Name=group-id,Values=${text(inputs, "securityGroupId")}`],
        ...[
          "--query",
          `SecurityGroupRules[?${sameRule(inputs)}].SecurityGroupRuleId | [0]`,
          "--output",
          "text",
        ],
      ],
      id: (answer) => answer,
    },
  },
  "aws:kms/key:Key": tagged("kms:key"),
  "aws:kms/alias:Alias": { ...named("name"), mark: ["targetKeyId"] },
  "aws:cloudwatch/logGroup:LogGroup": named("name"),
  "aws:iam/role:Role": named("name"),
  "aws:iam/rolePolicy:RolePolicy": named("role", "name"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": joined("/", "role", "policyArn"),
  "aws:eks/cluster:Cluster": {
    ...named("name"),
    wait: ({ name }) => ["eks", "wait", "cluster-active", "--name", String(name)],
  },
  "aws:eks/nodeGroup:NodeGroup": {
    ...named("clusterName", "nodeGroupName"),
    wait: (inputs) => [
      ...["eks", "wait", "nodegroup-active", "--cluster-name", text(inputs, "clusterName")],
      ...["--nodegroup-name", text(inputs, "nodeGroupName")],
    ],
  },
  "aws:eks/addon:Addon": {
    ...named("clusterName", "addonName"),
    wait: (inputs) => [
      ...["eks", "wait", "addon-active", "--cluster-name", text(inputs, "clusterName")],
      ...["--addon-name", text(inputs, "addonName")],
    ],
  },
  "aws:eks/accessEntry:AccessEntry": named("clusterName", "principalArn"),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": joined(
    "#",
    "clusterName",
    "principalArn",
    "policyArn",
  ),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    find: {
      by: "question",
      ask: (inputs) => [
        ...["eks", "list-pod-identity-associations", "--cluster-name", text(inputs, "clusterName")],
        ...["--namespace", text(inputs, "namespace"), "--service-account", text(inputs, "serviceAccount")],
        ...["--query", "associations[0].associationId", "--output", "text"],
      ],
      id: (answer, inputs) => `${text(inputs, "clusterName")},${answer}`,
    },
  },
  "aws:s3/bucket:Bucket": named("bucket"),
  "aws:s3/bucketVersioning:BucketVersioning": named("bucket"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": named("bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": named("bucket"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": named("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": named("bucket"),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": named("bucket"),
  "aws:s3/bucketPolicy:BucketPolicy": named("bucket"),
};
