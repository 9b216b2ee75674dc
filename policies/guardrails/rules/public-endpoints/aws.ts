import { at, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { unproved, type Subject } from "../../rule.ts";
import { isEverybody } from "./everybody.ts";

export function isAws(type: string): boolean {
  return type.startsWith("aws:");
}

export function* awsExposure(subject: Subject): Generator<string> {
  const { type, props } = subject;
  if (type === "aws:eks/cluster:Cluster") yield* eks(props);
  else if (/^aws:s3\/(bucketPublicAccessBlock|accountPublicAccessBlock):/.test(type))
    yield* accessBlock(props);
  else if (/^aws:s3\/(bucket|bucketV2|bucketAcl|bucketAclV2):/.test(type)) yield* acl(props);
  else if (/^aws:s3\/bucketPolicy:/.test(type)) yield* bucketPolicy(props);
  else if (/^aws:(lb|alb|elb)\/loadBalancer:/.test(type)) yield* loadBalancer(props);
  // Databases and brokers of all kinds call it the same.
  yield* flag(props, "publiclyAccessible");
}

/** Who leaves it out gets a public endpoint, open to everybody: @pulumi/aws 7, eks.ClusterVpcConfig. */
function* eks(props: Tree): Generator<string> {
  const config = at(props, "vpcConfig");
  const open = at(config, "endpointPublicAccess") ?? true;
  if (open === false) return;
  const cidrs = at(config, "publicAccessCidrs");
  if (config === UNKNOWN) yield unproved("vpcConfig");
  else if (open === UNKNOWN) yield unproved("vpcConfig.endpointPublicAccess");
  else if (cidrs === UNKNOWN || listOf(cidrs).includes(UNKNOWN))
    yield unproved("vpcConfig.publicAccessCidrs");
  else if (listOf(cidrs).length === 0 || listOf(cidrs).some(isEverybody))
    yield "the API server is open to the internet: vpcConfig.endpointPublicAccess is true, as it is if left out, and publicAccessCidrs does not say for whom";
}

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

function* accessBlock(props: Tree): Generator<string> {
  for (const block of BLOCKS) {
    const value = at(props, block);
    if (value === UNKNOWN) yield unproved(block);
    else if (value !== true) yield `public access to buckets is let through: ${block} is not true`;
  }
}

function* acl(props: Tree): Generator<string> {
  const canned = at(props, "acl");
  if (canned === UNKNOWN) yield unproved("acl");
  else if (/^(public-|authenticated-read$)/.test(text(canned) ?? ""))
    yield "the bucket is open to everybody: acl";
  for (const [index, grant] of [
    ...listOf(at(props, "grants")),
    ...listOf(at(props, "accessControlPolicy", "grants")),
  ].entries()) {
    const uri = at(grant, "uri") ?? at(grant, "grantee", "uri");
    if (uri === UNKNOWN || grant === UNKNOWN) yield unproved(`grants[${index}]`);
    else if (/\/(AllUsers|AuthenticatedUsers)$/.test(text(uri) ?? ""))
      yield `the bucket is open to everybody: grants[${index}]`;
  }
}

/**
 * A policy that is not known is let through: it names its bucket, so it nearly never is in a first preview, and one
 * that opens the bucket does nothing unless public access is let through, which is refused above.
 */
function* bucketPolicy(props: Tree): Generator<string> {
  for (const statement of statementsOf(at(props, "policy"))) {
    if (at(statement, "Effect") !== "Allow" || at(statement, "Condition") !== undefined) continue;
    const principal = at(statement, "Principal");
    const accounts = at(principal, "AWS");
    if (principal === "*" || accounts === "*" || listOf(accounts).includes("*"))
      yield "the bucket is open to everybody: its policy allows it to the principal * without a condition";
  }
}

function statementsOf(policy: Tree | undefined): readonly Tree[] {
  let document = policy;
  if (typeof policy === "string") {
    try {
      document = JSON.parse(policy) as Tree;
    } catch {
      return [];
    }
  }
  const statements = at(document, "Statement");
  return Array.isArray(statements) ? listOf(statements) : statements === undefined ? [] : [statements];
}

/** Left out, it is one on the internet. */
function* loadBalancer(props: Tree): Generator<string> {
  const internal = at(props, "internal");
  if (internal === UNKNOWN) yield unproved("internal");
  else if (internal !== true) yield "the load balancer is on the internet: internal is not true";
}

function* flag(props: Tree, property: string): Generator<string> {
  const value = at(props, property);
  if (value === UNKNOWN) yield unproved(property);
  else if (value === true) yield `it can be reached from the internet: ${property}`;
}
