import ipaddr from "ipaddr.js";
import { textAt, valuesAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes, Thing } from "../framework/resource-type.ts";
import { arn, digits, ec2Id } from "./names.ts";
import {
  toEip,
  toGateway,
  toNatGateway,
  toRouteTable,
  toSecurityGroup,
  toSubnet,
  toVpc,
} from "./references.ts";

const ownerId = ({ place }: Thing) => place.account;
const arnOf = (kind: string) => (thing: Thing) => arn(thing.place, "ec2", `${kind}/${thing.id}`);
const id = (inputs: Properties, key: string) => textAt(inputs, key) ?? "";

/** Ids of security groups that the cloud makes by itself begin so, to be told from those of programs. */
export function ownGroup(thing: Pick<Thing, "id">, salt: string): string {
  return `sg-1${digits(thing, salt, 16)}`;
}

function dependency(kind: string) {
  return ({ id }: Thing) =>
    `DependencyViolation: The ${kind} '${id}' has dependencies and cannot be deleted.`;
}

const vpc: ResourceType = {
  id: ec2Id("vpc"),
  immutable: ["cidrBlock", "instanceTenancy"],
  computed: {
    arn: arnOf("vpc"),
    ownerId,
    defaultSecurityGroupId: (thing) => ownGroup(thing, "default"),
    defaultRouteTableId: (thing) => `rtb-1${digits(thing, "main", 16)}`,
    mainRouteTableId: (thing) => `rtb-1${digits(thing, "main", 16)}`,
    defaultNetworkAclId: (thing) => `acl-1${digits(thing, "default", 16)}`,
  },
  inUse: dependency("vpc"),
};

const subnet: ResourceType = {
  id: ec2Id("subnet"),
  immutable: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId"],
  references: [toVpc("vpcId")],
  computed: {
    arn: arnOf("subnet"),
    ownerId,
    availabilityZone: ({ inputs, place }) => inputs.availabilityZone ?? `${place.region}a`,
  },
  objection: ({ inputs, id: own }, cloud) => {
    const cidr = id(inputs, "cidrBlock");
    const around = id(cloud.find("aws:ec2/vpc:Vpc", id(inputs, "vpcId"))?.inputs ?? {}, "cidrBlock");
    if (!contains(around, cidr)) return `InvalidSubnet.Range: The CIDR '${cidr}' is invalid.`;
    const others = cloud.ofType("aws:ec2/subnet:Subnet").filter((other) => other.id !== own);
    const beside = others.filter((other) => other.inputs.vpcId === inputs.vpcId);
    const clash = beside.some((other) => overlap(id(other.inputs, "cidrBlock"), cidr));
    return clash ? `InvalidSubnet.Conflict: The CIDR '${cidr}' conflicts with another subnet` : undefined;
  },
  inUse: dependency("subnet"),
};

function contains(outer: string, inner: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(outer);
  const [address, more] = ipaddr.parseCIDR(inner);
  return more >= bits && address.match(network, bits);
}

function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

const internetGateway: ResourceType = {
  id: ec2Id("igw"),
  references: [toVpc("vpcId")],
  computed: { arn: arnOf("internet-gateway"), ownerId },
  objectionToDelete: ({ inputs }, cloud) => {
    const subnets = cloud.ofType("aws:ec2/subnet:Subnet").filter((one) => one.inputs.vpcId === inputs.vpcId);
    const mapped = [...cloud.ofType("aws:ec2/natGateway:NatGateway"), ...cloud.ofType(LOAD_BALANCER)].some(
      (user) =>
        subnets.some((one) => [user.inputs.subnetId, ...valuesAt(user.inputs, "subnetIds")].includes(one.id)),
    );
    if (!mapped) return undefined;
    return `DependencyViolation: Network ${id(inputs, "vpcId")} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`;
  },
  inUse: dependency("internetGateway"),
};

const eip: ResourceType = {
  id: ec2Id("eipalloc"),
  immutable: ["domain", "publicIpv4Pool", "networkBorderGroup"],
  computed: {
    arn: arnOf("elastic-ip"),
    allocationId: (thing) => thing.id,
    // Addresses for documents (RFC 5737).
    publicIp: (thing) => `203.0.113.${Number.parseInt(digits(thing, "ip", 2), 16)}`,
  },
  inUse: ({ id }) => `InvalidIPAddress.InUse: Address ${id} is in use.`,
};

