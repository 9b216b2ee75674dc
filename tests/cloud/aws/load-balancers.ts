import type { CloudFolder, StoredObject } from "../framework/folder.ts";
import { ClusterBehind } from "../framework/kwok.ts";
import { balanceLoad } from "../framework/load-balancers.ts";
import { valuesAt } from "../framework/properties.ts";
import { LOAD_BALANCER } from "./ec2.ts";
import { arn } from "./names.ts";

/** Load balancers of one cluster, in the subnets that it is in. One round. */
export async function balanceAll(cloud: CloudFolder, cluster: StoredObject): Promise<void> {
  const { id, place, inputs } = cluster;
  const idOf = (name: string) => arn(place, "elasticloadbalancing", `loadbalancer/net/${name}`);
  await balanceLoad(new ClusterBehind(cloud, place.region, id), {
    async ensure(name) {
      const hostname = `${name}.elb.${place.region}.amazonaws.com`;
      const subnetIds = valuesAt(inputs, "vpcConfig.subnetIds");
      await cloud.alone(() => {
        const found = cloud.find(LOAD_BALANCER, idOf(name));
        const vpcId = cloud.ofType("aws:ec2/subnet:Subnet").find((subnet) => subnetIds.includes(subnet.id))
          ?.inputs.vpcId;
        if (found === undefined)
          cloud.put({
            type: LOAD_BALANCER,
            id: idOf(name),
            place,
            inputs: { name, vpcId, subnetIds },
            outputs: { hostname },
            madeBy: "cloud",
          });
      });
      return { hostname };
    },
    async remove(name) {
      await cloud.alone(() => {
        const found = cloud.find(LOAD_BALANCER, idOf(name));
        if (found !== undefined) cloud.remove(found);
      });
    },
  });
}
