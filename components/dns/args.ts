import type * as pulumi from "../sdk/pulumi.ts";
import type { Dns } from "../../fleet/declaration/dns-schema.ts";
import type { GlobalName } from "../../fleet/dns/answers.ts";
import type { Environment } from "../../fleet/fleet.ts";

export interface GlobalDnsArgs {
  readonly environment: Environment;
  readonly dns: Dns;
  readonly hosting: NonNullable<Dns["hosting"]>;
  readonly names: readonly GlobalName[];
}

/** What writes global names, whoever serves the zone. */
export interface GlobalDns extends pulumi.Resource {
  /** The servers of the zone, for whoever delegates it; unknown to the program if the zone is not its own. */
  readonly nameServers: pulumi.Output<readonly string[]> | undefined;
}
