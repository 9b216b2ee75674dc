import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import { externalDnsPlan } from "../../../fleet/platform/external-dns.ts";
import type { WhatIf } from "../../../fleet/what-if/what-if.ts";
import { Bed } from "../bed.ts";
import { Bind, type Watch } from "../control-planes/bind.ts";
import { publish, type ExternalDnsValues } from "../control-planes/external-dns.ts";
import type { RestartedProgram } from "../control-planes/program.ts";
import { SimulatedRoute53 } from "../control-planes/route53.ts";
import { until } from "../until.ts";

const ZONE = "fleet.test";
const SHOP = `shop.${ZONE}`;
const ADDRESS = { "eu-west-1": "198.51.100.1", "us-east-1": "198.51.100.2" };
type Name = keyof typeof ADDRESS;
const NAMES = Object.keys(ADDRESS) as Name[];
const BOTH = Object.values(ADDRESS);
const ONE = [ADDRESS["eu-west-1"]];

interface FleetArgs {
  readonly dns: object;
  /** Where the workload is; default: everywhere. */
  readonly placed?: readonly Name[];
  /** How its own name is answered. */
  readonly policy?: object;
  readonly facts?: Partial<Record<Name, object>>;
}

const answers = Object.fromEntries(NAMES.map((name) => [name, [ADDRESS[name]]]));

/** One workload on two regions, with a name of its own. */
function named({ dns, placed = NAMES, policy = SIMPLE, facts = {} }: FleetArgs): string {
  const region = (country: string, name: Name) => {
    return { country, clusters: { [name]: { provisioner: { kind: "kwok", nodes: 1 }, ...facts[name] } } };
  };
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "eu-west-1",
        dns: { zone: ZONE, policy: "sync", ...dns },
        regions: { "eu-west-1": region("IE", "eu-west-1"), "us-east-1": region("US", "us-east-1") },
      },
    },
    workloads: {
      shop: {
        environments: ["local"],
        manifests: "examples/gateway",
        placement: { clusters: placed.length === NAMES.length ? "all" : placed },
        dns: { name: "shop", answers, ttl: "20s", ...policy },
      },
    },
  });
}

const SIMPLE = { policy: "simple" };

