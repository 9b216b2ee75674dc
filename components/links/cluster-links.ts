import * as pulumi from "../sdk/pulumi.ts";
import type { Environment } from "../../fleet/fleet.ts";
import type { Link } from "../../fleet/links.ts";
import type { Export } from "../../fleet/mesh/remote-services.ts";
import type { ClusterConnection } from "../cluster/connection.ts";
import type { Release } from "../sdk/kubernetes.ts";
import { createClusterSecret } from "./argocd.ts";
import { joinKubeFed } from "./kubefed.ts";
import { createKarmadaMember } from "./karmada.ts";
import { createRemoteSecret, createRemoteServices } from "./istio.ts";
import { createLinkerdLink } from "./linkerd.ts";
import { restartForNewTokens } from "./controller-restart.ts";
import type { LinkTarget } from "./target.ts";

export interface ClusterLinksArgs {
  readonly environment: Environment;
  /** The source of all the links. */
  readonly source: ClusterConnection;
  readonly links: readonly Link[];
  /** The targets that are known by now, by cluster. */
  readonly targets: ReadonlyMap<string, LinkTarget>;
  /** What the targets export, by cluster; for links of a mesh. */
  readonly exports?: ReadonlyMap<string, readonly Export[]>;
  /** The releases on the source, by name; for links of a mesh. */
  readonly releases?: ReadonlyMap<string, Release>;
}

/** The source's side of the links that start at one cluster. A link whose target is not known yet is left pending. */
export class ClusterLinks extends pulumi.ComponentResource {
  readonly linked: readonly Link[];
  readonly pending: readonly Link[];
  /** In words: what targets export and cannot be reached at yet, though the links are there. */
  readonly unreachable: readonly string[];

  constructor(name: string, args: ClusterLinksArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:links:ClusterLinks", name, {}, options);
    const { linked, pending } = planLinks(args.links, args.targets);
    const created = linked.map(({ link, target, token }) => createLink(link, target, token, args, this));
    const targets = linked.map(({ target }) => target);
    restartForNewTokens({ ...args, targets, links: created.flatMap(({ secrets }) => secrets) }, this);
    this.unreachable = created.flatMap(({ pending }) => pending);
    this.linked = linked.map(({ link }) => link);
    this.pending = pending;
    this.registerOutputs({});
  }
}

interface ReadyLink {
  readonly link: Link;
  readonly target: LinkTarget;
  readonly token: pulumi.Output<string>;
}

/** Links whose target keeps a landing pad of their kind, and those that have to wait for one. */
function planLinks(
  links: readonly Link[],
  targets: ReadonlyMap<string, LinkTarget>,
): { linked: ReadyLink[]; pending: Link[] } {
  const linked: ReadyLink[] = [];
  const pending: Link[] = [];
  for (const link of links) {
    const target = targets.get(link.to);
    const token = target?.tokens.get(link.kind);
    if (target !== undefined && token !== undefined) linked.push({ link, target, token });
    else pending.push(link);
  }
  return { linked, pending };
}

interface CreatedLink {
  /** What holds its token, for a link of a mesh. */
  readonly secrets: readonly pulumi.Resource[];
  /** In words, what of it has to wait. */
  readonly pending: readonly string[];
}

function createLink(
  link: Link,
  target: LinkTarget,
  token: pulumi.Output<string>,
  { environment, source, exports }: ClusterLinksArgs,
  parent: pulumi.Resource,
): CreatedLink {
  switch (link.kind) {
    case "istio": {
      const secret = createRemoteSecret(link, source, target, token, parent);
      const exported = exports?.get(link.to) ?? [];
      const pending = createRemoteServices(link, source, target, exported, environment, parent);
      return { secrets: [secret], pending };
    }
    case "linkerd": {
      if (environment.mesh?.kind !== "linkerd") throw new Error("There is no Linkerd to link.");
      return {
        secrets: createLinkerdLink(link, source, target, token, environment.mesh, parent),
        pending: [],
      };
    }
    case "argocd":
      createClusterSecret(link, source, target, token, environment, parent);
      return { secrets: [], pending: [] };
    case "kubefed":
      joinKubeFed(link, source, target, token, environment, parent);
      return { secrets: [], pending: [] };
    case "karmada":
      createKarmadaMember(link, source, target, token, parent);
      return { secrets: [], pending: [] };
  }
}
