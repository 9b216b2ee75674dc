import assert from "node:assert/strict";
import { asset, MANDATORY, secret, UNKNOWN } from "../pack-process.ts";
import { Analyzer, type Resource } from "./analyzer.ts";

const CONFIG = {
  publicEndpoints: [{ name: "istio-eastwestgateway", reason: "the other networks come in here" }],
  systemNamespaces: ["cloud-system"],
};

const CANARY = "canary-71c0ffee";
const JWT = `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ${btoa(CANARY).replaceAll("=", "")}.c2lnbmF0dXJl`;
const PEM = `-----BEGIN EC PRIVATE KEY-----\n${CANARY}\n-----END EC PRIVATE KEY-----\n`;
const KUBECONFIG = `apiVersion: v1\nkind: Config\nusers:\n- name: me\n  user:\n    token: ${CANARY}\n`;
const BY_PROGRAM = `kind: Config\nusers:\n- name: me\n  user: { exec: { command: aws } }\n`;

const EKS = "aws:eks/cluster:Cluster";
const GKE = "gcp:container/cluster:Cluster";
const SERVICE = "kubernetes:core/v1:Service";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const CHART = "kubernetes:helm.sh/v4:Chart";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const PROVIDER = "pulumi:providers:kubernetes";

const closed = { endpointPublicAccess: false };
const labels = (level: unknown) => ({ "pod-security.kubernetes.io/enforce": level });
const pods = (...images: unknown[]) => ({
  spec: { template: { spec: { containers: images.map((image) => ({ name: "web", image })) } } },
});
const release = (values: unknown, more: object = {}): Resource => ({
  type: RELEASE,
  name: "eu/web",
  props: { chart: "./charts/web", values, ...more },
});
const service = (spec: object, metadata: object = {}): Resource => ({
  type: SERVICE,
  props: { metadata, spec },
});
const gateway = (spec: object): Resource => {
  return { type: "kubernetes:gateway.networking.k8s.io/v1:Gateway", props: { spec } };
};
const bucket = (type: string, props: object): Resource => ({ type: `aws:s3/${type}`, props });

/** By rule: what it refuses, each with a part of what it says, and what it lets through. */
const CASES: Readonly<
  Record<
    string,
    {
      readonly refused: Readonly<Record<string, readonly [Resource, RegExp]>>;
      readonly accepted: Readonly<Record<string, Resource>>;
    }
  >
