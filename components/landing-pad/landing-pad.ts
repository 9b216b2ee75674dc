import * as pulumi from "../sdk/pulumi.ts";
import {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
  Secret,
  ServiceAccount,
} from "../sdk/kubernetes.ts";
import type { PadKind } from "../../fleet/links.ts";
import { SYSTEM_NAMESPACE } from "../../fleet/namespaces.ts";
import type { Rights } from "../../fleet/rights.ts";
import type { Rule } from "../../fleet/rule.ts";
import { serviceAccountOf, tokenSecretOf, type TokenSlots } from "../../fleet/token-slots.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";

export interface LandingPadArgs {
  readonly cluster: ClusterConnection;
  readonly kind: PadKind;
  readonly rights: Rights;
  /** Which slots hold a token, and which of them peers are to use. */
  readonly slots: TokenSlots;
}

/** What a cluster keeps ready for the peers that reach it through one kind of link: an account, rights, tokens. */
export class LandingPad extends pulumi.ComponentResource {
  readonly namespace = SYSTEM_NAMESPACE;
  readonly serviceAccount: string;
  readonly slot: TokenSlots["current"];
  /** Secret: the token in the current slot. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, args: LandingPadArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:landing-pad:LandingPad", name, {}, options);
    const { cluster, kind, slots } = args;
    this.serviceAccount = serviceAccountOf(kind);
    this.slot = slots.current;
    const account = new ServiceAccount(
      name,
      {
        metadata: { name: this.serviceAccount, namespace: SYSTEM_NAMESPACE },
        automountServiceAccountToken: false,
      },
      inside(cluster, this),
    );
    grant(name, args, this.serviceAccount, this);
    const tokens = new Map(
      slots.filled.map((slot) => [
        slot,
        createToken(`${name}/${slot}`, tokenSecretOf(kind, slot), cluster, account, this),
      ]),
    );
    const current = tokens.get(slots.current);
    if (current === undefined)
      throw new Error(`Slot "${slots.current}" of ${name} is the current one, but not filled.`);
    this.token = current;
    this.registerOutputs({ serviceAccount: this.serviceAccount, slot: this.slot });
  }
}

/** A token that does not expire; it is taken back by deleting its Secret, which a rotation does. */
function createToken(
  name: string,
  secretName: string,
  cluster: ClusterConnection,
  account: ServiceAccount,
  parent: LandingPad,
): pulumi.Output<string> {
  const secret = new Secret(
    name,
    {
      metadata: {
        name: secretName,
        namespace: SYSTEM_NAMESPACE,
        annotations: { "kubernetes.io/service-account.name": parent.serviceAccount },
      },
      type: "kubernetes.io/service-account-token",
    },
    // The controller deletes a token Secret whose account it does not find.
    inside(cluster, parent, { dependsOn: account }),
  );
  return pulumi.secret(secret.data.apply((data) => Buffer.from(data.token ?? "", "base64").toString()));
}

function grant(
  name: string,
  { cluster, kind, rights }: LandingPadArgs,
  account: string,
  parent: LandingPad,
): void {
  const roleName = `archipelago-${account}`;
  const subjects = [{ kind: "ServiceAccount", name: account, namespace: SYSTEM_NAMESPACE }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", name: roleName };
  if (rights.cluster.length > 0) {
    const metadata = { name: roleName, labels: { "archipelago/link": kind } };
    new ClusterRole(name, { metadata, rules: mutable(rights.cluster) }, inside(cluster, parent));
    const binding = { metadata, subjects, roleRef: { ...roleRef, kind: "ClusterRole" } };
    new ClusterRoleBinding(name, binding, inside(cluster, parent));
  }
  for (const { namespace, rules } of rights.namespaces) {
    const metadata = { name: roleName, namespace, labels: { "archipelago/link": kind } };
    new Role(`${name}/${namespace}`, { metadata, rules: mutable(rules) }, inside(cluster, parent));
    const binding = { metadata, subjects, roleRef: { ...roleRef, kind: "Role" } };
    new RoleBinding(`${name}/${namespace}`, binding, inside(cluster, parent));
  }
}

/** The SDK's types want arrays that could be changed. */
function mutable(rules: readonly Rule[]): {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}[] {
  return rules.map(({ apiGroups, resources, verbs, resourceNames }) => ({
    apiGroups: [...apiGroups],
    resources: [...resources],
    verbs: [...verbs],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
  }));
}
