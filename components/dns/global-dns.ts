import { globalNames } from "../../fleet/dns/answers.ts";
import type { Environment } from "../../fleet/fleet.ts";
import type { GlobalDns } from "./args.ts";

/**
 * The global names of an environment, and their zone where the program makes it. The SDK of a cloud is loaded only
 * where it is asked for.
 */
export async function createGlobalDns(environment: Environment): Promise<GlobalDns | undefined> {
  const { name, dns } = environment;
  if (dns?.hosting === undefined) return undefined;
  const args = { environment, dns, hosting: dns.hosting, names: globalNames(environment) };
  if (dns.provider === "google") {
    const { CloudDnsNames } = await import("./cloud-dns.ts");
    return new CloudDnsNames(name, args);
  }
  const { Route53Names } = await import("./route53.ts");
  return new Route53Names(name, args);
}
