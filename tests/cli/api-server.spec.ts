import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { ApiServer, RefusalError, UnreachableError } from "../../cli/client/api-server.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import { certificateFor } from "../certificates.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/* How requests are made; what API servers answer is for the bed. */
describe("the client of an API server", () => {
  let server: Server;
  let kubeconfig: string;
  let asked: IncomingMessage[];
  let answers: Answer[];

  before(async () => {
    const { certificate, key } = certificateFor("localhost");
    server = createServer({ cert: certificate, key }, (request, response) => {
      asked.push(request);
      (answers.shift() ?? assert.fail("asked too often"))(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    kubeconfig = kubeconfigFor({
      name: "dub",
      endpoint: `https://localhost:${(server.address() as AddressInfo).port}`,
      ca: Buffer.from(certificate).toString("base64"),
      user: { token: "token" },
    });
  });
  after(() => server.close());
  beforeEach(() => {
    asked = [];
    answers = [];
  });

  const connect = (milliseconds = 5_000) => ApiServer.connect(kubeconfig, AbortSignal.timeout(milliseconds));
  const says =
    (status: number, body: object = {}, headers: Record<string, string> = {}): Answer =>
    (_request, response) =>
      response.writeHead(status, headers).end(JSON.stringify(body));

  it("asks again when the server says that it has too much to do, after as long as it says", async () => {
    answers = [says(429, {}, { "retry-after": "1" }), says(200, { kind: "List" })];
    const started = performance.now();
    const client = await connect();
    assert.deepEqual(await client.get("/apis"), { kind: "List" });
    assert.ok(performance.now() - started > 950);
    assert.equal(asked.length, 2);
    client.close();
  });

  it("gives up on a server that has too much to do when the time is up", async () => {
    answers = [says(429, {}, { "retry-after": "30" })];
    const client = await connect(200);
    await assert.rejects(client.get("/apis"), (error) => {
      assert.ok(error instanceof UnreachableError);
      return error.message === "no answer in time";
    });
    client.close();
  });

  it("asks for names and labels alone where it needs no more", async () => {
    const metadata = { name: "one", labels: { owner: "helm" } };
    answers = [says(200, { items: [{ metadata }] }), says(403)];
    const client = await connect();
    assert.deepEqual(await client.labelsOf("/api/v1/secrets"), [metadata]);
    assert.match(asked[0]?.headers.accept ?? "", /as=PartialObjectMetadataList/);
    await assert.rejects(client.labelsOf("/api/v1/secrets"), { message: /^GET .*: 403 Forbidden$/ });
    client.close();
  });

  it("has deleted what is gone, whoever has deleted it", async () => {
    answers = [says(200), says(404), says(409)];
    const client = await connect();
    await client.delete("/api/v1/secrets/one");
    await client.delete("/api/v1/secrets/one");
    await assert.rejects(client.delete("/api/v1/secrets/one"), (error) => {
      return error instanceof RefusalError && error.status === 409;
    });
    assert.deepEqual(
      asked.map(({ method, headers }) => [method, headers.authorization]),
      Array.from({ length: 3 }, () => ["DELETE", "Bearer token"]),
    );
    client.close();
  });
});
