import * as pulumi from "@pulumi/pulumi";

/** A resource as the program asked the engine to register it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly provider: string;
  readonly deletedWith: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly importId: string;
  readonly ignoreChanges: readonly string[];
  readonly dependencies: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly additionalSecretOutputs: readonly string[];
}

interface Request {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getProvider(): string;
  getDeletedwith(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDependenciesList(): string[];
  getImportid(): string;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

interface Monitor {
  registerResource(
    request: Request,
    callback: (error: unknown, response: { getUrn(): string }) => void,
  ): void;
}

/**
 * Runs a program against mocks (`peers`: outputs of the other stacks), and records every registration with what mocks alone do not show: parent, provider,
 * dependencies. Whatever stands between the program and the engine stays real.
 */
export async function record(
  program: () => unknown,
  peers: Readonly<Record<string, object>> = {},
  stack = "local-eu-west-1",
): Promise<Registration[]> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => ({
        id: id === "" || id === undefined ? `${name}-id` : id,
        state: {
          ...(inputs as object),
          ...filledIn(type),
          ...filledInByAws(type, name, inputs as AwsInputs),
          ...filledInByGoogle(type, inputs as GoogleInputs),
        },
      }),
      call: ({ token, inputs }) => {
        if (token === "gcp:organizations/getProject:getProject") return { number: "123456789012" };
        if (token in EMPTY_LISTS) return EMPTY_LISTS[token]!;
        if (token === "gcp:storage/getProjectServiceAccount:getProjectServiceAccount")
          return {
            member: "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com",
          };
        if (token !== "pulumi:pulumi:readStackOutputs") throw new Error(`unexpected call of ${token}`);
        const { name } = inputs as { name: string };
        const outputs = peers[name.slice(name.lastIndexOf("/") + 1)];
        // In the engine's words, where gRPC puts them.
        if (outputs === undefined) throw Object.assign(new Error(), { details: `unknown stack "${name}"` });
        return { name, outputs, secretOutputNames: [] };
      },
    },
    "archipelago",
    stack,
    false,
    "organization",
  );
  const seen: Registration[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    original(request, (error, response) => {
      if (error === null || error === undefined) seen.push(registration(request, response.getUrn()));
      callback(error, response);
    });
  };
  await program();
  await settled();
  return seen;
}

/** Of keys in a project that has none. */
const EMPTY_LISTS: Readonly<Record<string, object>> = {
  "gcp:kms/getKeyRings:getKeyRings": { keyRings: [] },
  "gcp:kms/getCryptoKeys:getCryptoKeys": { keys: [] },
};

/** What a provider would fill in, as far as the program goes on with it. */
function filledIn(type: string): object {
  if (type === "kubernetes:core/v1:Secret") return { data: { token: btoa("token-of-the-mock") } };
  if (type !== "kwok:index:Cluster") return {};
  return {
    identifier: "identifier",
    endpoint: "https://127.0.0.1:20000",
    ca: btoa("ca"),
    version: "v1.35.4",
    issuer: "https://issuer",
    kubeconfig: "kubeconfig-of-the-mock",
  };
}

interface AwsInputs {
  readonly region?: string;
  readonly name?: string;
  readonly vpcConfig?: object;
}

/** What AWS would fill in, as far as the program goes on with it. */
function filledInByAws(
  type: string,
  resource: string,
  { region = "", name = resource, vpcConfig }: AwsInputs,
): object {
  switch (type) {
    case "aws:eks/cluster:Cluster":
      return {
        endpoint: `https://${name}.gr7.${region}.eks.amazonaws.com`,
        certificateAuthority: { data: btoa("ca") },
        vpcConfig: { ...vpcConfig, clusterSecurityGroupId: "sg-0123456789abcdef0" },
      };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { latestVersion: 1 };
    case "aws:iam/role:Role":
      return { arn: `arn:aws:iam::123456789012:role/${name}` };
    case "aws:kms/key:Key":
      return { arn: `arn:aws:kms:${region}:123456789012:key/${resource}`, keyId: resource };
    default:
      return {};
  }
}

interface GoogleInputs {
  readonly accountId?: string;
}

/** What Google Cloud would fill in. */
function filledInByGoogle(type: string, { accountId = "nodes" }: GoogleInputs): object {
  const email = `${accountId}@acme-prod-1234.iam.gserviceaccount.com`;
  switch (type) {
    case "gcp:container/cluster:Cluster":
      return {
        endpoint: "10.40.0.2",
        masterVersion: "1.35.4-gke.1000",
        masterAuth: { clusterCaCertificate: btoa("ca") },
        controlPlaneEndpointsConfig: { dnsEndpointConfig: { endpoint: "gke-1.europe-west3.gke.goog" } },
      };
    case "gcp:serviceaccount/account:Account":
      return {
        email,
        member: `serviceAccount:${email}`,
        name: `projects/acme-prod-1234/serviceAccounts/${email}`,
      };
    default:
      return {};
  }
}

function registration(request: Request, urn: string): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    custom: request.getCustom(),
    parent: request.getParent(),
    provider: request.getProvider(),
    deletedWith: request.getDeletedwith(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    dependencies: request.getDependenciesList(),
    importId: request.getImportid(),
    ignoreChanges: request.getIgnorechangesList(),
    inputs: request.getObject()?.toJavaScript() ?? {},
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** Registrations follow one another over promises; this waits until no more come. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}