> = {
  "production-clusters-are-protected": {
    refused: {
      "an EKS cluster without protect": [
        { type: EKS, stack: "prod", props: { deletionProtection: true, vpcConfig: closed } },
        /protect: true/,
      ],
      "an EKS cluster of a region of production without deletion protection": [
        { type: EKS, stack: "prod-eu-west-1", protect: true, props: { vpcConfig: closed } },
        /deletionProtection: true/,
      ],
      "a GKE cluster with deletion protection turned off": [
        {
          type: GKE,
          stack: "production",
          protect: true,
          props: { deletionProtection: false, privateClusterConfig: { enablePrivateEndpoint: true } },
        },
        /deletionProtection: true/,
      ],
      "deletion protection that is not known": [
        {
          type: EKS,
          stack: "prod",
          protect: true,
          props: { deletionProtection: UNKNOWN, vpcConfig: closed },
        },
        /cannot be proved yet: deletionProtection/,
      ],
      "an AKS cluster without protect": [
        { type: "azure-native:containerservice/v20240901:ManagedCluster", stack: "prod" },
        /protect: true/,
      ],
    },
    accepted: {
      "a cluster that is both": {
        type: EKS,
        stack: "prod",
        protect: true,
        props: { deletionProtection: true, vpcConfig: closed },
      },
      "a cluster of another stack": { type: EKS, stack: "staging", props: { vpcConfig: closed } },
      "a stack that only sounds like it": { type: EKS, stack: "products", props: { vpcConfig: closed } },
      "a simulated cluster": { type: "kwok:index:Cluster", stack: "prod" },
    },
  },
  "explicit-providers": {
    refused: {
      "an object through the default provider": [
        { type: "kubernetes:core/v1:ConfigMap", provider: "default" },
        /default provider/,
      ],
      "a bucket through a versioned one": [
        { type: "aws:s3/bucket:Bucket", provider: "default_7_48_0" },
        /default provider/,
      ],
      "a network of Google Cloud": [
        { type: "gcp:compute/network:Network", provider: "default_9_37_0" },
        /default provider/,
      ],
      "a group of Azure": [
        { type: "azure-native:resources:ResourceGroup", provider: "default_3_0_0" },
        /default provider/,
      ],
    },
    accepted: {
      "an explicit one": { type: "kubernetes:core/v1:ConfigMap", provider: "eu-west-1" },
      "one whose name begins so": { type: "kubernetes:core/v1:ConfigMap", provider: "default-zone" },
      "a package that leads nowhere": { type: "random:index/randomId:RandomId", provider: "default_4_0_0" },
      "a component": { type: "kubernetes:yaml/v2:ConfigGroup", provider: null },
    },
  },
  "providers-name-their-cluster": {
    refused: {
      "a provider without": [{ type: PROVIDER, props: { kubeconfig: "{}" } }, /clusterIdentifier/],
      "an empty one": [{ type: PROVIDER, props: { clusterIdentifier: "" } }, /clusterIdentifier/],
    },
    accepted: {
      "a provider with": { type: PROVIDER, props: { clusterIdentifier: "eu" } },
      "one that is not known yet": { type: PROVIDER, props: { clusterIdentifier: UNKNOWN } },
      "one that writes files": { type: PROVIDER, props: { renderYamlToDirectory: "out" } },
    },
  },
  "no-plaintext-secrets": {
    refused: {
      "a private key": [release({ tls: { pem: PEM } }), /^values\.tls\.pem looks like a private key/],
      "a private key in base64": [release({ data: btoa(PEM) }), /^values\.data looks like a private key/],
      "a token": [release({ args: [`--t=${JWT}`] }), /^values\.args\[0\] looks like a token/],
      "a password by its name": [
        release({ adminPassword: CANARY }),
        /^values\.adminPassword looks like a credential, by its name/,
      ],
      "a password in the environment of a container": [
        release({ env: [{ name: "DB_PASSWORD", value: CANARY }] }),
        /^values\.env\[0\]\.value looks like/,
      ],
      "a kubeconfig": [release({ file: KUBECONFIG }), /^values\.file looks like a kubeconfig/],
      "an address with a password": [
        release({ url: `postgres://me:${CANARY}@db/x` }),
        /^values\.url looks like an address with a password/,
      ],
      "a file of values": [
        release({}, { valueYamlFiles: [asset(`admin: { password: ${CANARY} }`)] }),
        /^valueYamlFiles\[0\]\.admin\.password/,
      ],
      "one beside a secret": [
        release({ password: secret(CANARY), other: { apiKey: CANARY } }),
        /^values\.other\.apiKey/,
      ],
      "the values of a chart": [
        {
          type: CHART,
          name: "web",
          props: { chart: "./charts/web", values: { token: CANARY } },
        },
        /^values\.token/,
      ],
    },
    accepted: {
      "a password that is secret": release({ adminPassword: secret(CANARY) }),
      "one within values that are secret": release(secret({ tls: { pem: PEM } })),
      "one that is not known yet: the mark comes with the value": release({ password: UNKNOWN }),
      "the name of a Secret": release({
        existingSecret: "db",
        passwordSecretName: "db",
        tokenRef: "db",
        secret: "web-tls",
      }),
      "a certificate": release({
        ca: `-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`,
      }),
      "a kubeconfig that runs a program to log in": release({ file: BY_PROGRAM }),
      "what is filled in elsewhere": release({ password: "${PASSWORD}", token: "{{ .Values.token }}" }),
      "switches and numbers of other things": release({ automountToken: true, tokenTTL: 3600, secret: {} }),
    },
  },
  "no-public-endpoints": {
    refused: {
      "EKS as it is left to itself": [{ type: EKS, props: { vpcConfig: { subnetIds: ["a"] } } }, /internet/],
      "EKS for all addresses": [
        { type: EKS, props: { vpcConfig: { publicAccessCidrs: ["10.0.0.0/8", "0.0.0.0/0"] } } },
        /internet/,
      ],
      "EKS for who knows whom": [
        { type: EKS, props: { vpcConfig: { publicAccessCidrs: [UNKNOWN] } } },
        /cannot be proved yet: vpcConfig\.publicAccessCidrs/,
      ],
      "EKS, not known": [
        { type: EKS, props: { vpcConfig: { endpointPublicAccess: UNKNOWN } } },
        /cannot be proved yet: vpcConfig\.endpointPublicAccess/,
      ],
      "GKE as it is left to itself": [{ type: GKE }, /internet/],
      "GKE with private nodes only": [
        { type: GKE, props: { privateClusterConfig: { enablePrivateNodes: true } } },
        /internet/,
      ],
      "GKE for all addresses": [
        {
          type: GKE,
          props: { masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "0.0.0.0/0" }] } },
        },
        /nobody out/,
      ],
      "GKE, not known": [
        { type: GKE, props: { masterAuthorizedNetworksConfig: UNKNOWN } },
        /cannot be proved yet/,
      ],
      "a load balancer": [
        service({ type: "LoadBalancer" }),
        /the Service is a load balancer on the internet/,
      ],
      "a Service that is not known": [service({ type: UNKNOWN }), /cannot be proved yet: spec\.type/],
      "annotations that are not known": [
        service({ type: "LoadBalancer" }, { annotations: UNKNOWN }),
        /cannot be proved yet: metadata\.annotations/,
      ],
      "one in a list": [
        {
          type: "kubernetes:core/v1:ServiceList",
          props: { items: [{ metadata: { name: "a" }, spec: { type: "LoadBalancer" } }] },
        },
        /load balancer/,
      ],
      "one in a text": [
        {
          type: "kubernetes:yaml/v2:ConfigGroup",
          provider: null,
          props: { yaml: "{ apiVersion: v1, kind: Service, spec: { type: LoadBalancer } }" },
        },
        /load balancer/,
      ],
      "one in the values of a chart": [
        release({ controller: { service: { type: "LoadBalancer" } } }),
        /^values\.controller\.service\.type makes a load balancer/,
      ],
      "a Gateway": [gateway({ gatewayClassName: "istio" }), /the Gateway gets a load balancer/],
      "a bucket for everybody": [bucket("bucketAcl:BucketAcl", { acl: "public-read" }), /everybody/],
      "access that is not blocked": [
        bucket("bucketPublicAccessBlock:BucketPublicAccessBlock", {
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
        }),
        /restrictPublicBuckets/,
      ],
      "a policy for everybody": [
        bucket("bucketPolicy:BucketPolicy", {
          policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS: ["*"] } }] }),
        }),
        /everybody/,
      ],
      "a load balancer of the cloud": [{ type: "aws:lb/loadBalancer:LoadBalancer" }, /internal is not true/],
      "a database": [{ type: "aws:rds/instance:Instance", props: { publiclyAccessible: true } }, /internet/],
      "a database, not known": [
        { type: "aws:rds/instance:Instance", props: { publiclyAccessible: UNKNOWN } },
        /cannot be proved yet: publiclyAccessible/,
      ],
    },
    accepted: {
      "EKS that is closed": { type: EKS, props: { vpcConfig: closed } },
      "EKS for some": { type: EKS, props: { vpcConfig: { publicAccessCidrs: ["203.0.113.0/24"] } } },
      "GKE that is closed": { type: GKE, props: { privateClusterConfig: { enablePrivateEndpoint: true } } },
      "GKE for some": {
        type: GKE,
        props: { masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "203.0.113.0/24" }] } },
      },
      "a Service of the cluster": service({ type: "ClusterIP" }),
      "a load balancer inside": service(
        { type: "LoadBalancer" },
        { annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" } },
      ),
      "a declared one": service({ type: "LoadBalancer" }, { name: "istio-eastwestgateway" }),
      "the chart of a declared one": release(
        { service: { type: "LoadBalancer" } },
        { name: "istio-eastwestgateway" },
      ),
      "the chart of one inside": release({
        service: {
          type: "LoadBalancer",
          annotations: { "networking.gke.io/load-balancer-type": "Internal" },
        },
      }),
      "a Gateway inside": gateway({
        gatewayClassName: "istio",
        infrastructure: { annotations: { "networking.gke.io/load-balancer-type": "Internal" } },
      }),
      "a waypoint": gateway({ gatewayClassName: "istio-waypoint" }),
      "a bucket": bucket("bucket:Bucket", { bucket: "a" }),
      "access that is blocked": bucket("bucketPublicAccessBlock:BucketPublicAccessBlock", {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      }),
      "a database inside": { type: "aws:rds/instance:Instance", props: { publiclyAccessible: false } },
    },
  },
  "pinned-charts": {
    refused: {
      "no version": [
        { type: RELEASE, props: { chart: "istiod", repositoryOpts: { repo: "https://charts" } } },
        /needs a version/,
      ],
      "a range": [
        { type: CHART, props: { chart: "oci://registry/istiod", version: "^1.28.0" } },
        /one exact version/,
      ],
      "a part of a version": [
        { type: RELEASE, props: { chart: "istiod", version: "1.28" } },
        /exact version/,
      ],
      "a name that some repository of this machine may know": [
        { type: RELEASE, props: { chart: "bitnami/nginx" } },
        /needs a version/,
      ],
      "a version that is not known": [
        { type: RELEASE, props: { chart: "istiod", version: UNKNOWN } },
        /cannot be proved yet: version/,
      ],
      "a chart that is not known": [
        { type: RELEASE, props: { chart: UNKNOWN } },
        /cannot be proved yet: chart/,
      ],
    },
    accepted: {
      "an exact version": {
        type: RELEASE,
        props: { chart: "istiod", version: "1.28.3", repositoryOpts: { repo: "https://charts" } },
      },
      "one with a v": { type: CHART, props: { chart: "oci://registry/velero", version: "v11.3.2-rc.1" } },
      "a folder": { type: RELEASE, props: { chart: ".archipelago/charts/api-istio-1.28.3" } },
      "an archive": { type: RELEASE, props: { chart: "charts/istiod-1.28.3.tgz" } },
      "a digest": {
        type: RELEASE,
        props: { chart: `oci://registry/istiod@sha256:${"0".repeat(64)}` },
      },
    },
  },
  "pinned-images": {
    refused: {
      "no tag": [{ type: DEPLOYMENT, props: pods("registry:5000/nginx") }, /neither a tag nor a digest/],
      "the latest": [
        { type: DEPLOYMENT, props: pods("nginx:1.27", "nginx:latest") },
        /^spec\.template\.spec\.containers\[1\]\.image has the tag latest/,
      ],
      "no image at all": [{ type: DEPLOYMENT, props: pods("") }, /neither/],
      "an image that is not known": [
        { type: DEPLOYMENT, props: pods(UNKNOWN) },
        /cannot be proved yet: spec\.template\.spec\.containers\[0\]\.image/,
      ],
      "a template that is not known": [
        {
          type: "kubernetes:batch/v1:CronJob",
          props: { spec: { jobTemplate: { spec: { template: UNKNOWN } } } },
        },
        /cannot be proved yet: spec\.jobTemplate\.spec\.template is/,
      ],
      "a workload that is not known": [
        { type: DEPLOYMENT, props: { spec: UNKNOWN } },
        /cannot be proved yet: spec is/,
      ],
      "a container that comes first": [
        {
          type: "kubernetes:core/v1:Pod",
          props: { spec: { initContainers: [{ image: "busybox" }], containers: [] } },
        },
        /^spec\.initContainers\[0\]\.image/,
      ],
      "a job by the clock": [
        {
          type: "kubernetes:batch/v1:CronJob",
          props: { spec: { jobTemplate: pods("busybox:latest") } },
        },
        /^spec\.jobTemplate\.spec\.template\.spec\.containers\[0\]/,
      ],
      "a resource type that makes pods": [
        { type: "kubernetes:argoproj.io/v1alpha1:Rollout", props: pods("nginx") },
        /neither/,
      ],
      "a patch": [{ type: "kubernetes:apps/v1:DeploymentPatch", props: pods("nginx:latest") }, /latest/],
      "the latest, in the values of a chart": [
        release({ image: { repository: "nginx", tag: "latest" } }),
        /^values\.image\.tag is latest/,
      ],
      "the latest, in one piece": [release({ proxy: { image: "nginx:latest" } }), /^values\.proxy\.image/],
      "the latest, in a file of values": [
        release({}, { valueYamlFiles: [asset("image: { tag: latest }")] }),
        /^valueYamlFiles\[0\]\.image\.tag/,
      ],
      "values that are not known": [release(UNKNOWN), /cannot be proved yet: values/],
    },
    accepted: {
      "a tag": { type: DEPLOYMENT, props: pods("nginx:1.27", "registry:5000/nginx:1.27") },
      "a digest": { type: DEPLOYMENT, props: pods(`nginx@sha256:${"0".repeat(64)}`) },
      "a patch of something else": {
        type: "kubernetes:apps/v1:DeploymentPatch",
        props: { spec: { template: { spec: { containers: [{ name: "web", env: [] }] } } } },
      },
      "a gateway whose image the mesh fills in": {
        type: DEPLOYMENT,
        props: {
          spec: {
            template: {
              metadata: { annotations: { "inject.istio.io/templates": "gateway" } },
              spec: { containers: [{ name: "istio-proxy", image: "auto" }] },
            },
          },
        },
      },
      "a tag in the values of a chart": release({ image: { repository: "nginx", tag: "1.27" } }),
      "a digest in the values of a chart": release({
        image: { repository: "nginx", tag: "latest", digest: "sha256:0" },
      }),
      "a repository whose tag the chart knows": release({ image: "nginx" }),
    },
  },
  "pod-security-on-namespaces": {
    refused: {
      "no labels": [{ type: NAMESPACE, props: { metadata: { name: "web" } } }, /needs the label/],
      "a level that there is not": [
        { type: NAMESPACE, props: { metadata: { name: "web", labels: labels("strict") } } },
        /not one of privileged, baseline, restricted/,
      ],
      "a level that is not known": [
        { type: NAMESPACE, props: { metadata: { name: "web", labels: labels(UNKNOWN) } } },
        /cannot be proved yet/,
      ],
      "labels that are not known": [
        { type: NAMESPACE, props: { metadata: { name: "web", labels: UNKNOWN } } },
        /cannot be proved yet/,
      ],
      "a name that is not known": [
        { type: NAMESPACE, props: { metadata: { name: UNKNOWN } } },
        /needs the label/,
      ],
      "one that Helm makes": [release({}, { createNamespace: true, namespace: "web" }), /createNamespace/],
    },
    accepted: {
      "a level": { type: NAMESPACE, props: { metadata: { name: "web", labels: labels("restricted") } } },
      "one of Kubernetes itself": { type: NAMESPACE, props: { metadata: { name: "kube-system" } } },
      "one of the system": { type: NAMESPACE, props: { metadata: { name: "cloud-system" } } },
      "labels on one that is there": {
        type: "kubernetes:core/v1:NamespacePatch",
        props: { metadata: { name: "web", labels: { a: "b" } } },
      },
    },
  },
};

