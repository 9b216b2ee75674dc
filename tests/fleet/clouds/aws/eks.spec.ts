import assert from "node:assert/strict";
import { planEks } from "../../../../fleet/clouds/aws/eks.ts";
import { planBackupStore } from "../../../../fleet/clouds/aws/backup-store.ts";
import type { EksCluster } from "../../../../fleet/clouds/aws/names.ts";
import { CORE_ADDONS, EKS_VERSIONS, SNAPSHOT_ADDON } from "../../../../fleet/clouds/aws/versions.ts";
import { SUPPORTED_KUBERNETES } from "../../../../fleet/kubernetes-versions.ts";
import type { Environment } from "../../../../fleet/fleet.ts";
import { backup } from "../../backup/backups.ts";
import { environment } from "../../environments.ts";
import { eksCluster } from "./clusters.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

function plan(declared: object = {}, facts: Partial<EksCluster> = {}, around: Partial<Environment> = {}) {
  const cluster = eksCluster(declared, facts);
  return planEks(cluster, environment([cluster], around));
}

function rolesOf(...args: Parameters<typeof plan>): Record<string, readonly string[]> {
  return Object.fromEntries(plan(...args).roles.map(({ role, managed }) => [role, managed]));
}

function statementsOf(policy: string | undefined): Statement[] {
  return (JSON.parse(policy ?? "{}") as { Statement: Statement[] }).Statement;
}

describe("the plan of a cluster of EKS", () => {
  it("is called the same in every run, by fleet, environment and cluster", () => {
    assert.equal(plan().place.name, "acme-local-dub");
    assert.equal(plan().logGroup, "/aws/eks/acme-local-dub/cluster");
    assert.equal(plan({ name: "legacy" }).place.name, "legacy");
  });

  it("stands in the region that the declaration names, or in the one that it is called by", () => {
    assert.equal(plan().place.region, "eu-west-1");
    assert.equal(plan({ region: "cn-north-1" }).place.partition, "aws-cn");
  });

  it("gives nodes no more than they need: pods take roles of their own", () => {
    assert.deepEqual(rolesOf(), {
      cluster: ["AmazonEKSClusterPolicy"],
      node: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
      "vpc-cni": ["AmazonEKS_CNI_Policy"],
      "ebs-csi": ["service-role/AmazonEBSCSIDriverPolicy"],
    });
  });

  it("leaves add-ons and their roles to Auto Mode", () => {
    const roles = rolesOf({ autoMode: true });
    assert.deepEqual(Object.keys(roles), ["cluster", "node"]);
    assert.ok(roles.cluster?.includes("AmazonEKSComputePolicy"));
    assert.deepEqual(plan({ autoMode: true }).addons, []);
  });

  it("brings snapshots where backups of volumes take them, with Auto Mode too, and nowhere else", () => {
    const addonsWith = (declared: object, around: Partial<Environment>) =>
      plan(declared, {}, around).addons.map(({ addon }) => addon);
    for (const volumes of ["move", "snapshot"] as const) {
      const around = { backup: backup({ volumes }) };
      assert.deepEqual(addonsWith({}, around), [...CORE_ADDONS, SNAPSHOT_ADDON]);
      assert.deepEqual(addonsWith({ autoMode: true }, around), [SNAPSHOT_ADDON]);
    }
    for (const volumes of ["files", "none"] as const)
      assert.deepEqual(addonsWith({}, { backup: backup({ volumes }) }), CORE_ADDONS);
    assert.deepEqual(addonsWith({}, {}), CORE_ADDONS);
  });

  it("makes no role that is there", () => {
    const use = {
      clusterRole: "arn:aws:iam::123456789012:role/control",
      nodeRole: "arn:aws:iam::123456789012:role/nodes",
    };
    assert.deepEqual(Object.keys(rolesOf({ use })), ["vpc-cni", "ebs-csi"]);
  });

  it("lets the role of pods be taken only by pods of this cluster", () => {
    for (const { role, trust } of plan().roles.filter(({ role }) => role.includes("-"))) {
      const [statement] = statementsOf(trust);
      assert.deepEqual(
        statement?.Condition,
        {
          StringEquals: {
            "aws:SourceAccount": "123456789012",
            "aws:SourceArn": "arn:aws:eks:eu-west-1:123456789012:cluster/acme-local-dub",
          },
        },
        role,
      );
    }
  });

  it("lets the deployer in first, and everybody else as declared", () => {
    const access = [
      { principal: "arn:aws:iam::123456789012:role/shop", policy: "edit", namespaces: ["shop"] },
    ];
    assert.deepEqual(
      plan({ access }).access.map(({ principal, policy, namespaces }) => [
        principal.split("/")[1],
        policy.split("/")[1],
        namespaces,
      ]),
      [
        ["fleet-deployer", "AmazonEKSClusterAdminPolicy", undefined],
        ["shop", "AmazonEKSEditPolicy", ["shop"]],
      ],
    );
  });

  it("has services apart from the VPC, said in any case", () => {
    assert.equal(plan().serviceCidr, "172.20.0.0/16");
    assert.equal(plan({}, { podCidr: "172.20.0.0/16" }).serviceCidr, "10.100.0.0/16");
    assert.equal(plan({}, { serviceCidr: "172.30.0.0/16" }).serviceCidr, "172.30.0.0/16");
  });

  it("has every core add-on in every Kubernetes that it knows, and those are a row without a gap", () => {
    const minors = EKS_VERSIONS.map(({ minor }) => minor);
    assert.deepEqual(
      minors,
      minors.map((_, index) => minors[0]! + index),
    );
    assert.ok(minors.includes(SUPPORTED_KUBERNETES.oldest) && minors.includes(SUPPORTED_KUBERNETES.newest));
    for (const { minor, addons } of EKS_VERSIONS) {
      assert.deepEqual(Object.keys(addons).sort(), [...CORE_ADDONS, SNAPSHOT_ADDON].sort());
      assert.match(addons["kube-proxy"], new RegExp(`^v1\\.${minor}\\.`));
    }
  });

  it("adopts a cluster without anything beside it", () => {
    const use = {
      vpc: { id: "vpc-1", subnets: ["subnet-1", "subnet-2"] },
      clusterRole: "arn:aws:iam::123456789012:role/control",
    };
    const { roles, addons, access, nodeGroups, vpc } = plan({ adopt: true, use }, { podCidr: undefined });
    assert.deepEqual([roles, addons, access, nodeGroups, vpc], [[], [], [], [], undefined]);
  });
});

