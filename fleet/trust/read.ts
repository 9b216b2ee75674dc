import type { Mesh } from "../declaration/platform-schema.ts";
import { linkerdProblems } from "./linkerd.ts";
import {
  materialProblems,
  trustFacts,
  trustMaterial,
  type LinkerdWebhook,
  type TrustFacts,
  type TrustMaterial,
} from "./material.ts";

/** The parts of the material that everybody may see, in PEM. */
export interface OpenTrust {
  /** The roots that are accepted. */
  readonly anchors: string;
  /** Certificates of the webhooks, each its own authority. */
  readonly webhooks: Partial<Record<LinkerdWebhook, string>>;
}

export type TrustReading =
  { readonly problems: readonly string[] } | { readonly material: TrustMaterial; readonly facts: TrustFacts };

/**
 * Reads the material of one cluster: the files of its folder, or the JSON text that a stack's config holds.
 * @returns the material if it is sound, or else everything that is wrong with it. No problem repeats any of it.
 */
export function readTrust(given: unknown, mesh: Mesh, now: Date): TrustReading {
  if (given === undefined) return { problems: ["there is none"] };
  const parsed = trustMaterial.safeParse(typeof given === "string" ? parseJson(given) : given);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(({ path, message }) =>
        path.length === 0 ? message : `${path.join(".")}: ${message}`,
      ),
    };
  const material = parsed.data;
  const problems = [
    ...materialProblems(material, now),
    ...(mesh.kind === "linkerd" ? linkerdProblems(material, mesh.trustDomain) : []),
  ];
  return problems.length > 0 ? { problems } : { material, facts: trustFacts(material) };
}

export function openTrust({ root, webhooks = {} }: TrustMaterial): OpenTrust {
  const certificates = Object.entries(webhooks).map(([webhook, { certificate }]) => [webhook, certificate]);
  return { anchors: root, webhooks: Object.fromEntries(certificates) as OpenTrust["webhooks"] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