const natGateway: ResourceType = {
  id: ec2Id("nat"),
  immutable: ["subnetId", "allocationId", "connectivityType", "privateIp"],
  references: [toSubnet("subnetId"), toEip("allocationId")],
  computed: {
    networkInterfaceId: (thing) => `eni-1${digits(thing, "eni", 16)}`,
    publicIp: (thing) => `203.0.113.${Number.parseInt(digits(thing, "ip", 2), 16)}`,
  },
};

const routeTable: ResourceType = {
  id: ec2Id("rtb"),
  immutable: ["vpcId"],
  references: [toVpc("vpcId"), toGateway("routes.gatewayId"), toNatGateway("routes.natGatewayId")],
  computed: { arn: arnOf("route-table"), ownerId },
  inUse: dependency("routeTable"),
};

const route: ResourceType = {
  id: ({ inputs }) => `r-${id(inputs, "routeTableId")}${digits({ id: destination(inputs) }, "route", 10)}`,
  importId: ({ inputs }) => `${id(inputs, "routeTableId")}_${destination(inputs)}`,
  immutable: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
  references: [
    // Routes go with their table.
    toRouteTable("routeTableId", { loose: true }),
    toGateway("gatewayId"),
    toNatGateway("natGatewayId"),
  ],
  unique: (inputs) => `${id(inputs, "routeTableId")} ${destination(inputs)}`,
  taken: (inputs) => `RouteAlreadyExists: The route identified by ${destination(inputs)} already exists.`,
  computed: { origin: () => "CreateRoute", state: () => "active" },
};

function destination(inputs: Properties): string {
  return textAt(inputs, "destinationCidrBlock") ?? textAt(inputs, "destinationIpv6CidrBlock") ?? "";
}

const routeTableAssociation: ResourceType = {
  id: ec2Id("rtbassoc"),
  importId: ({ inputs }) => `${id(inputs, "subnetId")}/${id(inputs, "routeTableId")}`,
  immutable: ["subnetId", "gatewayId"],
  references: [toSubnet("subnetId", { loose: true }), toRouteTable("routeTableId")],
  unique: (inputs) => textAt(inputs, "subnetId"),
  taken: (inputs) =>
    `Resource.AlreadyAssociated: the specified association for route table ${id(inputs, "routeTableId")} conflicts with an existing association`,
};

const vpcEndpoint: ResourceType = {
  id: ec2Id("vpce"),
  immutable: ["vpcId", "serviceName", "vpcEndpointType"],
  references: [
    toVpc("vpcId"),
    toSubnet("subnetIds"),
    toSecurityGroup("securityGroupIds"),
    toRouteTable("routeTableIds", { loose: true }),
  ],
  unique: (inputs) => `${id(inputs, "vpcId")} ${id(inputs, "serviceName")}`,
  taken: (inputs) =>
    textAt(inputs, "vpcEndpointType") === "Interface"
      ? `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${id(inputs, "serviceName")} in the VPC ${id(inputs, "vpcId")}`
      : `RouteAlreadyExists: a route to the prefix list of ${id(inputs, "serviceName")} already exists`,
  objection: ({ inputs, place }) => {
    const service = id(inputs, "serviceName");
    if (/^(aws|com|cn|eu)\./.test(service) && service.includes(`.${place.region}.`)) return undefined;
    return `InvalidServiceName: The Vpc Endpoint Service '${service}' does not exist`;
  },
  computed: {
    arn: arnOf("vpc-endpoint"),
    ownerId,
    state: () => "available",
    networkInterfaceIds: (thing) =>
      valuesAt(thing.inputs, "subnetIds").map((one) => `eni-1${digits(thing, String(one), 16)}`),
    prefixListId: (thing) =>
      thing.inputs.vpcEndpointType === "Interface" ? undefined : `pl-${digits(thing, "pl", 8)}`,
  },
};