describe("the guardrails", () => {
  let pack: Analyzer;

  before(async () => {
    pack = await Analyzer.start(CONFIG);
  });

  after(() => {
    pack.stop();
  });

  for (const [rule, { refused, accepted }] of Object.entries(CASES)) {
    describe(rule, () => {
      for (const [title, [resource, message]] of Object.entries(refused)) {
        it(`refuses ${title}`, async () => {
          const violations = (await pack.analyze(resource)).filter((each) => each.rule === rule);
          assert.equal(violations.length, 1, JSON.stringify(violations));
          assert.match(violations[0]!.message, message);
          assert.equal(violations[0]!.level, MANDATORY);
          assert.ok(!violations[0]!.message.includes(CANARY));
        });
      }

      for (const [title, resource] of Object.entries(accepted)) {
        it(`accepts ${title}`, async () => {
          assert.deepEqual(
            (await pack.analyze(resource)).map(({ message }) => message),
            [],
          );
        });
      }
    });
  }

  it("judge each property by itself: one that is not known hides no other", async () => {
    const props = { metadata: { name: UNKNOWN }, spec: { type: "LoadBalancer", clusterIP: UNKNOWN } };
    const violations = await pack.analyze({ type: SERVICE, provider: "default", props });
    assert.deepEqual(violations.map(({ rule }) => rule).sort(), [
      "explicit-providers",
      "no-public-endpoints",
    ]);
  });
});

