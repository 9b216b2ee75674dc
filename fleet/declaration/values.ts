import { z } from "zod";
import { parseBlock } from "../addresses.ts";
import { DURATION_PATTERN } from "../duration.ts";
import { isCountry, isJurisdiction } from "../jurisdictions.ts";
import { quote } from "./words.ts";

/* The values that fleet.yaml is made of: names, durations, addresses, places, selectors. */

/** A text of a certain form; the message says what it should have been. The first mistake in a text is enough. */
export const textLike = (pattern: RegExp, what: string) =>
  z.string().regex(pattern, { error: ({ input }) => `${quote(String(input))} is not ${what}`, abort: true });

export const someText = z.string().min(1);

/** RFC 1123 label: what Kubernetes, DNS and every cloud accept as part of a name. */
export const dnsLabel = textLike(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  "a DNS label: lower-case letters, digits and inner hyphens",
).max(63);

export const dnsName = textLike(
  /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  "a DNS name",
).max(253);

/** A key or value that Kubernetes accepts as a label. */
export const labelValue = textLike(
  /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  'a label value: at most 63 letters, digits, ".", "_" and "-"',
);
export const labelKey = textLike(
  /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
  'a label key: at most 63 letters, digits, ".", "_" and "-", after an optional DNS name and "/"',
);

export const duration = textLike(
  new RegExp(DURATION_PATTERN),
  "a duration: a whole number and s, m, h, d or w, such as 90s or 6h",
);

/** Written out in full: a lenient parser takes `10.1/16` for 10.0.0.1/16, and `010.0.0.0/8` for 8.0.0.0/8. */
export const cidr = textLike(
  /^((0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\/(0|[1-9][0-9]{0,2})$/,
  "an address block, such as 10.10.0.0/16 or fd00:10::/48",
).check((context) => {
  const block = parseBlock(context.value);
  if ("error" in block) context.issues.push({ code: "custom", message: block.error, input: context.value });
});

export const country = z.string().refine(isCountry, {
  error: ({ input }) => `${quote(String(input))} is not an ISO 3166-1 alpha-2 country code, such as IE`,
});

export const jurisdiction = z.string().refine(isJurisdiction, {
  error: ({ input }) =>
    `${quote(String(input))} is neither a country code (ISO 3166-1 alpha-2) nor a known group`,
});
export const jurisdictions = z.array(jurisdiction).min(1);

/** `1.35` or `1.35.4`; quoted in YAML, where 1.30 unquoted would be the number 1.3. */
export const kubernetesVersion = textLike(
  /^1\.[0-9]{1,3}(\.[0-9]{1,3})?$/,
  'a Kubernetes version, such as "1.35" or "1.35.4"',
);

export const replicas = z.int().min(0).max(100_000);

export const labelCondition = z.union(
  [
    labelValue,
    z.array(labelValue).min(1),
    z.strictObject({ not: z.array(labelValue).min(1) }),
    z.strictObject({ exists: z.boolean() }),
  ],
  { error: "expected a value, a list of values, { not: [values] } or { exists: true | false }" },
);

/**
 * Which clusters: `all`, a list of names, or labels that must all hold. Besides its own labels a cluster
 * carries those of its region and `name`, `region`, `country`, `network` and `provisioner`.
 */
export const clusterSelector = z
  .union([z.literal("all"), z.array(dnsLabel).min(1), z.record(labelKey, labelCondition)], {
    error: "expected all, a list of cluster names, or a map of labels",
  })
  .meta({ id: "clusterSelector", description: "all, a list of cluster names, or labels that must all hold" });

/** Levels of the Pod Security Standards. */
export const podSecurity = z.enum(["restricted", "baseline", "privileged"]);
export type PodSecurity = z.output<typeof podSecurity>;
