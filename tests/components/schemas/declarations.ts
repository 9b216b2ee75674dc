/** The workload that is exported: two ports, and an account that has to answer for them. */
export const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      serviceAccountName: shop
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: shop
          image: shop:1
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports: [{ name: http, port: 80 }, { name: grpc-admin, port: 9090 }]
`;

interface Shape {
  /** Everything that the environment declares besides its regions; one item a line. */
  readonly environment: readonly string[];
  readonly networks?: readonly [string, string, string];
}

/** Three regions: one gateway has addresses, one has a name, and one has none. */
function declaration({ environment, networks = ["net-eu", "net-us", "net-ap"] }: Shape): string {
  const cluster = (network: number, more = "") =>
    `{ provisioner: { kind: kwok }, network: ${networks[network] ?? ""}, podCidr: 10.${network}.0.0/16${more} }`;
  const addresses = ", gateway: [198.51.100.7, 198.51.100.8]";
  return `name: acme
residency: { everywhere: { data: [IE, US, IN] } }
environments:
  local:
    hub: dub
${environment.map((line) => `    ${line}`).join("\n")}
    regions:
      eu-west-1: { country: IE, clusters: { dub: ${cluster(0, addresses)} } }
      us-east-1: { country: US, clusters: { iad: ${cluster(1, ", gateway: [gateway.us.example]")} } }
      ap-south-1: { country: IN, clusters: { bom: ${cluster(2)} } }
workloads:
  shop: { environments: [local], manifests: shop.yaml, exports: [shop] }
`;
}

const istio = (...more: string[]) =>
  `mesh: { ${["kind: istio", "meshId: acme", "trustDomain: local.acme", ...more].join(", ")} }`;
const linkerd = (mode: string) => `mesh: { kind: linkerd, trustDomain: local.acme, mode: ${mode} }`;

/** Applications with either generator, every kind of selector, with waves and without. */
const GITOPS = [
  "gitops:",
  "  kind: argocd",
  "  repo: https://git.example/apps.git",
  "  namespaces: [shop, notice]",
  "  applications:",
  "    notice: { path: notice }",
  "    shop:",
  "      path: shop",
  "      generator: list",
  "      revision: v1",
  "      waves: [[bom], { country: [IE, US] }]",
  "    chosen:",
  "      path: chosen",
  "      namespace: shop",
  "      clusters: { country: { not: [US] }, region: { exists: true }, network: net-eu }",
];

const PLATFORM = [
  "backup:",
  "  every: 6h",
  "  keep: 30d",
  "  locations:",
  "    eu-west-1: { bucket: acme-eu, kmsKeyId: alias/backups }",
  "    us-east-1: { bucket: acme-us, url: https://s3.example, prefix: fleet }",
  "dns: { zone: fleet.test }",
  "observability: { sinks: { all: { endpoint: https://otlp.example, country: IE, accepts: [IE, US, IN] } } }",
];

/** Between them, all that the program makes: every kind of link, every profile and mode, charts and bare types. */
export const DECLARATIONS: Readonly<Record<string, string>> = {
  "Istio with sidecars, Argo CD": declaration({ environment: [istio(), ...GITOPS] }),
  "Istio with sidecars, by charts": declaration({ environment: ["install: chart", istio("rights: reader")] }),
  "Istio with sidecars, in one network": declaration({
    environment: [istio()],
    networks: ["net", "net", "net"],
  }),
  "Istio ambient": declaration({ environment: [istio("profile: ambient", "rights: reader")] }),
  "Istio ambient, by charts": declaration({
    environment: ["install: chart", istio("profile: ambient", "rights: reader")],
  }),
  "Linkerd through gateways": declaration({ environment: [linkerd("gateway")] }),
  "Linkerd from pod to pod": declaration({ environment: [linkerd("flat")], networks: ["net", "net", "net"] }),
  "Linkerd, federated": declaration({ environment: [linkerd("federated")], networks: ["net", "net", "net"] }),
  "Argo CD with all rights": declaration({
    environment: [istio(), "gitops: { kind: argocd, repo: ., rights: cluster-admin }"],
  }),
  "a residency profile": declaration({ environment: [istio(), "residency: everywhere", ...PLATFORM] }),
  "backup, DNS and observability": declaration({ environment: [istio(), ...PLATFORM] }),
};
