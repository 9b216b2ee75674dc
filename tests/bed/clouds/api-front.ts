import { generateKeyPairSync, X509Certificate, createPrivateKey } from "node:crypto";
import { request, createServer, Agent, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { parse } from "yaml";
import { signCertificate } from "../../../cli/trust/certificate.ts";
import { readContext } from "../../../fleet/kubeconfig.ts";
import type { Bed } from "../bed.ts";
import { until } from "../until.ts";

interface Place {
  readonly port: number;
  readonly agent: Agent;
}

const APPLY = "application/apply-patch+yaml";

/**
 * Stands where a load balancer stands in front of API servers, before the in-memory one of a cluster. That one keeps
 * objects and answers for its machines, but lacks what the provider of Kubernetes asks of every API server: its version
 * and its schemas, which come from the hub here, and server-side apply, which is made of a look, and a creation or a
 * merge. All else goes through as it is. Its certificate is from the cluster's own authority.
 */
export class ApiFront {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** Waits until Cluster API has made the authority and the API server of the cluster, then listens. */
  static async start(bed: Bed, hub: string, cluster: { namespace: string; name: string }, port: number) {
    const ask = async <T>(...args: string[]): Promise<T | undefined> => {
      const text = await bed.kubectl(
        hub,
        "-n",
        cluster.namespace,
        "get",
        ...args,
        "--ignore-not-found",
        "-o",
        "json",
      );
      return text === "" ? undefined : (JSON.parse(text) as T);
    };
    const secret = await until(
      () => ask<{ data: Record<string, string> }>("secret", `${cluster.name}-ca`),
      (seen) => seen !== undefined,
      120,
    );
    const list = await until(
      () => ask<DevClusters>("devclusters", "-l", `cluster.x-k8s.io/cluster-name=${cluster.name}`),
      (seen) => (seen?.items[0]?.spec.controlPlaneEndpoint?.port ?? 0) > 0,
      120,
    );
    const certificate = certificateBy(secret?.data ?? {});
    // What it serves with is between it and its clients: it takes whoever comes.
    const memory = {
      port: list?.items[0]?.spec.controlPlaneEndpoint?.port ?? 0,
      agent: new Agent({ rejectUnauthorized: false, keepAlive: true }),
    };
    const front = new ApiFront(
      createServer(certificate, (incoming, response) => {
        answer(incoming, response, memory, hubPlace(bed, hub)).catch((error: unknown) => {
          response.writeHead(502).end(String(error));
        });
      }),
    );
    front.#server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      passUpgrade(incoming, socket, head, memory);
    });
    front.#server.listen(port, "127.0.0.1");
    await once(front.#server, "listening");
    return front;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

interface DevClusters {
  readonly items: readonly { readonly spec: { readonly controlPlaneEndpoint?: { readonly port: number } } }[];
}

const hubs = new Map<string, Place>();

function hubPlace(bed: Bed, hub: string): Place {
  const file = `${bed.root}/kubeconfig-${hub}`;
  const known = hubs.get(file);
  if (known !== undefined) return known;
  const { endpoint, ca, user } = readContext(readFileSync(file, "utf8"));
  const pem = (key: string) => Buffer.from((user as Record<string, string>)[key] ?? "", "base64");
  const place = {
    port: Number(new URL(endpoint).port),
    agent: new Agent({
      ca: Buffer.from(ca, "base64"),
      cert: pem("client-certificate-data"),
      key: pem("client-key-data"),
    }),
  };
  hubs.set(file, place);
  return place;
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  memory: Place,
  hub: Place,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  if (/^\/(version|openapi)\b/.test(url)) {
    pass(incoming, response, hub);
  } else if (method === "PATCH" && headers["content-type"] === APPLY) {
    await applyTo(memory, url, await textOf(incoming), response);
  } else {
    pass(incoming, response, memory);
  }
}

function pass(incoming: IncomingMessage, response: ServerResponse, { port, agent }: Place): void {
  const { method = "GET", url = "/", headers } = incoming;
  const call = request(
    { host: "127.0.0.1", port, agent, method, path: url, headers: { ...headers, host: `127.0.0.1:${port}` } },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    },
  );
  call.on("error", () => response.destroy());
  incoming.pipe(call);
}

/** Port forwarding to etcd, through which Cluster API looks after its members. */
function passUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, { port, agent }: Place): void {
  const { method = "GET", url = "/", headers } = incoming;
  const options = {
    host: "127.0.0.1",
    port,
    method,
    path: url,
    headers: { ...headers, host: `127.0.0.1:${port}` },
  };
  const call = request({ ...options, agent: new Agent({ ...agent.options, keepAlive: false }) });
  call.on("upgrade", (answered, upstream, rest) => {
    const lines = Object.entries(answered.headers).map(([name, value]) => `${name}: ${String(value)}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
    if (rest.length > 0) socket.write(rest);
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  // One way of it is refused, and the client tries the other.
  call.on("response", (answered) => {
    socket.write(
      `HTTP/1.1 ${answered.statusCode ?? 502} ${answered.statusMessage ?? ""}\r\nconnection: close\r\n\r\n`,
    );
    answered.pipe(socket);
  });
  call.on("error", () => socket.destroy());
  call.end();
}

/** Server-side apply, as far as one writer of whole objects needs it. */
async function applyTo(memory: Place, url: string, yaml: string, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(url, "https://localhost");
  const there = await call(memory, "GET", pathname);
  const wanted = parse(yaml) as object;
  const text = JSON.stringify(wanted);
  if (searchParams.has("dryRun")) {
    reply(
      response,
      200,
      JSON.stringify(there.status === 200 ? { ...JSON.parse(there.text), ...wanted } : wanted),
    );
  } else if (there.status === 200) {
    const merged = await call(memory, "PATCH", pathname, text, "application/merge-patch+json");
    reply(response, merged.status, merged.text);
  } else {
    const made = await call(memory, "POST", pathname.replace(/\/[^/]*$/, ""), text, "application/json");
    reply(response, made.status, made.text);
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(text);
}

function call(
  { port, agent }: Place,
  method: string,
  path: string,
  body?: string,
  type = "application/json",
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": type };
    const sent = request({ host: "127.0.0.1", port, agent, method, path, headers }, (answered) => {
      textOf(answered).then((text) => {
        resolve({ status: answered.statusCode ?? 502, text });
      }, reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) text += chunk as string;
  return text;
}

/** A server's certificate for localhost, by the authority of the cluster. */
function certificateBy(data: Record<string, string>): { cert: string; key: string } {
  const pem = (key: string) => Buffer.from(data[key] ?? "", "base64").toString();
  const by = new X509Certificate(pem("tls.crt"));
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate({
    subject: { organization: "bed", commonName: "localhost" },
    publicKey,
    by: { certificate: by },
    signingKey: createPrivateKey(pem("tls.key")),
    validFrom: new Date(Date.now() - 60_000),
    validTo: new Date(Date.now() + 24 * 3_600_000),
    names: { dns: ["localhost"], uris: [] },
  });
  return { cert: certificate.toString(), key: privateKey.export({ type: "sec1", format: "pem" }).toString() };
}
