import * as aws from "../../sdk/aws.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import type { EksPlace } from "../../../fleet/clouds/aws/names.ts";
import type { SubnetPlan, VpcPlan } from "../../../fleet/clouds/aws/vpc.ts";

export interface EksVpcArgs {
  readonly place: EksPlace;
  readonly vpc: VpcPlan;
  readonly tags: Readonly<Record<string, string>>;
}

/** What every part of the network is made with. */
interface Common {
  readonly region: string;
  readonly named: (name: string) => Record<string, string>;
  readonly parent: pulumi.Resource;
}

/** Marks by which load balancers find their subnets (AWS, EKS User Guide, "View Amazon EKS networking requirements"). */
const ROLE_TAGS = {
  private: { "kubernetes.io/role/internal-elb": "1" },
  public: { "kubernetes.io/role/elb": "1" },
} as const;

/** The network of one cluster: private subnets in each zone, the ways out of them, and the private ways to AWS. */
export class EksVpc extends pulumi.ComponentResource {
  /** Private subnets, in the order of their zones. */
  readonly subnetIds: readonly pulumi.Output<string>[];

  constructor(name: string, { place, vpc, tags }: EksVpcArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:cluster:EksVpc", name, {}, options);
    const { region } = place;
    const named = (suffix: string) => ({ ...tags, Name: `${place.name}-${suffix}` });
    const common = { region, named, parent: this };
    const network = new aws.Vpc(
      name,
      {
        region,
        cidrBlock: vpc.cidr,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: { ...tags, Name: place.name },
      },
      { parent: this },
    );
    const gateways = createPublic(name, network, vpc, common);
    const tables = vpc.private.map((subnet) => createPrivate(name, network, subnet, gateways, common));
    this.subnetIds = tables.map(({ subnet }) => subnet.id);
    createEndpoints(name, network, vpc, tables, place, common);
    this.registerOutputs({});
  }
}

/** Public subnets with their way to the internet. Returns the NAT gateways by zone. */
function createPublic(
  name: string,
  network: aws.Vpc,
  vpc: VpcPlan,
  { region, named, parent }: Common,
): ReadonlyMap<string, aws.NatGateway> {
  if (vpc.public.length === 0) return new Map();
  const vpcId = network.id;
  const internet = new aws.InternetGateway(name, { region, vpcId, tags: named("internet") }, { parent });
  const table = new aws.RouteTable(`${name}/public`, { region, vpcId, tags: named("public") }, { parent });
  const route = new aws.Route(
    `${name}/public`,
    { region, routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: internet.id },
    { parent },
  );
  const pairs = vpc.public.flatMap((plan): [string, aws.NatGateway][] => {
    const { zone } = plan;
    const subnet = createSubnet(name, "public", plan, { network, table, region, named, parent });
    if (!vpc.natZones.includes(zone)) return [];
    const tags = named(`nat-${zone}`);
    const address = new aws.Eip(`${name}/nat-${zone}`, { region, domain: "vpc", tags }, { parent });
    const gateway = new aws.NatGateway(
      `${name}/nat-${zone}`,
      { region, subnetId: subnet.id, allocationId: address.id, tags },
      // It finds its way out when it is made, and keeps it while it goes.
      { parent, dependsOn: [route] },
    );
    return [[zone, gateway]];
  });
  return new Map(pairs);
}

interface PrivateSubnet {
  readonly subnet: aws.Subnet;
  readonly table: aws.RouteTable;
}

/** A private subnet with a route table of its own, and the way out by the gateway of its zone or the only one. */
function createPrivate(
  name: string,
  network: aws.Vpc,
  plan: SubnetPlan,
  gateways: ReadonlyMap<string, aws.NatGateway>,
  { region, named, parent }: Common,
): PrivateSubnet {
  const { zone } = plan;
  const key = `${name}/private-${zone}`;
  const tags = named(`private-${zone}`);
  const table = new aws.RouteTable(key, { region, vpcId: network.id, tags }, { parent });
  const subnet = createSubnet(name, "private", plan, { network, table, region, named, parent });
  const gateway = gateways.get(zone) ?? [...gateways.values()][0];
  if (gateway !== undefined) {
    new aws.Route(
      key,
      { region, routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: gateway.id },
      { parent },
    );
  }
  return { subnet, table };
}

/** A subnet with its route table. */
function createSubnet(
  name: string,
  kind: keyof typeof ROLE_TAGS,
  { zone, availabilityZone, cidr }: SubnetPlan,
  { network, table, region, named, parent }: Common & { network: aws.Vpc; table: aws.RouteTable },
): aws.Subnet {
  const key = `${name}/${kind}-${zone}`;
  const subnet = new aws.Subnet(
    key,
    {
      region,
      vpcId: network.id,
      availabilityZone,
      cidrBlock: cidr,
      mapPublicIpOnLaunch: false,
      tags: { ...named(`${kind}-${zone}`), ...ROLE_TAGS[kind] },
    },
    { parent },
  );
  new aws.RouteTableAssociation(key, { region, subnetId: subnet.id, routeTableId: table.id }, { parent });
  return subnet;
}

/** S3 by a gateway, which costs nothing; the rest, where it is asked for, by interfaces in every private subnet. */
function createEndpoints(
  name: string,
  network: aws.Vpc,
  { cidr, interfaceEndpoints }: VpcPlan,
  privates: readonly PrivateSubnet[],
  place: EksPlace,
  { region, named, parent }: Common,
): void {
  const vpcId = network.id;
  // In China names of services start with the domain turned round; all other partitions have amazonaws.com.
  const prefix = place.partition === "aws-cn" ? "cn.com.amazonaws" : "com.amazonaws";
  new aws.VpcEndpoint(
    `${name}/s3`,
    {
      region,
      vpcId,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: privates.map(({ table }) => table.id),
      tags: named("s3"),
    },
    { parent },
  );
  if (interfaceEndpoints.length === 0) return;
  const group = new aws.SecurityGroup(
    `${name}/endpoints`,
    {
      region,
      vpcId,
      name: `${place.name}-endpoints`,
      description: "Private ways to AWS, for everything in the VPC",
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [cidr] }],
      tags: named("endpoints"),
    },
    { parent },
  );
  for (const service of interfaceEndpoints) {
    new aws.VpcEndpoint(
      `${name}/${service}`,
      {
        region,
        vpcId,
        serviceName: `${prefix}.${region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: privates.map(({ subnet }) => subnet.id),
        securityGroupIds: [group.id],
        tags: named(service),
      },
      { parent },
    );
  }
}
