import assert from "node:assert/strict";
import { FleetCluster } from "../../components/cluster/cluster.ts";
import { provisioner } from "../../components/cluster/eks/provision.ts";
import type { EksCluster } from "../../fleet/clouds/aws/names.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { backup } from "../fleet/backup/backups.ts";
import { DEPLOYER, eksCluster } from "../fleet/clouds/aws/clusters.ts";
import { environment } from "../fleet/environments.ts";
import { record, type Registration } from "./recorder.ts";
import { resolved } from "./values.ts";

interface Made {
  readonly seen: readonly Registration[];
  readonly facts: Readonly<Record<"kubeconfig" | "endpoint" | "ca" | "identifier" | "version", string>>;
}

/** What one cluster registers, by itself. */
async function made(cluster: EksCluster = eksCluster(), around: Partial<Environment> = {}): Promise<Made> {
  let facts: unknown;
  const surroundings = environment([cluster], around);
  const region = surroundings.regions[0]!;
  const seen = await record(async () => {
    const provision = provisioner({ environment: surroundings, region });
    const { kubeconfig, endpoint, ca, identifier, version } = new FleetCluster(cluster.name, {
      cluster,
      fleet: surroundings.fleet,
      environment: surroundings.name,
      provision,
      kubeconfig: undefined,
    });
    facts = await resolved({ kubeconfig, endpoint, ca, identifier, version });
  });
  return { seen, facts: facts as Made["facts"] };
}

function ofType(seen: readonly Registration[], type: string): Registration[] {
  return seen.filter((each) => each.type === `aws:${type}`);
}

function one(seen: readonly Registration[], type: string): Registration {
  const [first, ...others] = ofType(seen, type);
  assert.ok(first !== undefined && others.length === 0, `${others.length + 1} of ${type}`);
  return first;
}

/** All that a resource waits for, and that waits for it when it goes. */
function before(registration: Registration, seen: readonly Registration[]): ReadonlySet<string> {
  const byUrn = new Map(seen.map((each) => [each.urn, each]));
  const found = new Set<string>();
  const visit = ({ dependencies, parent, provider }: Registration) => {
    for (const urn of [...dependencies, parent, provider.split("::").slice(0, 4).join("::")]) {
      const next = byUrn.get(urn);
      if (next === undefined || found.has(urn)) continue;
      found.add(urn);
      visit(next);
    }
  };
  visit(registration);
  return found;
}

const kubernetes = (seen: readonly Registration[]) =>
  seen.find(({ type }) => type === "pulumi:providers:kubernetes")!;

