import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed.ts";
import { ClusterApi } from "../control-planes/cluster-api.ts";
import { lastingPorts } from "../control-planes/program.ts";
import { ApiFront } from "./api-front.ts";

describe("Cluster API", function () {
  this.timeout("8m");
  let bed: Bed;
  let clusterApi: ClusterApi | undefined;
  let port = 0;
  const fronts: ApiFront[] = [];

  before(async () => {
    [port = 0] = await lastingPorts(1);
    bed = await Bed.create(declaration(port, {}));
    console.time("hub");
    await bed.succeed("up");
    console.timeEnd("hub");
    console.time("managers");
    clusterApi = await ClusterApi.start(bed, "hub");
    console.timeEnd("managers");
  });
  after(async () => {
    await clusterApi?.stop();
    for (const front of fronts) await front.stop();
    await bed.destroy();
  });

  it("creates", async () => {
    bed.declare(declaration(port, { explicit: true }));
    console.time("create");
    const up = bed.fleet("up");
    const front = ApiFront.start(bed, "hub", { namespace: "dub", name: "acme-local-dub" }, port).then(
      (each) => fronts.push(each),
    );
    const { code, stdout, stderr } = await up;
    console.timeEnd("create");
    await Promise.race([front, new Promise((resolve) => setTimeout(resolve, 1000))]);
    console.log(stdout, stderr);
    for (const name of ["core", "bootstrap", "control-plane", "in-memory"] as const)
      console.log(name, clusterApi?.log(name).slice(-600));
    assert.equal(code, 0);
  });
});

function declaration(port: number, { explicit = false }: { explicit?: boolean }): string {
  const dub = `
      eu-west-1: { country: IE, clusters: { dub: { version: 1.34.0, provisioner: { kind: cluster-api, namespace: dub, endpoint: { host: localhost, port: ${port} }, deletionProtection: false, timeouts: { ready: 120s, delete: 60s }, infrastructure: { kind: in-memory, controlPlane: { replicas: 3 }, workers: { md: { replicas: 2 } } } } } } }`;
  return `name: acme
environments:
  local:
    hub: hub
    clusterApi: { namespaces: [dub, iad] }
    regions:
      home: { country: IE, clusters: { hub: { provisioner: { kind: kwok, nodes: 1 } } } }${explicit ? dub : ""}
`;
}
