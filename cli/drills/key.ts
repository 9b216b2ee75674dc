import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { environmentStackName } from "../../fleet/names.ts";
import { ensureStack } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi } from "../engine/pulumi.ts";

/** Config of an environment's stack, secret: the private key that records of its drills are signed with. */
const KEY = "archipelago:drillKey";

/** The key of an environment; `undefined` if it has none. It is in the memory of this process, and nowhere else in plain. */
export async function drillKeyOf(project: Project, environment: string): Promise<KeyObject | undefined> {
  const stack = environmentStackName(environment);
  if (!(await existingStacks(project)).includes(stack)) return undefined;
  const entries = JSON.parse(await runPulumi(project, ["config", "--json", "--stack", stack])) as Record<
    string,
    { readonly secret?: boolean }
  >;
  const entry = entries[KEY];
  if (entry === undefined) return undefined;
  if (entry.secret !== true)
    throw new Error(
      `Config ${KEY} of stack ${stack} is not secret: whoever reads the file can sign records. Take it out and make another: fleet drill key ${environment} --new`,
    );
  const text = await runPulumi(project, ["config", "get", KEY, "--stack", stack]);
  return parse(text.trim(), stack);
}

/** Makes a key and puts it into the config of the environment's stack, in the place of the one that is there. */
export async function makeDrillKey(project: Project, environment: string): Promise<KeyObject> {
  const stack = environmentStackName(environment);
  await ensureStack(project, stack, await existingStacks(project));
  const { privateKey } = generateKeyPairSync("ed25519");
  const text = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  // On standard input: every user of a machine can read the arguments of its processes.
  await runPulumi(project, ["config", "set", "--secret", KEY, "--stack", stack], text);
  return privateKey;
}

/** What it says of a key that is none must not hold any of it. */
function parse(text: string, stack: string): KeyObject {
  try {
    const key = createPrivateKey({ key: Buffer.from(text, "base64"), type: "pkcs8", format: "der" });
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Said below.
  }
  throw new Error(
    `Config ${KEY} of stack ${stack} is no private key of Ed25519, as fleet drill key makes it: PKCS #8, DER, in base64.`,
  );
}
