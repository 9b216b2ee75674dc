import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import { externalDnsPlan } from "../../../fleet/platform/external-dns.ts";
import { Bed } from "../bed.ts";
import { Bind, type Watch } from "../control-planes/bind.ts";
import { publish, type ExternalDnsValues } from "../control-planes/external-dns.ts";
import type { RestartedProgram } from "../control-planes/program.ts";
import { until } from "../until.ts";

const ZONE = "fleet.test";
const SHOP = `shop.${ZONE}`;
const ADDRESS = { "eu-west-1": "198.51.100.1", "us-east-1": "198.51.100.2" };
type Name = keyof typeof ADDRESS;
const NAMES = Object.keys(ADDRESS) as Name[];
const BOTH = Object.values(ADDRESS);
const ONE = [ADDRESS["eu-west-1"]];

interface FleetArgs {
  /** Where the workload is; default: everywhere. */
  readonly placed?: readonly Name[];
  readonly tombstoned?: boolean;
}

/** One workload on two regions, with a name of its own. */
function named(server: string, { placed = NAMES, tombstoned = false }: FleetArgs = {}): string {
  const region = (country: string, name: Name, facts = {}) => {
    return { country, clusters: { [name]: { provisioner: { kind: "kwok", nodes: 1 }, ...facts } } };
  };
  const answers = Object.fromEntries(NAMES.map((name) => [name, [ADDRESS[name]]]));
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "eu-west-1",
        dns: { zone: ZONE, provider: "rfc2136", server, policy: "sync" },
        regions: {
          "eu-west-1": region("IE", "eu-west-1"),
          "us-east-1": region("US", "us-east-1", tombstoned ? { state: "tombstoned" } : {}),
        },
      },
    },
    workloads: {
      shop: {
        environments: ["local"],
        manifests: "examples/gateway",
        placement: { clusters: placed.length === NAMES.length ? "all" : placed },
        dns: { name: "shop", policy: "simple", answers, ttl: "20s" },
      },
    },
  });
}

describe("a workload's own name, in a zone of BIND, by the real external-dns of each cluster", function () {
  this.timeout("10m");
  let bed: Bed;
  let bind: Bind;
  let watch: Watch;
  const running = new Map<Name, RestartedProgram>();

  before(async () => {
    bed = await Bed.create();
    bind = await Bind.start(path.join(bed.root, "bind"), ZONE);
    bed.declare(named(bind.server));
    await bed.succeed("up");
    for (const name of NAMES) await startPublishing(name);
  });
  after(async () => {
    watch?.stop();
    await Promise.all([...running.values()].map((each) => each.stop()));
    await bind?.stop();
    await bed.destroy();
  });

  /** The external-dns that the chart would run there. */
  async function startPublishing(name: Name): Promise<void> {
    await running.get(name)?.stop();
    rmSync(path.join(bed.root, `kubeconfig-${name}`), { force: true });
    const environment = environmentOf(loadFleet(bed.root), "local");
    const cluster = environment.clusters.find((each) => each.name === name) ?? assert.fail();
    const [chart] = externalDnsPlan(cluster, { ...environment, install: "chart" })?.charts ?? [];
    const values = chart?.values as unknown as ExternalDnsValues;
    const env = { EXTERNAL_DNS_RFC2136_TSIG_SECRET: bind.secret };
    running.set(name, await publish(bed, name, values, { env }));
  }

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
    assert.match(owners[0] ?? "", /^a-owner\.shop\.fleet\.test\..*external-dns\/owner=acme-local-eu-west-1/);
    watch = bind.watch(SHOP);
  });

  it("beside which each cluster publishes what is its own", async () => {
    bed.write("own.yaml", OWN);
    await bed.kubectl("us-east-1", "apply", "-f", path.join(bed.root, "own.yaml"));
    await until(
      () => bind.answers(`own.${ZONE}`),
      ({ values }) => isDeepStrictEqual(values, ["198.51.100.9"]),
    );
    await answered(BOTH);
  });

  it("loses the answer of a region that loses the workload, and gets it back with it", async () => {
    bed.declare(named(bind.server, { placed: ["eu-west-1"] }));
    await bed.succeed("up");
    await answered(ONE);
    bed.declare(named(bind.server));
    await bed.succeed("up");
    await answered(BOTH);
  });

  it("loses the answer of a cluster that is gone for good, which nobody there can take away", async () => {
    for (const pid of bed.apiServersOf("us-east-1")) process.kill(pid, "SIGKILL");
    await until(
      () => running.get("us-east-1")?.starts ?? 0,
      (starts) => starts > 1,
    );
    bed.declare(named(bind.server, { tombstoned: true }));
    await bed.succeed("tombstone", "us-east-1");
    await answered(ONE);
  });

  it("gets the answer of a region that comes back", async () => {
    bed.declare(named(bind.server));
    await bed.succeed("up");
    await startPublishing("us-east-1");
    await answered(BOTH);
  });

  it("was never without an answer", () => {
    watch.stop();
    assert.deepEqual(watch.gaps, []);
    assert.ok(watch.asked > 100, `asked ${watch.asked} times`);
  });
});

const OWN = `
apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata: { name: own, namespace: external-dns }
spec: { endpoints: [{ dnsName: own.fleet.test, recordType: A, recordTTL: 30, targets: [198.51.100.9] }] }
`;
