import type { ShareDigest } from "../../fleet/share-digest.ts";
import * as pulumi from "../sdk/pulumi.ts";

/**
 * Says in the state which version of a share is up on its cluster. It comes after all objects of the share: where one of
 * them fails, or the engine is told to leave the share alone, the state goes on saying what was up before.
 */
export class RolledOut extends pulumi.ComponentResource {
  constructor(name: string, share: ShareDigest, options: pulumi.ComponentResourceOptions) {
    super("archipelago:workloads:RolledOut", name, recordOf(share), options);
    this.registerOutputs({});
  }
}

/** A share as the state and the outputs of its stack tell of it. */
export function recordOf({ digest, replicas, objects, secret }: ShareDigest): pulumi.Inputs {
  return { digest: secret ? pulumi.secret(digest) : digest, replicas, objects };
}
