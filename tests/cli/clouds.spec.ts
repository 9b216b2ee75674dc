import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { makesInCloud } from "../../cli/recovery/clouds/creations.ts";
import { AWS_TYPES } from "../../cli/recovery/clouds/aws-table.ts";
import { AwsSearch } from "../../cli/recovery/clouds/aws.ts";
import { GcpSearch } from "../../cli/recovery/clouds/gcp.ts";
import type { Missed } from "../../cli/recovery/clouds/search.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

function missed(type: string, inputs: object, region = "eu-west-1"): Missed {
  const resource = { urn: `urn:pulumi:s::p::${type}::x`, type, inputs: inputs as Record<string, unknown> };
  return { resource, region, provider: { project: "acme-1" } };
}

describe("what a killed run had begun to make", () => {
  it("is of a cloud by its type, and only if it was being created", () => {
    const resource = missed("aws:ec2/vpc:Vpc", {}).resource;
    assert.ok(makesInCloud({ type: "creating", resource }));
    assert.ok(!makesInCloud({ type: "deleting", resource }));
    assert.ok(
      !makesInCloud({ type: "creating", resource: { ...resource, type: "kubernetes:core/v1:Service" } }),
    );
  });

  describe("in AWS", () => {
    const search = new AwsSearch({ env: { PATH: "/nowhere" } });

    it("can be looked for, whatever of it the program makes for a cluster", () => {
      const sdk = readFileSync(path.join(ROOT, "components/sdk/aws.ts"), "utf8");
      const modules = [...sdk.matchAll(/^export \{ (\w+)[^}]*\} from "@pulumi\/aws\/(\w+\/\w+)\.js"/gm)];
      const types = modules.map(([, name = "", module = ""]) => `aws:${module}:${name}`);
      assert.ok(types.length > 15, types.join());
      // Global records collide by their names; a zone may be there twice, and is left to the user.
      const made = types.filter((type) => !type.startsWith("aws:route53/"));
      assert.deepEqual(
        made.filter((type) => AWS_TYPES[type] === undefined),
        [],
      );
    });

    it("has the id that an import takes", async () => {
      for (const [type, inputs, id] of [
        ["aws:eks/cluster:Cluster", { name: "eu" }, "eu"],
        ["aws:eks/nodeGroup:NodeGroup", { clusterName: "eu", nodeGroupName: "general" }, "eu:general"],
        [
          "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
          { clusterName: "eu", principalArn: "p", policyArn: "q" },
          "eu#p#q",
        ],
        [
          "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          { role: "node", policyArn: "arn:x" },
          "node/arn:x",
        ],
        [
          "aws:ec2/route:Route",
          { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" },
          "rtb-1_0.0.0.0/0",
        ],
      ] as const) {
        assert.deepEqual(await search.find(missed(type, inputs), new Set()), { kind: "candidate", id });
      }
    });

    it("is looked for among the rules of its group by what it allows", () => {
      const { find } = AWS_TYPES["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"] ?? {};
      assert.ok(find?.by === "question");
      const asked = find.ask({
        securityGroupId: "sg-1",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "10.0.0.0/8",
      });
      assert.equal(
        asked[5],
        "SecurityGroupRules[?IsEgress==`false` && IpProtocol=='tcp' && FromPort==`443` && ToPort==`443` && CidrIpv4=='10.0.0.0/8'].SecurityGroupRuleId | [0]",
      );
    });

    it("is not clear without the command line of AWS, without tags, and for a type that is not known", async () => {
      for (const [type, inputs, reason] of [
        [
          "aws:ec2/vpc:Vpc",
          { tags: { Name: "x" } },
          "the command line of AWS (aws) is not there to look for it",
        ],
        ["aws:ec2/vpc:Vpc", {}, "it has no tags to look for"],
        ["aws:rds/cluster:Cluster", {}, "how to look for one of its type is not known here"],
      ] as const) {
        assert.deepEqual(await search.find(missed(type, inputs), new Set()), { kind: "unclear", reason });
      }
    });

    it("is the fleet's own by its tags, or by what it points to", () => {
      const tags = { "archipelago:fleet": "acme" };
      const role = missed("aws:iam/role:Role", { name: "r", tags });
      const read = (outputs: object) => ({ ...role.resource, outputs: outputs as Record<string, unknown> });
      assert.ok(search.isOwn(role, read({ tags: { ...tags, more: "1" } })));
      assert.ok(!search.isOwn(role, read({})));
      const alias = missed("aws:kms/alias:Alias", { name: "alias/x", targetKeyId: "k1" });
      assert.ok(search.isOwn(alias, read({ targetKeyId: "k1" })));
      assert.ok(!search.isOwn(alias, read({ targetKeyId: "k2" })));
    });
  });

  describe("in Google Cloud", () => {
    const search = new GcpSearch();

    it("has the id that follows from its name; rights may be given again", async () => {
      const cluster = missed("gcp:container/cluster:Cluster", { name: "eu" }, "europe-west3");
      assert.deepEqual(await search.find(cluster), {
        kind: "candidate",
        id: "projects/acme-1/locations/europe-west3/clusters/eu",
      });
      assert.deepEqual(await search.find(missed("gcp:projects/iAMMember:IAMMember", {})), { kind: "absent" });
      assert.equal((await search.find(missed("gcp:sql/instance:Instance", {}))).kind, "unclear");
    });

    it("can be looked for, whatever of it the program makes for a cluster", async () => {
      const sdk = readFileSync(path.join(ROOT, "components/sdk/gcp.ts"), "utf8");
      const modules = [...sdk.matchAll(/^export \{ (\w+)[^}]*\} from "@pulumi\/gcp\/(\w+\/\w+)\.js"/gm)];
      const types = modules.map(([, name = "", module = ""]) => `gcp:${module}:${name}`);
      assert.ok(types.length > 10, types.join());
      for (const type of types.filter((each) => !/:get|:dns\//.test(each))) {
        const found = await search.find(missed(type, { name: "x", cluster: "c", keyRing: "r" }));
        assert.notEqual(found.kind, "unclear", type);
      }
    });

    it("is the fleet's own by its labels, and else if it agrees in what is told", () => {
      const cluster = missed("gcp:container/cluster:Cluster", {
        name: "eu",
        resourceLabels: { fleet: "acme" },
      });
      const read = (outputs: object) => ({
        ...cluster.resource,
        outputs: outputs as Record<string, unknown>,
      });
      assert.ok(search.isOwn(cluster, read({ effectiveLabels: { fleet: "acme" } })));
      assert.ok(!search.isOwn(cluster, read({ effectiveLabels: {} })));
      const network = missed("gcp:compute/network:Network", { name: "eu", autoCreateSubnetworks: false });
      assert.ok(search.isOwn(network, read({ name: "eu", autoCreateSubnetworks: false })));
      assert.ok(!search.isOwn(network, read({ name: "eu", autoCreateSubnetworks: true })));
    });

    it("is ready when it has an address and a version", () => {
      const { resource } = missed("gcp:container/cluster:Cluster", {});
      assert.ok(!search.isReady({ ...resource, outputs: { endpoint: "" } }));
      assert.ok(search.isReady({ ...resource, outputs: { endpoint: "192.0.2.1", masterVersion: "1.34.4" } }));
    });
  });
});
