#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { Command, Option, type CommandOptions } from "commander";
import { exitCodeOf, printError } from "./errors.ts";

/*
 * The command line: which verbs there are and what they take. A verb is loaded when it runs, so that `--help` does
 * not pay for the engine or for clients of clusters.
 */

/** What a module in verbs/ exports. */
interface Verb<Options> {
  run(options: Options): Promise<void>;
}

interface Common {
  readonly json?: boolean;
}

// What a verb loads is compiled once, not at every start: a third of the time of `fleet check`.
enableCompileCache();

const program = new Command("fleet")
  .description("Runs a fleet of Kubernetes clusters: one stack per region, one per environment.")
  .configureHelp({ sortSubcommands: false })
  // A verb with verbs of its own, such as backup, leaves them their options.
  .enablePositionalOptions()
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

const environment = () =>
  new Option("-e, --environment <name>", "only this environment").default(undefined, "all");
const json = () => new Option("--json", "print JSON, for programs");
const yes = () => new Option("-y, --yes", "do not ask");
const folder = () =>
  new Option("--folder <path>", "where it is kept, such as an offline medium").default(
    undefined,
    ".archipelago/trust",
  );
const policies = () =>
  new Option("--policies <folder>", "folder of the policy packs, such as that of a base branch").default(
    undefined,
    "that of this project",
  );
const parallel = () =>
  new Option("--parallel <n>", "stacks at a time")
    .argParser(positiveInteger("--parallel"))
    .default(undefined, "what the machine carries");

verb(
  "up",
  "bring the declared state about: regions side by side, then the environment",
  () => import("./verbs/up.ts"),
)
  .addOption(environment())
  .addOption(parallel())
  .addOption(policies())
  .option("--no-waves", "all regions and clusters side by side, whatever rollouts say")
  .addOption(
    new Option("--wave <n>", "bring workloads up to this wave of their rollouts, and no further").argParser(
      positiveInteger("--wave"),
    ),
  )
  .addOption(json());
verb(
  "preview",
  "show what up would do, over all stacks, and change nothing",
  () => import("./verbs/preview.ts"),
)
  .addOption(environment())
  .addOption(parallel())
  .addOption(policies())
  .option("--fresh", "ask the engine also where nothing has changed since it was asked last")
  .addOption(json());
verb("status", "ask every cluster how it is", () => import("./verbs/status.ts"))
  .addOption(environment())
  .addOption(json());
verb("check", "check the declaration; needs no cluster", () => import("./verbs/check.ts")).addOption(json());
verb(
  "audit",
  "judge what is recorded of every stack, and report what is where",
  () => import("./verbs/audit.ts"),
)
  .addOption(environment())
  .addOption(new Option("--stack <name>", "only this stack"))
  .addOption(
    new Option("-o, --output <folder>", "folder for audit.html, audit.md and audit.json").default(
      ".archipelago/audit",
    ),
  )
  .addOption(json());
verb("stacks", "list the stacks and their order, for a CI matrix", () => import("./verbs/stacks.ts"))
  .addOption(environment())
  .addOption(json());
verb("graph", "draw regions, clusters, links and workloads", () => import("./verbs/graph.ts"))
  .addOption(environment())
  .addOption(
    new Option("-o, --output <file>", "file to write; its ending decides: .svg, .dot or .mmd").default(
      "fleet.svg",
    ),
  )
  .addOption(json());
verb(
  "kubeconfig",
  "write a kubeconfig with a context for each cluster",
  () => import("./verbs/kubeconfig.ts"),
)
  .addOption(environment())
  .addOption(
    new Option("-o, --output <file>", "file to write, readable by you only").default(
      ".archipelago/kubeconfig",
    ),
  )
  .addOption(json());
verb(
  "rotate [cluster]",
  "give every link that ends at a cluster a new token, and take the old one back",
  () => import("./verbs/rotate.ts"),
)
  .addOption(new Option("--all", "of all clusters, each step for all of them together"))
  .addOption(environment())
  .addOption(new Option("--kind <kind>", "only of this kind: istio, argocd, hub… (docs/links.md)"))
  .addOption(parallel())
  .addOption(json());
verb(
  "tombstone <cluster>",
  "remove a cluster that will never answer from everything that knows it",
  () => import("./verbs/tombstone.ts"),
)
  .addOption(environment())
  .addOption(json());
verb(
  "what-if <target> <event>",
  "say what is lost if a cluster or a region goes down, and where it would go: what-if us-east-1 down",
  () => import("./verbs/what-if.ts"),
)
  .addOption(environment())
  .option("--live", "by what is available now, asking every cluster")
  .addOption(json());
verb(
  "destroy",
  "destroy the stacks, and with them the clusters that the program made",
  () => import("./verbs/destroy.ts"),
)
  .addOption(environment())
  .addOption(new Option("--stack <name>", "only this stack, declared or not"))
  .addOption(yes())
  .addOption(json());
const backup = verb(
  "backup [cluster]",
  "take the backups of a cluster now that it would take by itself",
  () => import("./verbs/backup.ts"),
)
  .enablePositionalOptions()
  .addOption(new Option("--workload <name>", "only what this workload is in"))
  .addOption(environment())
  .addOption(json());
verb(
  "list [cluster]",
  "list the backups that there are, and who knows them",
  () => import("./verbs/backup-list.ts"),
  backup,
)
  .addOption(environment())
  .addOption(json());
