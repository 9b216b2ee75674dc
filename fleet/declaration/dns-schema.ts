import { isIP } from "node:net";
import { z } from "zod";
import { dnsLabel, dnsName, duration, someText, textLike } from "./values.ts";

/* The zone of an environment, and the names in it that more than one cluster answers to. */

const target = z
  .string()
  .refine((text) => isIP(text) !== 0 || (dnsName.safeParse(text).success && /[a-z]/.test(text)), {
    error: ({ input }) => `"${String(input)}" is neither an IP address nor a DNS name`,
  });

const check = z.strictObject({
  protocol: z.enum(["https", "http", "tcp"]).default("https"),
  port: z.int().min(1).max(65_535).default(443),
  path: textLike(/^\/\S*$/, "a path, such as /healthz").default("/"),
  // What Route 53 has to choose from (API reference, HealthCheckConfig, RequestInterval).
  every: z.enum(["10s", "30s"]).default("30s").describe("Time between two requests of one checker"),
  failures: z.int().min(1).max(10).default(3).describe("Requests in a row that fail before an answer goes"),
  from: z
    .array(someText)
    .min(3)
    .optional()
    .describe("Regions that it is asked from; default: all that Route 53 has. Cloud DNS wants three"),
});

/** ISO 3166-1 alpha-2 or one of the seven continents (Route 53, API reference, GeoLocation). */
const area = textLike(/^[A-Z]{2}$/, "two capital letters: a country, or AF, AN, AS, EU, NA, OC or SA");

const common = {
  answers: z
    .record(dnsLabel, z.array(target).min(1))
    .refine((all) => Object.keys(all).length > 0, { error: "a name has at least one answer" })
    .describe("By cluster: the addresses at which it is reached from outside, or one name"),
  ttl: duration.optional().describe("Default: that of the zone"),
  check: check.optional().describe("How it is found out that an answer has to go; needs hosting"),
  healthChecks: z
    .record(dnsLabel, someText)
    .optional()
    .describe("By cluster: id of a health check of Route 53 that exists, where there is no hosting"),
};

const simple = z.strictObject({
  policy: z.literal("simple").describe("Everybody gets all answers"),
  ...common,
});
const weighted = z.strictObject({
  policy: z.literal("weighted").describe("Each gets one, by chance"),
  weights: z.record(dnsLabel, z.int().min(0).max(255)).default({}).describe("Default of a cluster: 1"),
  ...common,
});
const latency = z.strictObject({
  policy: z.literal("latency").describe("Each gets that of the nearest region of the cloud"),
  ...common,
});
const geolocation = z.strictObject({
  policy: z.literal("geolocation").describe("Each gets that of the country it asks from"),
  areas: z.record(dnsLabel, z.array(area).min(1)).describe("By cluster: countries and continents"),
  default: dnsLabel.describe("The cluster that answers everybody else"),
  ...common,
});
const failover = z.strictObject({
  policy: z.literal("failover").describe("All get the first that is well"),
  order: z.array(dnsLabel).min(2).describe("The clusters of answers, the first choice first"),
  ...common,
});

const carried = { workload: dnsLabel.optional().describe("Only clusters that carry it answer") };
const globalName = z.discriminatedUnion("policy", [
  simple.extend(carried),
  weighted.extend(carried),
  latency.extend(carried),
  geolocation.extend(carried),
  failover.extend(carried),
]);

const own = { name: dnsName.describe("The name, without the zone of the environment") };
/** A workload's own name: the same as an entry of `dns.names` of its environment that names the workload. */
export const workloadName = z
  .discriminatedUnion("policy", [
    simple.extend(own),
    weighted.extend(own),
    latency.extend(own),
    geolocation.extend(own),
    failover.extend(own),
  ])
  .describe("The name under which clients reach it; only clusters that carry it answer");

export const dns = z
  .strictObject({
    zone: dnsName.describe("Zone that the records are written to"),
    ttl: duration.default("60s").describe("How long resolvers may keep an answer"),
    provider: z
      .enum(["aws", "google", "azure", "cloudflare", "rfc2136"])
      .default("aws")
      .describe("Who serves the zone; a name that external-dns knows"),
    server: textLike(/^[^\s:]+(:[1-9][0-9]{0,4})?$/, "a host, or host:port")
      .optional()
      .describe("The server that takes updates of the zone, for provider rfc2136: host or host:port"),
    policy: z
      .enum(["upsert-only", "sync"])
      .default("upsert-only")
      .describe("Whether external-dns may delete records that it owns (sync) or only add and change them"),
    hosting: z
      .strictObject({
        zoneId: someText
          .optional()
          .describe("Route 53: id of the zone, Cloud DNS: its name; default: the program makes the zone"),
        account: textLike(/^[0-9]{12}$/, "an AWS account: 12 digits in quotes")
          .optional()
          .describe("AWS account of the zone; no other is written to"),
        project: someText.optional().describe("GCP project of the zone"),
      })
      .optional()
      .describe(
        "The zone in Route 53 or Cloud DNS, which the stack of the environment writes global names to",
      ),
    names: z
      .record(dnsName, globalName)
      .default({})
      .describe("Global names, without the zone: each is answered by more than one cluster"),
  })
  .refine(({ provider, server }) => (provider === "rfc2136") === (server !== undefined), {
    error: "provider rfc2136 needs a server to send updates to, and no other provider has one",
  });

export type Dns = z.output<typeof dns>;
export type GlobalNameDeclaration = z.output<typeof globalName>;
export type RoutingPolicy = GlobalNameDeclaration["policy"];
export type HealthCheckDeclaration = z.output<typeof check>;
