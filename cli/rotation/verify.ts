import { setTimeout as sleep } from "node:timers/promises";
import { hubProviderName } from "../../fleet/clouds/cluster-api/namespace.ts";
import { kubeconfigFor, readContext } from "../../fleet/kubeconfig.ts";
import { listedThrough } from "../../fleet/link-use.ts";
import { describeLink, isOfEnvironment, type Link } from "../../fleet/links.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import { providerKubeconfig, readDeployment } from "../engine/deployment.ts";
import { readOutputs, type RegionOutputs } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { ApiServer } from "../client/api-server.ts";
import { accessIn, readLinkSecrets, secretOf, type Access } from "../status/link-secrets.ts";
import type { Pad } from "./state.ts";

/** A source that was not seen to use the new token of a landing pad. */
export interface Refusal {
  /** The link in words, or the environment stack and its hub. */
  readonly use: string;
  readonly reason: string;
}

/** Time that a source, and a target, have for each try. */
const DEADLINE_MS = 5_000;
/** A connection may break by chance; a token that is refused three times is refused. */
const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * Whether every source of these pads can use the token in their current slot: what it holds is that token, and the
 * target's API server answers what the controller of this kind asks first.
 * @returns the uses that failed, with the reason of each.
 */
export async function verifyUse(project: Project, pads: readonly Pad[]): Promise<Refusal[]> {
  const sources = new SourceReader(project);
  const checks = pads.flatMap((pad) => {
    const { kind, links, regions } = pad.place;
    if (isOfEnvironment(kind))
      return [verify(pad, describeControl(pad), () => sources.environmentAccess(pad))];
    return [
      ...links.map((link) => verify(pad, describeLink(link), () => sources.linkAccess(link, pad))),
      ...regions.map((region) =>
        verify(pad, describeMaker(pad, region), () => sources.makerAccess(region, pad)),
      ),
    ];
  });
  return (await Promise.all(checks)).filter((refusal) => refusal !== undefined);
}

async function verify(pad: Pad, use: string, read: () => Promise<Access>): Promise<Refusal | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await useAs(pad, await read());
      return undefined;
    } catch (error) {
      if (attempt === TRIES) return { use, reason: (error as Error).message };
      await sleep(PAUSE_MS);
    }
  }
}

/** @throws Error that says what is wrong, and never holds a token. */
async function useAs({ place, slots, tokens, passport }: Pad, access: Access): Promise<void> {
  const { kind, cluster, environment } = place;
  if (passport === undefined) throw new Error(`${cluster.name} has no passport`);
  if (access.token !== tokens.get(slots.current))
    throw new Error(`it does not hold the token in slot ${slots.current} of ${cluster.name}`);
  if (access.endpoint !== passport.endpoint || access.ca !== passport.ca)
    throw new Error(`it holds another address or certificate authority of ${cluster.name}`);
  const { endpoint, ca, token } = access;
  const kubeconfig = kubeconfigFor({ name: cluster.name, endpoint, ca, user: { token } });
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
  try {
    await Promise.all(listedThrough(kind, environment).map((path) => server.get(`${path}?limit=1`)));
  } catch (error) {
    throw new Error(`${cluster.name} does not serve it: ${(error as Error).message}`, { cause: error });
  } finally {
    server.close();
  }
}

/** Reads each stack's outputs once, however many links start there. */
class SourceReader {
  readonly #project: Project;
  readonly #outputs = new Map<string, Promise<RegionOutputs | undefined>>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** What the source of a link holds now, in its own cluster. */
  async linkAccess(link: Link, { place: { environment } }: Pad): Promise<Access> {
    const region = environment.clusters.find(({ name }) => name === link.from)?.region ?? "";
    const outputs = await this.#outputsOf(regionStackName(environment.name, region));
    const kubeconfig = outputs?.kubeconfigs[link.from];
    if (kubeconfig === undefined) throw new Error(`${link.from} has not been brought up`);
    const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
    try {
      const secret = secretOf(link, await readLinkSecrets(server, [link.kind]));
      if (secret === undefined) throw new Error(`there is no Secret of this link on it`);
      const access = accessIn(secret, link);
      if (access === undefined) throw new Error(`its Secret cannot be read as what it should be`);
      return access;
    } catch (error) {
      throw new Error(`source ${link.from}: ${(error as Error).message}`, { cause: error });
    } finally {
      server.close();
    }
  }

  /** What the environment stack holds of a control plane: it keeps no Secret anywhere, but the provider of its state. */
  async environmentAccess({ place: { environment, cluster } }: Pad): Promise<Access> {
    return this.#providerAccess(environmentStackName(environment.name), cluster.name);
  }

  /** What a region stack holds of the hub on which it makes clusters. */
  async makerAccess(region: string, { place: { environment, cluster, kind } }: Pad): Promise<Access> {
    return this.#providerAccess(
      regionStackName(environment.name, region),
      hubProviderName(cluster.name, kind),
    );
  }

  async #providerAccess(stack: string, provider: string): Promise<Access> {
    try {
      const kubeconfig = providerKubeconfig(await readDeployment(this.#project, stack), provider);
      const { endpoint, ca, user } = readContext(kubeconfig);
      return { endpoint, ca, token: (user as { token: string }).token };
    } catch (error) {
      throw new Error(`stack ${stack}: ${(error as Error).message}`, { cause: error });
    }
  }

  #outputsOf(stack: string): Promise<RegionOutputs | undefined> {
    const known = this.#outputs.get(stack) ?? readOutputs<RegionOutputs>(this.#project, stack);
    this.#outputs.set(stack, known);
    return known;
  }
}

function describeControl({ place: { environment, cluster, kind } }: Pad): string {
  return `stack ${environmentStackName(environment.name)} → ${cluster.name} (${kind})`;
}

function describeMaker({ place: { environment, cluster, kind } }: Pad, region: string): string {
  return `stack ${regionStackName(environment.name, region)} → ${cluster.name} (${kind})`;
}