describe("the outputs of a stack", () => {
  let pack: Analyzer;
  const outputs = (props: object): Resource[] => [
    { type: "pulumi:pulumi:Stack", name: "acme-dev", provider: null, props },
    // Those of other resources are what a provider made of them.
    { type: "random:index/randomPassword:RandomPassword", props: { result: CANARY } },
  ];

  before(async () => {
    pack = await Analyzer.start();
  });

  after(() => {
    pack.stop();
  });

  it("are refused if they hold in plain what nobody may read, and what that is stays unsaid", async () => {
    const violations = await pack.analyzeStack(
      outputs({
        kubeconfigs: { eu: KUBECONFIG },
        passports: { eu: { token: JWT } },
        key: PEM,
        dbPassword: CANARY,
        fine: { endpoint: "https://eu", version: "v1.35.4" },
      }),
    );
    assert.deepEqual(
      violations.map(({ message }) => message.split(",")[0]).sort(),
      [
        "dbPassword looks like a credential",
        "kubeconfigs.eu looks like a kubeconfig with credentials",
        "key looks like a private key",
        "passports.eu.token looks like a token (JWT)",
      ].sort(),
    );
    for (const { message, level } of violations) {
      assert.equal(level, MANDATORY);
      assert.ok(!message.includes(CANARY) && !message.includes(JWT));
    }
  });

  it("are accepted if all that is secret", async () => {
    const violations = await pack.analyzeStack(
      outputs({
        kubeconfigs: secret({ eu: KUBECONFIG }),
        passports: { eu: { token: secret(JWT), ca: "-----BEGIN CERTIFICATE-----" } },
        dbPassword: secret(UNKNOWN),
      }),
    );
    assert.deepEqual(violations, []);
  });
});

