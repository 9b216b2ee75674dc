import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);

/** What the SDK of a cloud says of a type of resource. */
export interface SdkType {
  readonly inputs: readonly string[];
  readonly required: readonly string[];
  readonly outputs: readonly string[];
}

const known = new Map<string, SdkType | undefined>();

/** Reads the declaration of a type, `aws:eks/cluster:Cluster`, in the SDK that is installed. */
export function sdkType(token: string): SdkType | undefined {
  if (!known.has(token)) known.set(token, read(token));
  return known.get(token);
}

function read(token: string): SdkType | undefined {
  const [provider = "", place = "", name = ""] = token.split(":");
  const folder = path.dirname(require.resolve(`@pulumi/${provider}/package.json`));
  const module = place.replace(/^index\//, "");
  // Files of types that begin with an abbreviation are in lower case: projects/iAMMember is projects/iammember.d.ts.
  const file = [module, module.toLowerCase()]
    .map((each) => path.join(folder, `${each}.d.ts`))
    .find((each) => existsSync(each));
  if (file === undefined) return undefined;
  const text = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  if (!text.includes(`export declare class ${name} `)) return undefined;
  const inputs = members(text, new RegExp(`^export interface ${name}Args \\{$`, "m"));
  const outputs = members(text, new RegExp(`^export declare class ${name} extends `, "m"));
  return {
    inputs: inputs.map(({ name: input }) => input),
    required: inputs.filter(({ optional }) => !optional).map(({ name: input }) => input),
    outputs: outputs.map(({ name: output }) => output),
  };
}

/** The members that are inputs or outputs, of the interface or class that begins so. */
function members(text: string, beginning: RegExp): { name: string; optional: boolean }[] {
  const start = beginning.exec(text)?.index;
  if (start === undefined) return [];
  const body = text.slice(start, text.indexOf("\n}", start));
  const member = /^ {4}(?:readonly )?(\w+)(\??): pulumi\.(?:Input|Output)</gm;
  return [...body.matchAll(member)].map(([, name = "", mark]) => ({ name, optional: mark === "?" }));
}
