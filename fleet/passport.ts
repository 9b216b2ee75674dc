import { z } from "zod";
import { isPadKind, type CommonPad } from "./links.ts";
import { SYSTEM_NAMES } from "./platform/system.ts";
import { slot } from "./token-slots.ts";

/**
 * Version of the contract between the stack that writes a passport and those that read it. Raised when a reader
 * of the old one could be misled; a field that readers may ignore does not raise it.
 */
export const PASSPORT_CONTRACT = 1;

/** What may not stand anywhere in plain. A test holds that readers seal whatever bears this mark. */
const secret = z.string().min(1).meta({ secret: true });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const landingPad = z.object({
  namespace: z.string().min(1),
  serviceAccount: z.string().min(1),
  /** The slot whose token peers are to use; the other one is empty, or about to be. */
  slot,
  token: secret,
});

function knownPads(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([kind]) => isPadKind(kind)));
}

/** What a cluster tells its peers. Written and read with this one schema. */
export const passport = z.object({
  contract: z.literal(PASSPORT_CONTRACT),
  fleet: z.string().min(1),
  environment: z.string().min(1),
  region: z.string().min(1),
  cluster: z.string().min(1),
  /** Changes when the cluster is made anew, and only then. */
  identifier: z.string().min(1),
  endpoint: z.url(),
  /** PEM bundle of the API server's certificate authority, in base64. */
  ca: z.base64().min(1),
  version: z.string().min(1),
  network: z.string().min(1),
  podCidr: z.string().optional(),
  serviceCidr: z.string().optional(),
  jurisdiction: z.object({ country: z.string().length(2), groups: z.array(z.string()) }),
  simulated: z.boolean(),
  mesh: z.object({ kind: z.string(), id: z.string().optional(), trustDomain: z.string() }).optional(),
  /** Where other networks reach the gateway of its mesh; absent until it has an address. */
  gateway: z.object({ addresses: z.array(z.string().min(1)).min(1) }).optional(),
  /** Who vouches for its workloads: SHA-256 of the public keys (SPKI) of root and issuer, in hexadecimal. */
  trust: z
    .object({
      root: sha256,
      /** All roots that it accepts, where there are more than that one. */
      roots: z.array(sha256).min(1).readonly().optional(),
      issuer: sha256,
      expires: z.iso.datetime(),
    })
    .optional(),
  /** Versions of the systems that are installed on it. */
  systems: z.partialRecord(z.enum(SYSTEM_NAMES), z.string()).optional(),
  /** Features of a cloud that it is the hub of, and that its peers may use from now on. */
  features: z.array(z.string().min(1)).optional(),
  /** Global names to which it has a record of its own: another cluster's may go. */
  names: z.array(z.string().min(1)).optional(),
  /** By kind. A newer program may know more kinds; they are passed over. */
  landingPads: z.preprocess(
    knownPads,
    z
      .object({
        istio: landingPad.optional(),
        linkerd: landingPad.optional(),
        argocd: landingPad.optional(),
        hub: landingPad.optional(),
        kubefed: landingPad.optional(),
        karmada: landingPad.optional(),
        "karmada-control": landingPad.optional(),
      } satisfies Record<CommonPad, unknown>)
      .catchall(landingPad),
  ),
});

export type Passport = z.output<typeof passport>;
export type LandingPadPass = z.output<typeof landingPad>;

/** The outputs of a region stack that its peers read: `passports`, by cluster. */
export const passports = z.record(z.string(), passport);
