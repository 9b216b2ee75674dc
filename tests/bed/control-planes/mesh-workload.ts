import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { Client, credentials, Metadata, type ServiceDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import * as der from "../../../cli/trust/der.ts";
import type { Bed } from "../bed.ts";
import type { Istiod } from "./istiod.ts";

/** An endpoint as a proxy gets it: a pod of its own network, or the gateway of another one. */
export interface ProxyEndpoint {
  readonly address: string;
  readonly port: number;
  /** How many endpoints it stands for: a gateway for all that are behind it. */
  readonly weight: number;
}

/** What a workload shows to its peers, in PEM. */
export interface WorkloadCertificate {
  readonly key: string;
  /** Its own first, the root last. */
  readonly chain: readonly string[];
}

const ENDPOINTS = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
const DEADLINE_MS = 20_000;

/**
 * A pod of the mesh, towards the istiod of its cluster: it does what the agent beside a workload does. It trusts the
 * root alone, proves who it is by a token of its service account, and asks for its certificate, and for endpoints.
 */
export class MeshWorkload {
  readonly #client: Client;
  readonly #metadata = new Metadata();
  readonly #node: object;

  private constructor(istiod: Istiod, root: string, { pod, token }: { pod: Pod; token: string }) {
    const { cluster, values } = istiod;
    // It is known by its Service in the cluster, and stands on loopback here.
    const name = { "grpc.ssl_target_name_override": "istiod.istio-system.svc" };
    this.#client = new Client(istiod.address, credentials.createSsl(Buffer.from(root)), name);
    this.#metadata.set("authorization", `Bearer ${token}`);
    this.#metadata.set("clusterid", cluster);
    const { namespace } = pod.metadata;
    this.#node = {
      id: `sidecar~${pod.status.podIP}~${pod.metadata.name}.${namespace}~${namespace}.svc.cluster.local`,
      metadata: struct({
        CLUSTER_ID: cluster,
        MESH_ID: values.global.meshID,
        NETWORK: values.global.network,
        NAMESPACE: namespace,
        SERVICE_ACCOUNT: pod.spec.serviceAccountName,
      }),
    };
  }

  /** @param app Label `app` of the pod. @param root What it trusts, in PEM. */
  static async of(bed: Bed, istiod: Istiod, namespace: string, app: string, root: string) {
    const { cluster } = istiod;
    const query = ["-n", namespace, "get", "pods", "-l", `app=${app}`, "-o", "json"];
    const { items } = JSON.parse(await bed.kubectl(cluster, ...query)) as { items: [Pod] };
    const [pod] = items;
    const create = ["-n", namespace, "create", "token", pod.spec.serviceAccountName];
    const token = await bed.kubectl(cluster, ...create, "--audience", "istio-ca");
    return new MeshWorkload(istiod, root, { pod, token: token.trim() });
  }

  /** A new key, and istiod's certificate for it. */
  async certificate(): Promise<WorkloadCertificate> {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { CreateCertificate } = serviceOf("istio-ca.proto", "istio.v1.auth.IstioCertificateService");
    const { path, requestSerialize, responseDeserialize } = CreateCertificate!;
    const request = { csr: signingRequest(publicKey, privateKey) };
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest<object, object>(
        ...([path, requestSerialize, responseDeserialize, request, this.#metadata, deadline()] as const),
        (error, response) => {
          if (error === null) resolve({ key, chain: (response as { certChain: string[] }).certChain });
          else reject(error);
        },
      );
    });
  }

  /** The endpoints of a Service, as istiod has them now for the proxy of this pod. */
  async endpoints(host: string, port: number): Promise<ProxyEndpoint[]> {
    const name = "envoy.service.discovery.v3.AggregatedDiscoveryService";
    const { StreamAggregatedResources } = serviceOf("xds.proto", name);
    const { path, requestSerialize, responseDeserialize } = StreamAggregatedResources!;
    const stream = this.#client.makeBidiStreamRequest<object, object>(
      ...([path, requestSerialize, responseDeserialize, this.#metadata, deadline()] as const),
    );
    stream.write({ node: this.#node, typeUrl: ENDPOINTS, resourceNames: [`outbound|${port}||${host}`] });
    try {
      const [response] = (await once(stream, "data")) as [DiscoveryResponse];
      return response.resources.flatMap(({ value }) => value.endpoints.flatMap(inLocality));
    } finally {
      stream.on("error", () => undefined).cancel();
    }
  }

  close(): void {
    this.#client.close();
  }
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly serviceAccountName: string };
  readonly status: { readonly podIP: string };
}

interface DiscoveryResponse {
  readonly resources: readonly { readonly value: { readonly endpoints: readonly LocalityEndpoints[] } }[];
}

interface LocalityEndpoints {
  readonly lbEndpoints: readonly {
    readonly endpoint: { readonly address: { readonly socketAddress: SocketAddress } };
    readonly loadBalancingWeight?: { readonly value: number };
  }[];
}

interface SocketAddress {
  readonly address: string;
  readonly portValue: number;
}

function inLocality({ lbEndpoints }: LocalityEndpoints): ProxyEndpoint[] {
  return lbEndpoints.map(({ endpoint, loadBalancingWeight }) => ({
    address: endpoint.address.socketAddress.address,
    port: endpoint.address.socketAddress.portValue,
    weight: loadBalancingWeight?.value ?? 0,
  }));
}

function serviceOf(file: string, name: string): ServiceDefinition {
  return loadSync(path.join(import.meta.dirname, file), { defaults: true })[name] as ServiceDefinition;
}

/** google.protobuf.Struct, of strings. */
function struct(texts: Readonly<Record<string, string>>): object {
  const fields = Object.entries(texts).map(([key, stringValue]) => [key, { stringValue }]);
  return { fields: Object.fromEntries(fields) as object };
}

function deadline(): { deadline: number } {
  return { deadline: Date.now() + DEADLINE_MS };
}

/** PKCS #10 (RFC 2986) without a name: istiod puts that in which the token has proved. */
function signingRequest(publicKey: KeyObject, privateKey: KeyObject): string {
  const body = der.sequence(
    der.integer(0),
    der.sequence(),
    publicKey.export({ type: "spki", format: "der" }),
    // No attributes: an empty set in the place of its own tag.
    der.explicit(0, Buffer.alloc(0)),
  );
  const algorithm = der.sequence(der.oid("1.2.840.10045.4.3.2"));
  const request = der.sequence(body, algorithm, der.bitString(sign("sha256", body, privateKey)));
  const lines = request.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE REQUEST-----", ...lines, "-----END CERTIFICATE REQUEST-----", ""].join(
    "\n",
  );
}
