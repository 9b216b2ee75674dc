import { eks } from "../../../../fleet/declaration/provisioners/eks.ts";
import type { EksCluster } from "../../../../fleet/clouds/aws/names.ts";
import { cluster } from "../../arbitraries.ts";

export const DEPLOYER = "arn:aws:iam::123456789012:role/fleet-deployer";

const NODES = { general: { instanceTypes: ["m7i.large"] } };

/** A cluster of EKS in eu-west-1, with all that its entry says beyond what it has to. */
export function eksCluster(declared: object = {}, facts: Partial<EksCluster> = {}): EksCluster {
  const provisioner = eks.parse({
    kind: "eks",
    account: "123456789012",
    deployer: DEPLOYER,
    ...("autoMode" in declared || "adopt" in declared ? {} : { nodeGroups: NODES }),
    ...declared,
  });
  const made = cluster("dub", "eu-west-1", {
    simulated: false,
    version: "1.34",
    podCidr: "10.16.0.0/16",
    ...facts,
  });
  return { ...made, provisioner };
}