describe("the configuration of the guardrails", () => {
  const PLAIN: Resource = { type: NAMESPACE, props: { metadata: { name: "web" } } };
  let pack: Analyzer;

  afterEach(() => {
    pack.stop();
  });

  it("says which stacks are production", async () => {
    pack = await Analyzer.start({ production: ["live-*"] });
    const cluster = { type: EKS, protect: true, props: { vpcConfig: closed } };
    assert.equal((await pack.analyze({ ...cluster, stack: "live-eu" })).length, 1);
    assert.equal((await pack.analyze({ ...cluster, stack: "prod" })).length, 0);
  });

  it("may be in another file", async () => {
    pack = await Analyzer.start({ systemNamespaces: ["web"] }, "elsewhere.yaml");
    assert.deepEqual(await pack.analyze(PLAIN), []);
  });

  it("takes the tag of a stack as well", async () => {
    pack = await Analyzer.start();
    await pack.tag({ environment: "production" });
    const cluster = { type: EKS, stack: "europe", protect: true, props: { vpcConfig: closed } };
    assert.equal((await pack.analyze(cluster)).length, 1);
  });

  it("makes exceptions, each for one rule, some resources and a time", async () => {
    const exception = { rule: "pod-security-on-namespaces", match: "**::web", reason: "old" };
    pack = await Analyzer.start({ exceptions: [{ ...exception, expires: "2999-01-01" }] });
    assert.equal((await pack.analyze({ ...PLAIN, name: "web" })).length, 0);
    assert.equal((await pack.analyze({ ...PLAIN, name: "other" })).length, 1);
    assert.equal((await pack.analyze({ ...PLAIN, name: "web", provider: "default" })).length, 1);
    pack.stop();
    pack = await Analyzer.start({ exceptions: [{ ...exception, expires: "2020-01-01" }] });
    const [violation] = await pack.analyze({ ...PLAIN, name: "web" });
    assert.match(violation!.message, /Its exception ended on 2020-01-01\.$/);
  });

  it("may not make one for a rule that there is not", async () => {
    const exception = { rule: "pinned-image", match: "**", reason: "old", expires: "2999-01-01" };
    pack = await Analyzer.start({ exceptions: [exception] });
    const props = { metadata: { labels: labels("restricted") } };
    assert.match(
      (await pack.analyze({ ...PLAIN, props }))[0]!.message,
      /"pinned-image", which is none of the rules/,
    );
  });

  it("lets nothing through if it cannot be read", async () => {
    pack = await Analyzer.start({ exeptions: [] });
    const [violation] = await pack.analyze({
      ...PLAIN,
      props: { metadata: { labels: labels("restricted") } },
    });
    assert.match(violation!.message, /guardrails\.yaml of the guardrails cannot be used: .*exeptions/);
  });
});