describe("node groups of EKS", () => {
  const named = (group: object) => plan({ nodeGroups: { general: group } }).nodeGroups[0]!;

  it("have another name for what cannot be changed, and the same for the rest", () => {
    const { name } = named({ instanceTypes: ["m7i.large"] });
    assert.match(name, /^general-[0-9a-f]{6}$/);
    assert.equal(named({ instanceTypes: ["m7i.large"], max: 40, disk: 100, labels: { a: "b" } }).name, name);
    for (const other of [
      { instanceTypes: ["m7i.xlarge"] },
      { instanceTypes: ["m7i.large"], capacity: "spot" },
      { instanceTypes: ["m7i.large"], image: "BOTTLEROCKET_x86_64" },
    ])
      assert.notEqual(named(other).name, name);
  });

  it("begin with the fewest nodes, and have volumes as their image wants them", () => {
    assert.deepEqual(named({ instanceTypes: ["m7i.large"], min: 3, max: 5 }).scaling, {
      minSize: 3,
      maxSize: 5,
      desiredSize: 3,
    });
    assert.deepEqual(
      named({ instanceTypes: ["m7i.large"], image: "BOTTLEROCKET_x86_64", disk: 80 }).volumes,
      [
        { device: "/dev/xvda", size: 4 },
        { device: "/dev/xvdb", size: 80 },
      ],
    );
  });
});

describe("the rights of what runs on EKS", () => {
  const locations = {
    "eu-west-1": { bucket: "acme-eu", create: true },
    "us-east-1": { bucket: "acme-us", kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/k" },
  };

  it("let Velero write its own folder, and read what it may", () => {
    const own = eksCluster();
    const peer = { ...eksCluster(), name: "iad", region: "us-east-1", country: "US" };
    const around = environment([own, peer], { backup: backup({ locations }) });
    const role = planEks(own, around).roles.find(({ role }) => role === "velero");
    const statements = statementsOf(role?.inline);
    const writing = statements.filter(({ Action }) => Action.includes("s3:PutObject"));
    assert.deepEqual(
      writing.map(({ Resource }) => Resource),
      // Of a peer's folder what restores write down, and no backup.
      ["arn:aws:s3:::acme-eu/dub/*", ["arn:aws:s3:::acme-us/iad/restores/*"]],
    );
    const reading = statements.filter(({ Action }) => Action.length === 1 && Action[0] === "s3:GetObject");
    assert.deepEqual(
      reading.map(({ Resource }) => Resource),
      [["arn:aws:s3:::acme-us/iad/*"]],
    );
    const keys = statements.filter(({ Action }) => Action.includes("kms:Decrypt"));
    assert.deepEqual(
      keys.map(({ Resource }) => Resource),
      ["arn:aws:kms:eu-west-1:123456789012:key/*", "arn:aws:kms:us-east-1:123456789012:key/k"],
    );
    assert.deepEqual(keys[0]?.Condition, {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/acme-eu" },
    });
    assert.deepEqual(role?.pods, { namespace: "velero", serviceAccount: "velero-server" });
  });

  it("are none for Velero where it has credentials of its own", () => {
    const own = eksCluster();
    const around = environment([own], { backup: backup({ locations, credentials: "secret" }) });
    assert.equal(
      planEks(own, around).roles.find(({ role }) => role === "velero"),
      undefined,
    );
  });

  it("never stand on everything, unless they only look", () => {
    const own = eksCluster();
    const statements = planEks(own, environment([own], { backup: backup({ locations }) })).roles.flatMap(
      ({ inline }) => (inline === undefined ? [] : statementsOf(inline)),
    );
    for (const { Resource, Action } of statements.filter(({ Resource }) => Resource === "*"))
      assert.ok(
        Action.every((action) => /:(Describe|List|Get)/.test(action)),
        String(Resource),
      );
  });
});

describe("the bucket for backups", () => {
  const store = (location: object, keep = "30d") => {
    const own = eksCluster();
    const around = environment([own], {
      backup: backup({ keep, locations: { "eu-west-1": { bucket: "acme-eu", ...location } } }),
    });
    return planBackupStore(around, around.regions[0]!);
  };

  it("is made if the declaration says so, and not otherwise", () => {
    assert.equal(store({}), undefined);
    assert.equal(store({ create: true })?.region, "eu-west-1");
  });

  it("keeps what was deleted as long as backups are kept, and 30 days at most", () => {
    assert.equal(store({ create: true }, "7d")?.keepDeletedDays, 7);
    assert.equal(store({ create: true }, "90d")?.keepDeletedDays, 30);
  });

  it("refuses whoever comes without encryption", () => {
    const [statement] = statementsOf(store({ create: true })?.bucketPolicy);
    assert.equal(statement?.Effect, "Deny");
    assert.deepEqual(statement?.Condition, { Bool: { "aws:SecureTransport": "false" } });
  });
});
