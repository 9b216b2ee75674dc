import path from "node:path";
import { readIfThere } from "../read-if-there.ts";
import { LINKERD_WEBHOOKS, type LinkerdWebhook, type TrustMaterial } from "./material.ts";

/** Below the project: where trust is kept unless another folder is named. Git ignores it. */
export const TRUST_FOLDER = ".archipelago/trust";

/** Where the root of an environment is. Its key belongs offline; no stack reads it. */
export const ROOT_NAME = "root";

/** The names of Istio's guide, so that what its tools have made can be put here: istio.io, "Plug in CA Certificates". */
const FILES = {
  root: "root-cert.pem",
  issuer: "ca-cert.pem",
  key: "ca-key.pem",
  chain: "cert-chain.pem",
} as const;

/** The files of one cluster's material, by name, in the cluster's folder. */
export function filesOf({ webhooks = {}, ...material }: TrustMaterial): Record<string, string> {
  const main = Object.entries(FILES).map(([part, file]) => [file, material[part as keyof typeof FILES]]);
  const pairs = Object.entries(webhooks).flatMap(([webhook, { certificate, key }]) => [
    [webhookFile(webhook as LinkerdWebhook, "cert"), certificate],
    [webhookFile(webhook as LinkerdWebhook, "key"), key],
  ]);
  return Object.fromEntries([...main, ...pairs]) as Record<string, string>;
}

/** What stands in a cluster's folder, not checked; `undefined` if there is no issuer in it. */
export function readMaterial(folder: string): unknown {
  const read = (file: string) => readIfThere(path.join(folder, file));
  const main = Object.entries(FILES).map(([part, file]) => [part, read(file)] as const);
  if (main.every(([part, text]) => part === "root" || text === undefined)) return undefined;
  const webhooks = LINKERD_WEBHOOKS.flatMap((webhook) => {
    const pair = { certificate: read(webhookFile(webhook, "cert")), key: read(webhookFile(webhook, "key")) };
    return pair.certificate === undefined && pair.key === undefined ? [] : [[webhook, pair] as const];
  });
  return {
    ...Object.fromEntries(main),
    ...(webhooks.length === 0 ? {} : { webhooks: Object.fromEntries(webhooks) }),
  };
}

function webhookFile(webhook: LinkerdWebhook, part: "cert" | "key"): string {
  return `linkerd-${webhook}-${part}.pem`;
}
