import { z } from "zod";
import { SYSTEM_NAMESPACE } from "../../fleet/namespaces.ts";
import type { Passport } from "../../fleet/passport.ts";
import type { RotatingPad } from "../../fleet/rotation.ts";
import {
  INITIAL_SLOTS,
  slotOfSecret,
  slotsByCluster,
  type Slot,
  type SlotsByCluster,
  type TokenSlots,
} from "../../fleet/token-slots.ts";
import { readConfig, writeConfig } from "../engine/config.ts";
import { readOutputs, type RegionOutputs } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { ApiServer } from "../client/api-server.ts";
import type { PadPlace } from "./pads.ts";

const KEY = "archipelago:tokenSlots";

/** Time that a cluster has to say which tokens it holds. */
const DEADLINE_MS = 10_000;

/** A landing pad, where it stands in its rotation, and what is needed to see whether it is used. Holds secrets. */
export interface Pad extends RotatingPad {
  readonly place: PadPlace;
  readonly passport: Passport | undefined;
  /** On the cluster itself, by slot. */
  readonly tokens: ReadonlyMap<Slot, string>;
}

/**
 * Where each landing pad stands: what is declared, what its cluster holds, what its passport tells.
 * @throws Error that names the cluster if one cannot be asked: nothing is decided on a guess.
 */
export async function readPads(
  project: Project,
  places: readonly PadPlace[],
): Promise<Omit<Pad, "confirmed">[]> {
  const byStack = Map.groupBy(places, ({ stack }) => stack);
  const pads = await Promise.all([...byStack].map(([stack, all]) => readStackPads(project, stack, all)));
  return pads.flat();
}

async function readStackPads(
  project: Project,
  stack: string,
  places: readonly PadPlace[],
): Promise<Omit<Pad, "confirmed">[]> {
  const [slots, outputs] = await Promise.all([
    readSlots(project, stack),
    readOutputs<RegionOutputs>(project, stack),
  ]);
  const byCluster = Map.groupBy(places, ({ cluster }) => cluster.name);
  const pads = [...byCluster].map(async ([cluster, all]) => {
    const kubeconfig = outputs?.kubeconfigs[cluster];
    if (kubeconfig === undefined)
      throw new Error(`Cluster ${cluster} has not been brought up: npx fleet up, then rotate.`);
    const secrets = await readTokens(cluster, kubeconfig);
    const passport = outputs?.passports[cluster];
    return all.map((place) => padOf(place, slots[cluster]?.[place.kind], secrets, passport));
  });
  return (await Promise.all(pads)).flat();
}

function padOf(
  place: PadPlace,
  slots: TokenSlots = INITIAL_SLOTS,
  secrets: ReadonlyMap<string, string>,
  passport: Passport | undefined,
): Omit<Pad, "confirmed"> {
  const tokens = new Map(
    [...secrets].flatMap(([name, token]): [Slot, string][] => {
      const slot = slotOfSecret(place.kind, name);
      return slot === undefined ? [] : [[slot, token]];
    }),
  );
  const published = passport?.landingPads[place.kind]?.slot;
  return { place, slots, tokens, live: [...tokens.keys()], published, passport };
}

interface TokenSecrets {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly data?: { readonly token?: string };
  }[];
}

/** Tokens of landing pads on a cluster, by name of the Secret. One that the controller has yet to fill holds none. */
async function readTokens(cluster: string, kubeconfig: string): Promise<Map<string, string>> {
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
  try {
    const query = `fieldSelector=${encodeURIComponent("type=kubernetes.io/service-account-token")}`;
    const path = `/api/v1/namespaces/${SYSTEM_NAMESPACE}/secrets?${query}`;
    const { items } = await server.get<TokenSecrets>(path);
    return new Map(
      items.flatMap(({ metadata, data }) =>
        data?.token === undefined ? [] : [[metadata.name, Buffer.from(data.token, "base64").toString()]],
      ),
    );
  } catch (error) {
    throw new Error(`Cluster ${cluster} cannot be asked which tokens it holds: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    server.close();
  }
}

async function readSlots(project: Project, stack: string): Promise<SlotsByCluster> {
  const parsed = slotsByCluster.safeParse((await readConfig(project, stack, KEY)) ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(`Config ${KEY} of stack ${stack} is not usable:\n${z.prettifyError(parsed.error)}`);
}

/** Declares slots of landing pads, all those of a stack at once; what is declared for others stays. */
export async function declareSlots(
  project: Project,
  changes: readonly { readonly pad: Pick<Pad, "place" | "slots">; readonly slots: TokenSlots }[],
): Promise<void> {
  const byStack = Map.groupBy(
    changes.filter(({ pad, slots }) => JSON.stringify(pad.slots) !== JSON.stringify(slots)),
    ({ pad }) => pad.place.stack,
  );
  for (const [stack, all] of byStack) {
    const declared = await readSlots(project, stack);
    for (const { pad, slots } of all) {
      const { cluster, kind } = pad.place;
      declared[cluster.name] = { ...declared[cluster.name], [kind]: slots };
    }
    await writeConfig(project, stack, KEY, declared);
  }
}