describe("a cluster of EKS", function () {
  this.timeout(30_000);

  it("is not open, not anybody's by chance, sealed, logged and kept", async () => {
    const { seen } = await made();
    const { inputs, protect } = one(seen, "eks/cluster:Cluster");
    assert.deepEqual(inputs.accessConfig, {
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: false,
    });
    const { endpointPrivateAccess, endpointPublicAccess } = inputs.vpcConfig as Record<string, unknown>;
    assert.deepEqual([endpointPrivateAccess, endpointPublicAccess], [true, false]);
    assert.deepEqual(inputs.encryptionConfig, {
      provider: { keyArn: "arn:aws:kms:eu-west-1:123456789012:key/dub" },
      resources: ["secrets"],
    });
    assert.deepEqual(inputs.enabledClusterLogTypes, ["api", "audit", "authenticator"]);
    assert.deepEqual([inputs.deletionProtection, protect], [true, true]);
    assert.deepEqual([inputs.name, inputs.version, inputs.region], ["acme-local-dub", "1.34", "eu-west-1"]);
    const logs = one(seen, "cloudwatch/logGroup:LogGroup");
    assert.deepEqual(
      [logs.inputs.name, logs.inputs.retentionInDays],
      ["/aws/eks/acme-local-dub/cluster", 90],
    );
  });

  it("comes after the group of its logs, its key and its rights", async () => {
    const { seen } = await made();
    const cluster = one(seen, "eks/cluster:Cluster");
    const ahead = before(cluster, seen);
    for (const each of [
      one(seen, "cloudwatch/logGroup:LogGroup"),
      one(seen, "kms/key:Key"),
      ...ofType(seen, "iam/rolePolicyAttachment:RolePolicyAttachment").filter(({ name }) =>
        name.startsWith("dub/cluster/"),
      ),
      ...ofType(seen, "iam/rolePolicy:RolePolicy").filter(({ name }) => name === "dub/cluster/key"),
    ])
      assert.ok(ahead.has(each.urn), each.urn);
  });

  it("rises in order: control plane, what nodes need, nodes, what runs on nodes, and all else", async () => {
    const { seen } = await made();
    const cluster = one(seen, "eks/cluster:Cluster");
    const nodes = one(seen, "eks/nodeGroup:NodeGroup");
    const addon = (name: string) =>
      ofType(seen, "eks/addon:Addon").find(({ inputs }) => inputs.addonName === name)!;
    for (const early of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
      assert.ok(before(addon(early), seen).has(cluster.urn), early);
      assert.ok(!before(addon(early), seen).has(nodes.urn), early);
      assert.ok(before(nodes, seen).has(addon(early).urn), early);
    }
    for (const late of ["coredns", "aws-ebs-csi-driver"])
      assert.ok(before(addon(late), seen).has(nodes.urn), late);
    const inside = before(kubernetes(seen), seen);
    for (const each of seen.filter(({ type }) => type.startsWith("aws:")))
      if (!/:Alias$/.test(each.type)) assert.ok(inside.has(each.urn), each.urn);
  });

  it("has machines that give no credentials away, with sealed volumes", async () => {
    const { seen } = await made();
    const { inputs } = one(seen, "ec2/launchTemplate:LaunchTemplate");
    assert.deepEqual(inputs.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    const volumes = inputs.blockDeviceMappings as { ebs: { encrypted: string } }[];
    assert.deepEqual(
      volumes.map(({ ebs }) => ebs.encrypted),
      ["true"],
    );
    const subnets = ofType(seen, "ec2/subnet:Subnet");
    assert.ok(subnets.every(({ inputs }) => inputs.mapPublicIpOnLaunch === false));
  });

  it("is made through one provider that takes no other account, and says its region throughout", async () => {
    const { seen } = await made(eksCluster({ profile: "fleet" }));
    const providers = seen.filter(({ type }) => type === "pulumi:providers:aws");
    assert.deepEqual(
      providers.map(({ name, inputs: { region, allowedAccountIds, profile } }) => ({
        name,
        region,
        allowedAccountIds: JSON.parse(String(allowedAccountIds)) as unknown,
        profile,
      })),
      [{ name: "aws", region: "eu-west-1", allowedAccountIds: ["123456789012"], profile: "fleet" }],
    );
    for (const { type, inputs, provider } of seen.filter(({ type }) => type.startsWith("aws:"))) {
      assert.ok(provider.includes("pulumi:providers:aws::aws::"), type);
      if (!type.startsWith("aws:iam/")) assert.equal(inputs.region, "eu-west-1", type);
    }
  });

  it("gives a kubeconfig without a token, and tells nothing that is not known before", async () => {
    const { facts, seen } = await made(eksCluster({ profile: "fleet" }));
    const { users } = JSON.parse(facts.kubeconfig) as { users: [{ user: object }] };
    assert.deepEqual(users[0].user, {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: [
          ...["eks", "get-token", "--cluster-name", "acme-local-dub", "--region", "eu-west-1"],
          ...["--output", "json", "--profile", "fleet"],
        ],
        interactiveMode: "Never",
        provideClusterInfo: false,
      },
    });
    assert.equal(facts.version, "v1.34");
    assert.equal(facts.identifier, "acme-local-dub");
    assert.equal(kubernetes(seen).inputs.clusterIdentifier, "acme-local-dub");
  });

  it("is not said to take along what is in it: a load balancer has to go while it lives", async () => {
    const { seen } = await made();
    assert.deepEqual(
      seen.filter(({ deletedWith }) => deletedWith !== ""),
      [],
    );
  });

  it("lets in the deployer, and networks that are declared", async () => {
    const { seen } = await made(
      eksCluster({ endpoint: { public: ["192.0.2.0/24"], private: ["10.99.0.0/16"] } }),
    );
    assert.equal(one(seen, "eks/accessEntry:AccessEntry").inputs.principalArn, DEPLOYER);
    const { inputs } = one(seen, "vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual([inputs.cidrIpv4, inputs.fromPort, inputs.toPort], ["10.99.0.0/16", 443, 443]);
    const { publicAccessCidrs } = one(seen, "eks/cluster:Cluster").inputs.vpcConfig as Record<
      string,
      unknown
    >;
    assert.deepEqual(publicAccessCidrs, ["192.0.2.0/24"]);
  });

  it("leaves nodes to AWS in Auto Mode, all three switches at once", async () => {
    const { seen } = await made(eksCluster({ autoMode: true }));
    const { computeConfig, storageConfig, kubernetesNetworkConfig } = one(seen, "eks/cluster:Cluster").inputs;
    assert.deepEqual(computeConfig, {
      enabled: true,
      nodePools: ["general-purpose", "system"],
      nodeRoleArn: "arn:aws:iam::123456789012:role/acme-local-dub-node",
    });
    assert.deepEqual(storageConfig, { blockStorage: { enabled: true } });
    assert.deepEqual((kubernetesNetworkConfig as Record<string, unknown>).elasticLoadBalancing, {
      enabled: true,
    });
    for (const type of ["eks/nodeGroup:NodeGroup", "eks/addon:Addon", "ec2/launchTemplate:LaunchTemplate"])
      assert.deepEqual(ofType(seen, type), [], type);
  });

  it("makes nothing that is there, and uses it", async () => {
    const use = {
      vpc: { id: "vpc-1", subnets: ["subnet-1", "subnet-2"] },
      key: "arn:aws:kms:eu-west-1:123456789012:key/own",
      clusterRole: "arn:aws:iam::123456789012:role/control",
      nodeRole: "arn:aws:iam::123456789012:role/nodes",
    };
    const { seen } = await made(eksCluster({ use }));
    for (const type of ["ec2/vpc:Vpc", "ec2/subnet:Subnet", "ec2/natGateway:NatGateway", "kms/key:Key"])
      assert.deepEqual(ofType(seen, type), [], type);
    const { inputs } = one(seen, "eks/cluster:Cluster");
    assert.equal(inputs.roleArn, use.clusterRole);
    assert.deepEqual((inputs.vpcConfig as Record<string, unknown>).subnetIds, use.vpc.subnets);
    assert.deepEqual((inputs.encryptionConfig as { provider: object }).provider, { keyArn: use.key });
    assert.equal(one(seen, "eks/nodeGroup:NodeGroup").inputs.nodeRoleArn, use.nodeRole);
    // A key of somebody else's need not let logs be sealed with it.
    assert.equal(one(seen, "cloudwatch/logGroup:LogGroup").inputs.kmsKeyId, undefined);
  });

  it("can be taken over as it is, with nothing made beside it", async () => {
    const use = {
      vpc: { id: "vpc-1", subnets: ["subnet-1", "subnet-2"] },
      clusterRole: "arn:aws:iam::123456789012:role/control",
    };
    const { seen } = await made(eksCluster({ adopt: true, name: "legacy", use }));
    const types = seen.filter(({ custom }) => custom).map(({ type }) => type);
    assert.deepEqual(types, [
      "pulumi:providers:aws",
      "aws:eks/cluster:Cluster",
      "pulumi:providers:kubernetes",
    ]);
    const { importId, ignoreChanges, protect } = one(seen, "eks/cluster:Cluster");
    assert.deepEqual([importId, protect], ["legacy", true]);
    for (const kept of ["roleArn", "name", "region", "version"])
      assert.ok(!ignoreChanges.includes(kept), kept);
    assert.ok(ignoreChanges.includes("encryptionConfig"));
  });

  it("leaves the number of nodes to whoever scales them", async () => {
    const { seen } = await made();
    assert.deepEqual(one(seen, "eks/nodeGroup:NodeGroup").ignoreChanges, ["scalingConfig.desiredSize"]);
  });

  it("is protected no longer when its entry says so, and its key and bucket neither", async () => {
    const around = { backup: backup({ locations: { "eu-west-1": { bucket: "acme-eu", create: true } } }) };
    const guarded = async (deletionProtection: boolean) =>
      (await made(eksCluster({ deletionProtection }), around)).seen
        .filter(({ protect }) => protect)
        .map(({ type }) => type)
        .sort();
    const all = ["aws:eks/cluster:Cluster", "aws:kms/key:Key", "aws:kms/key:Key", "aws:s3/bucket:Bucket"];
    assert.deepEqual(await guarded(true), all);
    assert.deepEqual(await guarded(false), []);
  });

  it("has a bucket for its backups that is closed, sealed and versioned", async () => {
    const around = { backup: backup({ locations: { "eu-west-1": { bucket: "acme-eu", create: true } } }) };
    const { seen } = await made(eksCluster(), around);
    const { inputs } = one(seen, "s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
    for (const block of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"])
      assert.equal(inputs[block], true, block);
    assert.deepEqual(one(seen, "s3/bucketVersioning:BucketVersioning").inputs.versioningConfiguration, {
      status: "Enabled",
    });
    const [rule] = one(
      seen,
      "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ).inputs.rules as { applyServerSideEncryptionByDefault: object }[];
    assert.deepEqual(rule?.applyServerSideEncryptionByDefault, {
      sseAlgorithm: "aws:kms",
      kmsMasterKeyId: "arn:aws:kms:eu-west-1:123456789012:key/eu-west-1",
    });
  });
});