verb(
  "logs <backup>",
  "print what Velero wrote down while it took a backup",
  () => import("./verbs/backup-logs.ts"),
  backup,
)
  .addOption(environment())
  .addOption(json());
verb(
  "restore [backup]",
  "restore a backup in a cluster, after saying what that would do",
  () => import("./verbs/restore.ts"),
)
  .addOption(new Option("--from <cluster>", "whose backup it is"))
  .addOption(new Option("--to <cluster>", "where it is restored"))
  .addOption(
    new Option("--map <namespace=other>", "restore a namespace as another; may be given again")
      .argParser((pair: string, pairs: string[]) => [...pairs, pair])
      .default([], "each as it was"),
  )
  .addOption(new Option("--modifiers <file>", "Velero's resource modifiers: what is changed on the way"))
  .addOption(
    new Option(
      "--existing <policy>",
      "what lives there already: skip leaves it, update overwrites it",
    ).default(undefined, "skip"),
  )
  .addOption(new Option("--incomplete", "also a backup that has not taken all in"))
  .addOption(new Option("--plan", "say what it would do, and do nothing"))
  .addOption(environment())
  .addOption(yes())
  .addOption(json());
const state = program.command("state").description("copies of the states of stacks, which up takes");
verb(
  "list [stack]",
  "list the copies, the newest first",
  () => import("./verbs/state-list.ts"),
  state,
).addOption(json());
verb(
  "restore <stack>",
  "make a copy the state of its stack again; touches no cluster",
  () => import("./verbs/state-restore.ts"),
  state,
)
  .addOption(
    new Option("--at <time>", "when it was taken, or the beginning of that").default(undefined, "newest"),
  )
  .addOption(yes())
  .addOption(json());
const drill = program
  .command("drill")
  .description("recoveries that are exercised, measured and recorded (docs/drill.md)")
  .addHelpText("after", "\nfleet drill <name> is short for fleet drill run <name>.");
verb(
  "run <name>",
  "carry a declared drill out, or take up one that was cut off",
  () => import("./verbs/drill.ts"),
  drill,
  { isDefault: true },
)
  .addOption(environment())
  .option("--back", "take a failover back")
  .option("--as-it-was", "with what the source had backed up itself, and not with what was written since")
  .option("--abandon", "give up one that was cut off")
  .addOption(yes())
  .addOption(json());
verb(
  "list",
  "list the drills, the last record of each, and whether the guardrails take it",
  () => import("./verbs/drill-list.ts"),
  drill,
)
  .addOption(environment())
  .addOption(json());
verb(
  "verify [drill]",
  "check hashes and signatures of the records; works offline",
  () => import("./verbs/drill-verify.ts"),
  drill,
)
  .addOption(environment())
  .addOption(json());
verb(
  "key <environment>",
  "print the public key of an environment's records, and make the key if there is none",
  () => import("./verbs/drill-key.ts"),
  drill,
)
  .addOption(new Option("--new", "make another one in its place; older records are not known by it"))
  .addOption(json());
const trust = program.command("trust").description("certificate authorities of the mesh; works offline");
verb(
  "init <environment>",
  "make the root of an environment, once",
  () => import("./verbs/trust-init.ts"),
  trust,
)
  .addOption(folder())
  .addOption(new Option("--rotate", "take the next step in exchanging the root"))
  .addOption(json());
verb(
  "issue [cluster]",
  "make the certificate authority of a cluster, below the root",
  () => import("./verbs/trust-issue.ts"),
  trust,
)
  .addOption(new Option("--all", "of every cluster"))
  .addOption(new Option("--renew", "also where there is one"))
  .addOption(
    new Option("--days <n>", "how long it lives")
      .argParser(positiveInteger("--days"))
      .default(undefined, "365"),
  )
  .addOption(new Option("--config", "put it into the config of the cluster's stack, as a secret"))
  .addOption(environment())
  .addOption(folder())
  .addOption(json());
verb(
  "show [environment]",
  "list hashes and ends of all certificates",
  () => import("./verbs/trust-show.ts"),
  trust,
)
  .addOption(folder())
  .addOption(json());
verb("env", 'print what a plain pulumi needs: eval "$(npx fleet env)"', () => import("./verbs/env.ts"));

await program.parseAsync();

function verb<Options extends Common>(
  name: string,
  description: string,
  load: () => Promise<Verb<Options>>,
  parent = program,
  options: CommandOptions = {},
): Command {
  return parent
    .command(name, options)
    .description(description)
    .action(async (...received: unknown[]) => {
      // Commander gives the arguments first, then the options, then the command.
      const options = received.at(-2) as Options;
      const command = received.at(-1) as Command;
      const given = command.registeredArguments.map((argument, index) => [
        argument.name(),
        command.args[index],
      ]);
      try {
        await (await load()).run({ ...options, ...(Object.fromEntries(given) as Options) });
      } catch (error) {
        printError(error, options.json ?? false);
        process.exitCode = exitCodeOf(error);
      }
    });
}

function positiveInteger(option: string): (text: string) => number {
  return (text) => {
    if (/^[1-9][0-9]*$/.test(text)) return Number(text);
    console.error(`error: ${option} takes a whole number from 1 on, not "${text}"`);
    process.exit(2);
  };
}