const securityGroup: ResourceType = {
  id: ec2Id("sg"),
  autoName: "name",
  immutable: ["vpcId", "name", "description"],
  references: [toVpc("vpcId")],
  unique: (inputs) => `${id(inputs, "vpcId")} ${id(inputs, "name")}`,
  taken: (inputs) =>
    `InvalidGroup.Duplicate: The security group '${id(inputs, "name")}' already exists for VPC '${id(inputs, "vpcId")}'`,
  computed: { arn: arnOf("security-group"), ownerId },
  inUse: ({ id }) => `DependencyViolation: resource ${id} has a dependent object`,
};

/** One rule of a group; it goes with its group, and keeps the group that it names. */
const securityGroupRule: ResourceType = {
  id: ec2Id("sgr"),
  immutable: ["securityGroupId"],
  references: [
    toSecurityGroup("securityGroupId", { loose: true }),
    toSecurityGroup("referencedSecurityGroupId"),
  ],
  unique: (inputs) =>
    [
      "securityGroupId",
      "ipProtocol",
      "fromPort",
      "toPort",
      "cidrIpv4",
      "cidrIpv6",
      "referencedSecurityGroupId",
      "prefixListId",
    ]
      .map((key) => String(inputs[key]))
      .join(" "),
  taken: () => "InvalidPermission.Duplicate: the specified rule already exists",
  computed: {
    arn: arnOf("security-group-rule"),
    securityGroupRuleId: (thing) => thing.id,
  },
};

const launchTemplate: ResourceType = {
  id: ec2Id("lt"),
  autoName: "name",
  immutable: ["name"],
  references: [toSecurityGroup("vpcSecurityGroupIds")],
  unique: (inputs) => textAt(inputs, "name"),
  taken: () => "InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.",
  computed: {
    arn: arnOf("launch-template"),
    // Each change makes a version.
    latestVersion: ({ outputs }) => ((outputs.latestVersion as number | undefined) ?? 0) + 1,
    defaultVersion: ({ inputs, outputs }) =>
      inputs.updateDefaultVersion === true
        ? ((outputs.latestVersion as number | undefined) ?? 0) + 1
        : (inputs.defaultVersion ?? 1),
  },
};

/** What a cluster's load balancer consists of here: one that the cloud keeps, with interfaces in subnets. */
export const LOAD_BALANCER = "cloud:loadBalancer";

const loadBalancer: ResourceType = {
  id: ({ inputs, place }) => arn(place, "elasticloadbalancing", `loadbalancer/net/${id(inputs, "name")}`),
  references: [toVpc("vpcId"), toSubnet("subnetIds")],
  unique: (inputs) => textAt(inputs, "name"),
  computed: {
    dnsName: ({ inputs, place }) => `${id(inputs, "name")}.elb.${place.region}.amazonaws.com`,
  },
};

const defaultSecurityGroup: ResourceType = {
  id: ({ inputs }) => ownGroup({ id: id(inputs, "vpcId") }, "default"),
  immutable: ["vpcId"],
  references: [toVpc("vpcId", { loose: true })],
  computed: { arn: arnOf("security-group"), ownerId, name: () => "default" },
};

const flowLog: ResourceType = {
  id: ec2Id("fl"),
  immutable: ["vpcId", "subnetId", "logDestination", "iamRoleArn", "trafficType", "maxAggregationInterval"],
  references: [toVpc("vpcId", { loose: true })],
  computed: { arn: arnOf("vpc-flow-log") },
};

export const EC2: ResourceTypes = {
  "aws:ec2/vpc:Vpc": vpc,
  "aws:ec2/subnet:Subnet": subnet,
  "aws:ec2/internetGateway:InternetGateway": internetGateway,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/routeTable:RouteTable": routeTable,
  "aws:ec2/route:Route": route,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": routeTableAssociation,
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultSecurityGroup,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
  "aws:ec2/flowLog:FlowLog": flowLog,
  [LOAD_BALANCER]: loadBalancer,
};

/** Zones that a region has, as far as anybody asks. */
export function zonesOf(region: string): { names: string[]; zoneIds: string[] } {
  const short = region.replace(/^(\w+)-(\w)\w*-(\d)$/, "$1$2$3");
  return {
    names: ["a", "b", "c"].map((letter) => `${region}${letter}`),
    zoneIds: [1, 2, 3].map((number) => `${short}-az${number}`),
  };
}
