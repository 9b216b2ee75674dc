import { execFile } from "node:child_process";
import { isDeepStrictEqual, promisify } from "node:util";
import type { ResourceState } from "../../engine/deployment.ts";
import type { Project } from "../../engine/project.ts";
import { AWS_TYPES, type Inputs } from "./aws-table.ts";
import type { CloudSearch, Found, Missed } from "./search.ts";

const run = promisify(execFile);

/** Waiters of the command line end by themselves after at most 40 minutes. */
const DEADLINE_MS = 45 * 60_000;

interface Tagged {
  readonly ResourceTagMappingList?: readonly {
    readonly ResourceARN: string;
    readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  }[];
}

/** Looks in AWS with its command line, which kubeconfigs of EKS need as well. */
export class AwsSearch implements CloudSearch {
  readonly #env: NodeJS.ProcessEnv;

  constructor({ env }: Pick<Project, "env">) {
    this.#env = { ...process.env, ...env };
  }

  async find(missed: Missed, known: ReadonlySet<string>): Promise<Found> {
    const { type, inputs = {} } = missed.resource;
    const finder = AWS_TYPES[type]?.find;
    switch (finder?.by) {
      case undefined:
        return { kind: "unclear", reason: "how to look for one of its type is not known here" };
      case "id":
        return { kind: "candidate", id: finder.id(inputs) };
      case "tags":
        return this.#byTags(missed, finder.kind, known);
      case "question": {
        const answer = await this.#ask(missed, finder.ask(inputs));
        if (answer instanceof Error) return { kind: "unclear", reason: answer.message };
        const there = answer !== "" && answer !== "None";
        return there ? { kind: "candidate", id: finder.id(answer, inputs) } : { kind: "absent" };
      }
    }
  }

  async settle(missed: Missed): Promise<void> {
    const wait = AWS_TYPES[missed.resource.type]?.wait?.(missed.resource.inputs ?? {});
    if (wait !== undefined) await this.#ask(missed, wait);
  }

  isOwn({ resource: { type, inputs = {} } }: Missed, { outputs = {} }: ResourceState): boolean {
    const [tags, present] = [inputs, outputs].map((all) => (all.tags ?? {}) as Inputs);
    const tagged = Object.entries(tags ?? {}).every(([key, value]) => present?.[key] === value);
    return tagged && (AWS_TYPES[type]?.mark ?? []).every((key) => inputs[key] === outputs[key]);
  }

  /** It was tagged in the moment it was made. One that others have made may bear the same tags and more. */
  async #byTags(missed: Missed, kind: string, known: ReadonlySet<string>): Promise<Found> {
    const tags = (missed.resource.inputs?.tags ?? {}) as Inputs;
    if (Object.keys(tags).length === 0) return { kind: "unclear", reason: "it has no tags to look for" };
    const filters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
    const answer = await this.#ask(missed, [
      ...["resourcegroupstaggingapi", "get-resources", "--resource-type-filters", kind],
      ...["--tag-filters", JSON.stringify(filters), "--output", "json"],
    ]);
    if (answer instanceof Error) return { kind: "unclear", reason: answer.message };
    const { ResourceTagMappingList: all = [] } = JSON.parse(answer) as Tagged;
    const ids = all
      .filter(({ Tags = [] }) => isDeepStrictEqual(own(Tags), tags))
      .map(({ ResourceARN }) => ResourceARN.slice(ResourceARN.lastIndexOf("/") + 1))
      .filter((id) => !known.has(id));
    if (ids.length > 1) return { kind: "unclear", reason: `several bear its tags: ${ids.join(", ")}` };
    return ids[0] === undefined ? { kind: "absent" } : { kind: "candidate", id: ids[0] };
  }

  async #ask({ region, provider }: Missed, args: readonly string[]): Promise<string | Error> {
    const profile = typeof provider.profile === "string" ? ["--profile", provider.profile] : [];
    try {
      const options = { env: this.#env, timeout: DEADLINE_MS, maxBuffer: 64 * 1024 * 1024 };
      const { stdout } = await run("aws", [...args, "--region", region, ...profile], options);
      return stdout.trim();
    } catch (error) {
      const { code, stderr } = error as { code?: string; stderr?: string };
      if (code === "ENOENT") return new Error("the command line of AWS (aws) is not there to look for it");
      return new Error((stderr ?? String(error)).trim());
    }
  }
}

/** Without the tags that AWS adds. */
function own(tags: readonly { readonly Key: string; readonly Value: string }[]): Inputs {
  const entries = tags.map(({ Key, Value }) => [Key, Value] as const);
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith("aws:")));
}