describe("a workload's own name, by the real external-dns of each cluster", function () {
  this.timeout("10m");
  let bed: Bed;
  const running = new Map<Name, RestartedProgram>();

  before(async () => {
    bed = await Bed.create();
  });
  after(async () => {
    await Promise.all([...running.values()].map((each) => each.stop()));
    await bed.destroy();
  });

  /** The external-dns that the chart would run there. */
  async function startPublishing(name: Name, env: NodeJS.ProcessEnv): Promise<void> {
    await running.get(name)?.stop();
    rmSync(path.join(bed.root, `kubeconfig-${name}`), { force: true });
    const environment = environmentOf(loadFleet(bed.root), "local");
    const cluster = environment.clusters.find((each) => each.name === name) ?? assert.fail();
    const [chart] = externalDnsPlan(cluster, { ...environment, install: "chart" })?.charts ?? [];
    const values = chart?.values as unknown as ExternalDnsValues;
    running.set(name, await publish(bed, name, values, { env }));
  }

  describe("in a zone of BIND", () => {
    let bind: Bind;
    let watch: Watch;
    let env: NodeJS.ProcessEnv;
    const fleet = (facts: Omit<FleetArgs, "dns"> = {}) =>
      named({ dns: { provider: "rfc2136", server: bind.server }, ...facts });

    before(async () => {
      bind = await Bind.start(path.join(bed.root, "bind"), ZONE);
      env = { EXTERNAL_DNS_RFC2136_TSIG_SECRET: bind.secret };
      bed.declare(fleet());
      await bed.succeed("up");
      for (const name of NAMES) await startPublishing(name, env);
    });
    after(async () => {
      watch.stop();
      await bind.stop();
    });

    const answered = (values: readonly string[]) =>
      until(
        () => bind.answers(SHOP),
        (seen) => isDeepStrictEqual(seen, { values, ttl: 20 }),
      );

    it("is answered with the addresses of both clusters, by one owner", async () => {
      await answered(BOTH);
      const zone = await bind.dig(["-y", `hmac-sha256:external-dns:${bind.secret}`, ZONE, "AXFR"]);
      const owners = zone.split("\n").filter((line) => line.includes("TXT"));
      assert.equal(owners.length, 1);
      assert.match(
        owners[0] ?? "",
        /^a-owner\.shop\.fleet\.test\..*external-dns\/owner=acme-local-eu-west-1/,
      );
      watch = bind.watch(SHOP);
    });

    it("stands beside what each cluster publishes of its own", async () => {
      bed.write("own.yaml", OWN);
      await bed.kubectl("us-east-1", "apply", "-f", path.join(bed.root, "own.yaml"));
      await until(
        () => bind.answers(`own.${ZONE}`),
        ({ values }) => isDeepStrictEqual(values, ["198.51.100.9"]),
      );
      await answered(BOTH);
    });

    it("loses the answer of a region that loses the workload, and gets it back with it", async () => {
      bed.declare(fleet({ placed: ["eu-west-1"] }));
      await bed.succeed("up");
      await answered(ONE);
      bed.declare(fleet());
      await bed.succeed("up");
      await answered(BOTH);
    });

    it("would be answered by one cluster if the other were down, by what is available now", async () => {
      const report = async () => {
        const { code, stdout } = await bed.fleet("what-if", "us-east-1", "down", "--live", "--json");
        assert.equal(code, 0, stdout);
        return JSON.parse(stdout) as WhatIf;
      };
      // Pods that came a moment ago have to be ready first.
      const { live, silent, names, workloads } = await until(
        report,
        (seen) => seen.workloads[0]?.before === 4,
      );
      assert.deepEqual([live, silent], [true, []]);
      assert.deepEqual(
        names.map(({ name, loses, left }) => [name, loses, left]),
        [[SHOP, ["us-east-1"], ["eu-west-1"]]],
      );
      assert.deepEqual(
        workloads.map(({ workload, lost, left }) => [workload, lost, left]),
        [["shop", 2, 2]],
      );
    });

    it("loses the answer of a cluster that is gone for good, which nobody there can take away", async () => {
      for (const pid of bed.apiServersOf("us-east-1")) process.kill(pid, "SIGKILL");
      await until(
        () => running.get("us-east-1")?.starts ?? 0,
        (starts) => starts > 1,
      );
      bed.declare(fleet({ facts: { "us-east-1": { state: "tombstoned" } } }));
      await bed.succeed("tombstone", "us-east-1");
      await answered(ONE);
    });

    it("gets the answer of a region that comes back", async () => {
      bed.declare(fleet());
      await bed.succeed("up");
      await startPublishing("us-east-1", env);
      await answered(BOTH);
    });

    it("was never without an answer", () => {
      watch.stop();
      assert.deepEqual(watch.gaps, []);
      assert.ok(watch.asked > 100, `asked ${watch.asked} times`);
    });
  });

  describe("in Route 53", () => {
    let route53: SimulatedRoute53;
    /** What a name was without, after some change. */
    const gaps: string[] = [];
    /** From when on it has to be there. */
    const needed = new Map<string, string | undefined>();
    const checks = { "eu-west-1": "check-eu", "us-east-1": "check-us" };
    const names = {
      here: {
        policy: "geolocation",
        answers,
        areas: { "eu-west-1": ["EU"], "us-east-1": ["US"] },
        default: "eu-west-1",
      },
      api: { policy: "failover", answers, order: NAMES, healthChecks: checks },
    };
    const policy = { policy: "weighted", weights: { "us-east-1": 9 }, healthChecks: checks };
    const fleet = (facts: Omit<FleetArgs, "dns"> = {}) => named({ dns: { names }, policy, ...facts });
    const answered = (name: string, expected: Record<string, string>) =>
      until(
        () => route53.answers(`${name}.${ZONE}`),
        (seen) => isDeepStrictEqual(seen, expected),
      );
    const [EU, US] = BOTH as [string, string];

    before(async () => {
      route53 = await SimulatedRoute53.start(ZONE, (zone) => {
        for (const [name, part] of needed) {
          const now = zone.answers(`${name}.${ZONE}`);
          if (Object.keys(now).length === 0 || (part !== undefined && !(part in now)))
            gaps.push(`${name}: ${JSON.stringify(now)}`);
        }
      });
      bed.declare(fleet({ placed: ["eu-west-1"] }));
      await bed.succeed("up");
      for (const name of NAMES) await startPublishing(name, route53.env);
    });
    after(() => route53.stop());

    it("is a record of the cluster that has the workload, and of others what they have a part in", async () => {
      await answered("shop", { "eu-west-1": EU });
      await answered("here", { EU, US, default: EU });
      await answered("api", { primary: EU, secondary: US });
      const { policy: kind, xml } = route53.record(SHOP, "eu-west-1") ?? assert.fail();
      assert.equal(kind, "weighted");
      assert.match(xml, /<HealthCheckId>check-eu<\/HealthCheckId>/);
      assert.match(xml, /<TTL>20<\/TTL>/);
      assert.match(xml, /<Weight>1<\/Weight>/);
      needed.set("shop", undefined).set("here", "default").set("api", "primary");
    });

    it("keeps its last answer when a region loses the workload before another one has it", async () => {
      bed.declare(fleet({ placed: ["us-east-1"] }));
      const { code, stdout, stderr } = await bed.pulumi(
        "up",
        "--yes",
        "--skip-preview",
        "--stack",
        "local-eu-west-1",
      );
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /shop\.fleet\.test \(answer of eu-west-1, until another cluster answers\)/);
      assert.deepEqual(route53.answers(SHOP), { "eu-west-1": EU });
      await bed.succeed("up");
      await answered("shop", { "us-east-1": US });
      assert.match(route53.record(SHOP, "us-east-1")?.xml ?? "", /<Weight>9<\/Weight>/);
    });

    it("has another cluster take over what a cordoned one had a part in", async () => {
      bed.declare(fleet({ placed: ["us-east-1"], facts: { "eu-west-1": { cordoned: true } } }));
      await bed.succeed("up");
      await answered("here", { US, default: US });
      await answered("api", { primary: US });
      assert.match(route53.record(`api.${ZONE}`, "primary")?.xml ?? "", /check-us/);
    });

    it("was never without an answer, nor without a default and a first choice, and nothing was refused", () => {
      assert.deepEqual(gaps, []);
      assert.deepEqual(route53.refused, []);
    });
  });
});

const OWN = `
apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata: { name: own, namespace: external-dns }
spec: { endpoints: [{ dnsName: own.fleet.test, recordType: A, recordTTL: 30, targets: [198.51.100.9] }] }
`;
