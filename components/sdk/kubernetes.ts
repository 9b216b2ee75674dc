import type * as inputs from "@pulumi/kubernetes/types/input.js";
import type { ProviderArgs } from "@pulumi/kubernetes/provider.js";
import packageJson from "@pulumi/kubernetes/package.json" with { type: "json" };
import * as pulumi from "./pulumi.ts";

/*
 * The kinds that the program itself makes, with the types of the SDK and without its code: its classes all load the
 * root of the Pulumi SDK, see pulumi.ts. A resource made here is the same to the engine as one of the SDK's own.
 */

/** A cluster to put objects into. */
export class Provider extends pulumi.ProviderResource {
  constructor(
    name: string,
    args: Pick<ProviderArgs, "kubeconfig" | "clusterIdentifier" | "renderYamlToDirectory">,
    options?: pulumi.ResourceOptions,
  ) {
    super("kubernetes", name, { ...args }, pulumi.mergeOptions({ version: packageJson.version }, options));
  }
}

/** An object of any kind. `v1` is `core/v1` to the provider; every other group stands as it is written. */
export class ApiObject extends pulumi.CustomResource {
  constructor(
    name: string,
    { apiVersion, kind, ...rest }: { readonly apiVersion: string; readonly kind: string },
    options: pulumi.CustomResourceOptions,
  ) {
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    super(`kubernetes:${group}:${kind}`, name, { apiVersion, kind, ...rest }, options);
  }
}

type Args<Kind> = Omit<Kind, "apiVersion" | "kind" | "status">;
type Options = pulumi.CustomResourceOptions;

export class Namespace extends ApiObject {
  constructor(name: string, args: Args<inputs.core.v1.Namespace>, options: Options) {
    super(name, { apiVersion: "v1", kind: "Namespace", ...args }, options);
  }
}

export class ServiceAccount extends ApiObject {
  constructor(name: string, args: Args<inputs.core.v1.ServiceAccount>, options: Options) {
    super(name, { apiVersion: "v1", kind: "ServiceAccount", ...args }, options);
  }
}

/** What it carries is secret from birth, in its inputs and in what the cluster fills in. */
type SecretArgs = Omit<Args<inputs.core.v1.Secret>, "data" | "stringData"> & {
  readonly data?: SecretContent;
  readonly stringData?: SecretContent;
};

export class Secret extends ApiObject {
  declare readonly data: pulumi.Output<Record<string, string>>;

  constructor(name: string, { data, stringData, ...args }: SecretArgs, options: Options) {
    const content = {
      data: sealed(data),
      stringData: sealed(stringData),
    };
    const secret = { additionalSecretOutputs: ["data", "stringData"] };
    super(
      name,
      { apiVersion: "v1", kind: "Secret", ...args, ...content },
      pulumi.mergeOptions(options, secret),
    );
  }
}

type SecretContent = Readonly<Record<string, pulumi.Input<string>>>;

/** Value by value: a preview, and the policies, then see the keys before all values are known. */
function sealed(content: SecretContent | undefined): SecretContent | undefined {
  if (content === undefined) return undefined;
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, pulumi.secret(value)]));
}

const RBAC = "rbac.authorization.k8s.io/v1";

export class ClusterRole extends ApiObject {
  constructor(name: string, args: Args<inputs.rbac.v1.ClusterRole>, options: Options) {
    super(name, { apiVersion: RBAC, kind: "ClusterRole", ...args }, options);
  }
}

export class ClusterRoleBinding extends ApiObject {
  constructor(name: string, args: Args<inputs.rbac.v1.ClusterRoleBinding>, options: Options) {
    super(name, { apiVersion: RBAC, kind: "ClusterRoleBinding", ...args }, options);
  }
}

export class Role extends ApiObject {
  constructor(name: string, args: Args<inputs.rbac.v1.Role>, options: Options) {
    super(name, { apiVersion: RBAC, kind: "Role", ...args }, options);
  }
}

export class RoleBinding extends ApiObject {
  constructor(name: string, args: Args<inputs.rbac.v1.RoleBinding>, options: Options) {
    super(name, { apiVersion: RBAC, kind: "RoleBinding", ...args }, options);
  }
}

/** What is used of a Helm release; the rest of Helm's options keep their defaults. */
export interface ReleaseArgs {
  readonly name: string;
  readonly namespace: string;
  /** Name in the repository, path of a local chart, or reference into an OCI registry. */
  readonly chart: string;
  readonly version?: string;
  readonly repositoryOpts?: { readonly repo: string };
  readonly values: Readonly<Record<string, unknown>>;
  /** A text that Helm keeps with the release. */
  readonly description?: string;
  /** Not to wait until everything in it is ready. */
  readonly skipAwait?: boolean;
  /** Seconds; Helm's default is 300. */
  readonly timeout?: number;
  /** Revisions that Helm keeps, each a Secret of up to 1 MB; the provider's default is all. */
  readonly maxHistory?: number;
}

/** A chart, installed by Helm's own library inside the provider: hooks run, and it is one resource. */
export class Release extends pulumi.CustomResource {
  /** Where it was installed; known once it is. */
  declare readonly status: pulumi.Output<{ readonly namespace?: string }>;

  constructor(name: string, args: ReleaseArgs, options: pulumi.CustomResourceOptions) {
    super("kubernetes:helm.sh/v3:Release", name, { ...args, status: undefined }, options);
  }
}

/** A Service that something else has made, to read what became of it. */
export class ServiceStatus extends pulumi.CustomResource {
  declare readonly status: pulumi.Output<{
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  }>;

  /** @param id `<namespace>/<name>`; while it is unknown nothing is read. */
  constructor(name: string, id: pulumi.Input<string>, options: pulumi.CustomResourceOptions) {
    super("kubernetes:core/v1:Service", name, { status: undefined }, { ...options, id });
  }
}

/** Fields of a Deployment that something else has made, kept by server-side apply; they go when this goes. */
export class DeploymentPatch extends pulumi.CustomResource {
  constructor(
    name: string,
    args: {
      readonly metadata: inputs.meta.v1.ObjectMetaPatch;
      readonly spec: inputs.apps.v1.DeploymentSpecPatch;
    },
    options: Options,
  ) {
    const target = { apiVersion: "apps/v1", kind: "Deployment", ...args };
    super("kubernetes:apps/v1:DeploymentPatch", name, target, options);
  }
}
