import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import { isRpcSecret, unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc.js";
import { seal, toProperties, toStruct } from "../../components/cluster/plugin/properties.ts";
import { ended } from "../children.ts";
import { makeProject, removeProject } from "../declaration/project.ts";

const PLUGIN = path.resolve(import.meta.dirname, "../../components/cluster/kwok/pulumi-resource-kwok");

describe("the plugin of local clusters, started as the engine starts it", () => {
  const spec = { name: "acme-local-dub", nodes: 3, podCidr: "10.10.0.0/16" };
  const state = { ...spec, identifier: "first", endpoint: "https://127.0.0.1:1", ca: "" };
  const record = JSON.stringify({ identifier: "first", ports: {} });
  let root: string;
  let child: ChildProcess;
  let client: ResourceProviderClient;

  before(async () => {
    root = makeProject({
      ".archipelago/clusters/acme-local-dub/archipelago.json": record,
      ".archipelago/clusters/damaged/archipelago.json": "{",
    });
    child = spawn(PLUGIN, ["127.0.0.1:1"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout!, "data")) as [Buffer];
    assert.match(String(line), /^\d+\n$/);
    client = new ResourceProviderClient(
      `127.0.0.1:${String(line).trim()}`,
      grpc.credentials.createInsecure(),
    );
  });
  after(async () => {
    client.close();
    child.kill();
    await ended(child);
    removeProject(root);
  });

  /** A call of the engine. */
  function call<Request, Response>(
    method: (
      request: Request,
      callback: (error: grpc.ServiceError | null, response: Response) => void,
    ) => void,
    request: Request,
  ): Promise<Response> {
    return promisify(method.bind(client))(request);
  }

  it("asks for plain values, and takes the inputs as they are", async () => {
    const configured = await call<rpc.ConfigureRequest, rpc.ConfigureResponse>(
      client.configure,
      new rpc.ConfigureRequest(),
    );
    assert.equal(configured.getAcceptsecrets(), false);
    const checked = await call<rpc.CheckRequest, rpc.CheckResponse>(
      client.check,
      new rpc.CheckRequest().setNews(toStruct(spec)),
    );
    assert.deepEqual(toProperties(checked.getInputs()), spec);
    assert.deepEqual(checked.getFailuresList(), []);
  });

  it("tells what there is to do", async () => {
    const diff = async (declared: object) => {
      const request = new rpc.DiffRequest()
        .setOlds(toStruct(state))
        .setNews(toStruct({ ...spec, ...declared }));
      return call<rpc.DiffRequest, rpc.DiffResponse>(client.diff, request);
    };
    const stopped = await diff({});
    assert.equal(stopped.getChanges(), rpc.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual(stopped.getReplacesList(), []);
    const moved = await diff({ podCidr: "10.20.0.0/16" });
    assert.deepEqual(moved.getReplacesList(), ["podCidr"]);
    assert.equal(moved.getDeletebeforereplace(), true);
  });

  it("gives back what it reads, and no id for what is gone", async () => {
    const read = (id: string) =>
      call<rpc.ReadRequest, rpc.ReadResponse>(
        client.read,
        new rpc.ReadRequest().setId(id).setProperties(toStruct(state)),
      );
    const there = await read("acme-local-dub");
    assert.equal(there.getId(), "acme-local-dub");
    assert.deepEqual(toProperties(there.getProperties()), state);
    assert.equal((await read("acme-local-gone")).getId(), "");
  });

  it("says why a call failed, and goes on", async () => {
    const read = call<rpc.ReadRequest, rpc.ReadResponse>(client.read, new rpc.ReadRequest().setId("damaged"));
    await assert.rejects(read, { code: grpc.status.UNKNOWN, details: /JSON/ });
    await call<empty.Empty, empty.Empty>(client.cancel, new empty.Empty());
  });

  it("leaves to the engine what it does not know", async () => {
    const check = call<rpc.CheckRequest, rpc.CheckResponse>(client.checkConfig, new rpc.CheckRequest());
    await assert.rejects(check, { code: grpc.status.UNIMPLEMENTED });
  });
});

describe("a sealed property", () => {
  it("is a secret to Pulumi", () => {
    const { kubeconfig } = toProperties(toStruct({ kubeconfig: seal("key") })) as { kubeconfig: unknown };
    assert.ok(isRpcSecret(kubeconfig));
    assert.equal(unwrapRpcSecret(kubeconfig), "key");
  });
});
