import assert from "node:assert/strict";
import fc from "fast-check";
import { overlaps, parseBlock, type AddressBlock } from "../../../../fleet/addresses.ts";
import { placeOf } from "../../../../fleet/clouds/aws/names.ts";
import { planVpc, VPC_PREFIXES } from "../../../../fleet/clouds/aws/vpc.ts";
import { environment } from "../../environments.ts";
import { eksCluster } from "./clusters.ts";

function plan(vpc: object | undefined, podCidr = "10.16.0.0/16", declared: object = {}) {
  const cluster = eksCluster({ ...(vpc === undefined ? {} : { vpc }), ...declared }, { podCidr });
  return planVpc(cluster, placeOf(cluster, environment([cluster])));
}

function parsed(text: string): AddressBlock {
  const block = parseBlock(text);
  assert.ok(!("error" in block), text);
  return block;
}

describe("the network of a cluster of EKS", () => {
  it("has a private and a public subnet in three zones, and one NAT, unless it says otherwise", () => {
    const { private: inner, public: outer, natZones, interfaceEndpoints } = plan(undefined)!;
    assert.deepEqual(
      inner.map(({ availabilityZone, cidr }) => `${availabilityZone} ${cidr}`),
      ["eu-west-1a 10.16.0.0/18", "eu-west-1b 10.16.64.0/18", "eu-west-1c 10.16.128.0/18"],
    );
    assert.deepEqual(
      outer.map(({ cidr }) => cidr),
      ["10.16.192.0/21", "10.16.200.0/21", "10.16.208.0/21"],
    );
    assert.deepEqual([natZones, interfaceEndpoints], [["a"], []]);
  });

  it("has a NAT in each zone, if it is to lose no more than a zone", () => {
    assert.deepEqual(plan({ nat: "per-zone" })!.natZones, ["a", "b", "c"]);
  });

  it("has no way to the internet without a NAT, and all private ways to AWS instead", () => {
    const { public: outer, natZones, interfaceEndpoints } = plan({ nat: "none" })!;
    assert.deepEqual([outer, natZones], [[], []]);
    for (const service of ["ec2", "ecr.api", "ecr.dkr", "sts", "eks", "eks-auth", "logs"])
      assert.ok(interfaceEndpoints.includes(service), service);
  });

  it("has public subnets for load balancers, if they are asked for", () => {
    assert.equal(plan({ nat: "none", publicSubnets: true })!.public.length, 3);
  });

  it("is not planned where there is one", () => {
    const use = { vpc: { id: "vpc-1", subnets: ["subnet-1", "subnet-2"], cidr: "10.16.0.0/16" } };
    assert.equal(plan(undefined, "10.16.0.0/16", { use }), undefined);
  });

  it("has subnets that lie in it and apart, whatever its size and zones", () => {
    const zones = fc.subarray(["a", "b", "c", "d", "e", "f"], { minLength: 2 });
    const prefix = fc.integer({ min: VPC_PREFIXES.widest, max: VPC_PREFIXES.narrowest });
    fc.assert(
      fc.property(zones, prefix, (letters, length) => {
        const cidr = `10.0.0.0/${length}`;
        const { private: inner, public: outer } = plan({ zones: letters }, cidr)!;
        const blocks = [...inner, ...outer].map((subnet) => parsed(subnet.cidr));
        assert.equal(blocks.length, 2 * letters.length);
        for (const [index, block] of blocks.entries()) {
          assert.ok(overlaps(parsed(cidr), block) && block.prefix > length, block.text);
          // AWS has no subnets smaller than a /28.
          assert.ok(block.prefix <= 28, block.text);
          for (const other of blocks.slice(index + 1))
            assert.ok(!overlaps(block, other), `${block.text} ${other.text}`);
        }
      }),
    );
  });
});
