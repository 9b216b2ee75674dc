import * as pulumi from "../sdk/pulumi.ts";
import type { PadKind } from "../../fleet/links.ts";
import { passports, type LandingPadPass, type Passport } from "../../fleet/passport.ts";

/** A passport as its readers get it: what is secret is a Pulumi secret from the first moment. */
export interface PeerPassport extends Omit<Passport, "landingPads"> {
  readonly landingPads: { readonly [Kind in PadKind]?: PeerLandingPad };
}

export interface PeerLandingPad extends Omit<LandingPadPass, "token"> {
  readonly token: pulumi.Output<string>;
}

/** What a stack says of its clusters; `undefined`: nothing yet, because it has not been brought up. */
export type PassportReading = readonly PeerPassport[] | undefined;

/**
 * The passports among the outputs of another stack of this project. A stack that does not exist, or has not got as
 * far as to write passports, is nothing unusual: regions read each other, so somebody is always first.
 * @throws RangeError if there are passports that do not keep to the contract, with the path of what is wrong.
 */
export async function readPassports(stack: string): Promise<PassportReading> {
  const outputs = await readOutputs(stack);
  if (outputs?.passports === undefined) return undefined;
  const parsed = passports.safeParse(outputs.passports);
  if (!parsed.success) {
    // Messages of the schema name paths and types, never values: there are tokens among them.
    const problems = parsed.error.issues.map(
      ({ path, message }) => `  passports.${path.join(".")}: ${message}`,
    );
    throw new RangeError(
      `Stack "${stack}" has passports that this version does not understand:\n${problems.join("\n")}\n` +
        `Run up for ${stack} with the same version of the program.`,
    );
  }
  return Object.values(parsed.data).map(sealed);
}

/** What stacks of this program write down, as far as others read it. */
interface StackOutputs {
  readonly passports?: unknown;
  readonly clusters?: unknown;
  readonly holdings?: unknown;
  readonly federated?: unknown;
}

/**
 * The engine's own invoke, and not a StackReference: that is a resource, whose failure for an unknown stack nobody
 * can catch.
 */
export async function readOutputs(stack: string): Promise<StackOutputs | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
  try {
    const { outputs } = (await pulumi.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
      outputs: StackOutputs;
    };
    return outputs;
  } catch (error) {
    if (error instanceof Error && error.message.includes("unknown stack")) return undefined;
    throw new Error(`Cannot read the outputs of stack "${stack}": ${String(error)}`, { cause: error });
  }
}

function sealed({ landingPads, ...facts }: Passport): PeerPassport {
  const pads = Object.entries(landingPads).map(([kind, pad]) => [
    kind,
    { ...pad, token: pulumi.secret(pad.token) },
  ]);
  return { ...facts, landingPads: Object.fromEntries(pads) as PeerPassport["landingPads"] };
}
