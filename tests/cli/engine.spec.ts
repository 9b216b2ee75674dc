import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, readdirSync } from "node:fs";
import path from "node:path";
import { runEngine, type StackResult } from "../../cli/engine/engine.ts";
import { EngineError } from "../../cli/engine/engine-error.ts";
import { prepareLocalState } from "../../cli/engine/local-state.ts";
import { runPasses, type Gate, type Outcome } from "../../cli/engine/passes.ts";
import { exitCodeOf, printError, UsageError } from "../../cli/errors.ts";
import { printUpReport, upReport } from "../../cli/report/up-report.ts";
import { faultsIn } from "../../cli/rollout/gate.ts";
import type { Share } from "../../cli/status/replicas.ts";
import type { StatusFacts } from "../../cli/status/report.ts";
import { describeResult } from "../../cli/report/wave.ts";
import { DeclarationError } from "../../fleet/declaration/problem.ts";
import type { Fleet } from "../../fleet/fleet.ts";
import { stacksOf } from "../../fleet/stacks.ts";
import { makeProject, removeProject } from "../declaration/project.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";

const local = environment([cluster("dub", "eu-west-1"), cluster("iad", "us-east-1")]);
const fleet: Fleet = { name: "acme", environments: [local] };
const [EU, US, ENV] = ["local-eu-west-1", "local-us-east-1", "local"] as const;

/** What one run of the engine on a stack comes to. */
type Run =
  | { readonly created: number; readonly pending?: readonly string[]; readonly passportsChanged?: boolean }
  | Error;

function result(stack: string, { created, ...rest }: Exclude<Run, Error>): StackResult {
  const changes = { create: created, same: 3, read: 1 };
  return {
    stack,
    operation: "up",
    changes,
    pending: [],
    passportsChanged: false,
    shares: [],
    seconds: 1,
    ...rest,
  };
}

const outcomeOf = (role: Outcome["role"], run: Run): Outcome =>
  run instanceof Error ? { role, error: run } : { role, result: result(role.name, run) };

/** Brings the fleet up. Each stack comes to what stands here, run after run, and then to the last of it again. */
async function passes(
  runs: Readonly<Record<string, readonly Run[]>>,
  stacks = stacksOf(fleet),
  gate: Gate = () => Promise.resolve(undefined),
) {
  const waves: string[] = [];
  const counts = new Map<string, number>();
  const outcomes = await runPasses(
    stacks,
    (wave, pass) => {
      waves.push(`${pass}: ${wave.map(({ name }) => name).join(", ")}`);
      return Promise.resolve(
        wave.map((role) => {
          const count = counts.get(role.name) ?? 0;
          counts.set(role.name, count + 1);
          const planned = runs[role.name] ?? [{ created: 1 }];
          return outcomeOf(role, planned[count] ?? planned.at(-1)!);
        }),
      );
    },
    gate,
  );
  return { waves, outcomes };
}

/** What is printed while it works, line by line. */
function printed(stream: "log" | "error", work: () => void): string[] {
  const lines: string[] = [];
  const original = console[stream];
  console[stream] = (line: string) => lines.push(line);
  try {
    work();
  } finally {
    console[stream] = original;
  }
  return lines;
}

describe("the waves of a rollout", () => {
  const staged = environment(
    [cluster("dub", "eu-west-1"), cluster("iad", "us-east-1"), cluster("bom", "ap-south-1")],
    { rollout: { waves: [["us-east-1"], ["eu-west-1"]] } },
  );
  const stacks = stacksOf({ name: "acme", environments: [staged] });
  const AP = "local-ap-south-1";

  it("go one after the other, the regions that are not named after them, and the environment last", async () => {
    const { waves } = await passes({}, stacks);
    assert.deepEqual(waves, [`1: ${US}`, `1: ${EU}`, `1: ${AP}`, `1: ${ENV}`]);
  });

  it("are gone over together where links wait for one another", async () => {
    const first = { created: 1, pending: ["dub → iad (istio)"] };
    const { waves } = await passes({ [US]: [first, { created: 0 }] }, stacks);
    assert.deepEqual(waves.slice(4), [`2: ${US}`]);
  });

  it("are looked at before the next one, which is held, as are those after it, if something is wrong", async () => {
    const asked: string[][] = [];
    const { waves, outcomes } = await passes({}, stacks, (_, wave) => {
      asked.push(wave.map(({ role }) => role.name));
      return Promise.resolve(asked.length === 2 ? "dub: not ready" : undefined);
    });
    assert.deepEqual(waves, [`1: ${US}`, `1: ${EU}`]);
    assert.deepEqual(asked, [[US], [EU]]);
    const { held, stacks: done } = upReport({ name: "acme", environments: [staged] }, outcomes, []);
    assert.deepEqual(held, [
      { stack: AP, reason: "dub: not ready" },
      { stack: ENV, reason: "dub: not ready" },
    ]);
    assert.equal(done.length, 2);
  });

  it("hold up no other environment, nor one without a rollout", async () => {
    const other = { ...local, name: "other", rollout: undefined };
    const all = stacksOf({ name: "acme", environments: [staged, other] });
    const { waves } = await passes({}, all, ({ name }) =>
      Promise.resolve(name === "local" ? "no" : undefined),
    );
    assert.deepEqual(waves, [`1: ${US}, other-eu-west-1, other-us-east-1`, "1: other"]);
  });
});

describe("what a wave is held for", () => {
  const facts = (fault: string | undefined, web: Share): StatusFacts => ({
    records: new Map(),
    observations: new Map([
      [
        "dub",
        { state: "answered", version: "v1.35.4", fault, replicas: new Map([["web", web]]), linkSecrets: [] },
      ],
    ]),
    planned: new Map(),
  });
  const faults = (fault: string | undefined, web: Share) => faultsIn(local, facts(fault, web), ["eu-west-1"]);

  it("is nothing where all is well, whatever other regions are like", () => {
    assert.deepEqual(faults(undefined, { desired: 2, ready: 2, available: 2, rolledOut: true }), []);
  });

  it("is a cluster that is not ready, replicas that are missing, or a version that does not come up beside the old one", () => {
    const well = { desired: 2, ready: 2, available: 2, rolledOut: true };
    assert.deepEqual(faults("no node is ready", well), ["dub: no node is ready"]);
    assert.deepEqual(faults(undefined, { ...well, ready: 1 }), ["dub: web has 1 of 2 replicas ready"]);
    assert.deepEqual(faults(undefined, { ...well, rolledOut: false }), [
      "dub: web is still being rolled out",
    ]);
    assert.deepEqual(faultsIn(local, facts(undefined, well), ["us-east-1"]), ["iad: not created"]);
  });
});

describe("passes over the stacks", () => {
  const waiting = { created: 1, pending: ["dub → iad (istio)"] };

  it("take the regions side by side, and the environment after them", async () => {
    const { waves, outcomes } = await passes({});
    assert.deepEqual(waves, [`1: ${EU}, ${US}`, `1: ${ENV}`]);
    assert.deepEqual(
      outcomes.map(({ role }) => role.name),
      [EU, US, ENV],
    );
  });

  it("leave out a wave that nobody is in", async () => {
    const only = (name: string) => stacksOf(fleet).filter((role) => role.name === name);
    assert.deepEqual((await passes({}, only(ENV))).waves, [`1: ${ENV}`]);
    assert.deepEqual((await passes({}, only(US))).waves, [`1: ${US}`]);
  });

  it("take again those whose links are pending, and nobody else", async () => {
    const { waves, outcomes } = await passes({ [EU]: [waiting, { created: 2 }], [US]: [{ created: 5 }] });
    assert.deepEqual(waves, [`1: ${EU}, ${US}`, `1: ${ENV}`, `2: ${EU}`]);
    const created = outcomes.map((outcome) => "result" in outcome && outcome.result.changes.create);
    assert.deepEqual(created, [2, 5, 1]);
  });

  it("take again the regions whose peers have changed their passports, side by side with them", async () => {
    const again = { [EU]: [{ created: 1, passportsChanged: true }, { created: 0 }] };
    assert.deepEqual((await passes(again)).waves, [`1: ${EU}, ${US}`, `1: ${ENV}`, `2: ${US}`]);
    const both = { ...again, [US]: [{ created: 1, passportsChanged: true }, { created: 0 }] };
    assert.deepEqual((await passes(both)).waves, [`1: ${EU}, ${US}`, `1: ${ENV}`, `2: ${EU}, ${US}`]);
  });

  it("take no region again for passports of another environment", async () => {
    const prod = environment(local.clusters, { name: "prod" });
    const runs = { [EU]: [{ created: 1, passportsChanged: true }, { created: 0 }] };
    const { waves } = await passes(runs, stacksOf({ name: "acme", environments: [local, prod] }));
    assert.deepEqual(waves, [
      `1: ${EU}, ${US}, prod-eu-west-1, prod-us-east-1`,
      `1: ${ENV}, prod`,
      `2: ${US}`,
    ]);
  });

  it("take the environment again too, after its regions", async () => {
    const { waves } = await passes({ [US]: [waiting, { created: 1 }], [ENV]: [waiting, { created: 1 }] });
    assert.deepEqual(waves.slice(2), [`2: ${US}`, `2: ${ENV}`]);
  });

  it("end when nothing moves any more, although something is pending", async () => {
    const stuck = { created: 0, pending: ["dub → iad (istio)"] };
    const still = { [US]: [{ created: 0 }], [ENV]: [{ created: 0 }] };
    assert.deepEqual((await passes({ ...still, [EU]: [stuck] })).waves, [`1: ${EU}, ${US}`, `1: ${ENV}`]);
    const { waves } = await passes({ ...still, [EU]: [waiting, stuck] });
    assert.deepEqual(waves, [`1: ${EU}, ${US}`, `1: ${ENV}`, `2: ${EU}`]);
  });

  it("end after the third, although everything moves", async () => {
    const { waves, outcomes } = await passes({ [EU]: [waiting] });
    assert.deepEqual(waves, [`1: ${EU}, ${US}`, `1: ${ENV}`, `2: ${EU}`, `3: ${EU}`]);
    assert.deepEqual("result" in outcomes[0]! && outcomes[0].result.pending, waiting.pending);
  });

  it("hold up nobody for a stack that fails, and do not try it again", async () => {
    const error = new Error("it does not work");
    const { waves, outcomes } = await passes({ [EU]: [error], [US]: [waiting, { created: 1 }] });
    assert.deepEqual(waves, [`1: ${EU}, ${US}`, `1: ${ENV}`, `2: ${US}`]);
    assert.deepEqual(outcomes[0], { role: stacksOf(fleet)[0], error });
  });

  it("tell a failure of the last pass, not the success before it", async () => {
    const error = new Error("it does not work");
    const { outcomes } = await passes({ [EU]: [waiting, error] });
    assert.deepEqual(outcomes[0], { role: stacksOf(fleet)[0], error });
  });
});

describe("a run of the engine", () => {
  const roots: string[] = [];
  after(() => {
    roots.forEach(removeProject);
  });

  /** Runs with an engine that does this. */
  async function run(script: string) {
    const root = makeProject({ "bin/pulumi": `#!/bin/sh\n${script}\n` });
    roots.push(root);
    chmodSync(path.join(root, "bin/pulumi"), 0o755);
    const env = { PATH: `${root}/bin${path.delimiter}${process.env.PATH ?? ""}` };
    const progress: string[] = [];
    const project = { root, fleet, backend: `file://${root}`, policies: root, env };
    const outcome = await runEngine(project, EU, "up", (line) => progress.push(line)).catch(
      (error: unknown) => error as EngineError,
    );
    return { outcome, progress };
  }

  const says = (...events: object[]) =>
    events.map((event) => `printf '%s\\n' '${JSON.stringify(event)}'`).join("\n");
  const outputs = (dub: string, pending: readonly string[] = []) => {
    return { outputs: { links: { linked: [], pending }, passports: { dub } } };
  };
  const stackEvent = (state: object) => ({
    resOutputsEvent: { metadata: { type: "pulumi:pulumi:Stack", ...state } },
  });
  const policy = (enforcementLevel: string) => ({
    policyEvent: {
      enforcementLevel,
      resourceUrn: "urn:pulumi:local-eu-west-1::archipelago::acme:x:Y$aws:s3/bucket:Bucket::logs",
      policyName: "declared-locality",
      message: "What the policy is for.\nregion: not in [EEA]",
    },
  });

  it("tells what it does, what it has done, and what is pending", async () => {
    const urn = "urn:pulumi:local::archipelago::kubernetes:core/v1:Secret::dub/istio/iad";
    const pending = ["dub → fra (istio)"];
    const { outcome, progress } = await run(
      says(
        { resourcePreEvent: { metadata: { op: "create", urn, type: "kubernetes:core/v1:Secret" } } },
        { diagnosticEvent: { severity: "warning", message: "never mind" } },
        policy("advisory"),
        stackEvent({ old: outputs("first"), new: outputs("first", pending) }),
        { summaryEvent: { resourceChanges: { create: 2, same: 1 } } },
      ) + "\necho not an event",
    );
    assert.deepEqual(progress, ["create Secret dub/istio/iad"]);
    assert.ok(!(outcome instanceof Error));
    const { seconds, ...rest } = outcome;
    const changes = { create: 2, same: 1 };
    const expected = { stack: EU, operation: "up", changes, pending, passportsChanged: false, shares: [] };
    assert.deepEqual(rest, expected);
    assert.ok(seconds > 0);
  });

  it("tells of which workloads on which clusters it changes something", async () => {
    const urn = (name: string) =>
      `urn:pulumi:${EU}::archipelago::archipelago:workloads:DirectWorkload$kubernetes:apps/v1:Deployment::${name}`;
    const step = (op: string, name: string) => ({
      resourcePreEvent: { metadata: { op, urn: urn(name), type: "kubernetes:apps/v1:Deployment" } },
    });
    const { outcome } = await run(
      says(
        step("update", "dub/web/apps/Deployment/web/web"),
        step("create", "dub/web/Service/web/web"),
        step("same", "dub/db/apps/Deployment/db/db"),
      ),
    );
    assert.ok(!(outcome instanceof Error));
    assert.deepEqual(outcome.shares, [{ cluster: "dub", workload: "web" }]);
  });

  it("tells if it has changed the passports of the stack, or made the first", async () => {
    for (const old of [undefined, outputs("first")]) {
      const { outcome } = await run(says(stackEvent({ old, new: outputs("second") })));
      assert.equal("passportsChanged" in outcome && outcome.passportsChanged, true);
    }
  });

  it("tells if it has changed what an environment has in hand, and takes none for nothing", async () => {
    const environment = (holdings?: object) => ({ links: { linked: [], pending: [] }, holdings });
    for (const [old, now, changed] of [
      [undefined, {}, false],
      [{}, { kubefed: { web: "carried" } }, true],
      [{ kubefed: { web: "kept" } }, {}, true],
    ] as const) {
      const event = stackEvent({
        old: old && { outputs: environment(old) },
        new: { outputs: environment(now) },
      });
      const { outcome } = await run(says(event));
      assert.equal("passportsChanged" in outcome && outcome.passportsChanged, changed);
    }
  });

  it("that fails says what the engine said, and whether a policy forbade it", async () => {
    const failure = {
      diagnosticEvent: { severity: "error", message: "<{%reset%}>cannot connect<{%reset%}>\n" },
    };
    const failed = (await run(`${says(failure)}\nexit 255`)).outcome as EngineError;
    assert.equal(failed.message, `up of stack ${EU} failed:\ncannot connect`);
    assert.equal(failed.policyViolated, false);
    const forbidden = (await run(`${says(policy("mandatory"))}\nexit 255`)).outcome as EngineError;
    assert.equal(
      forbidden.message,
      `up of stack ${EU} failed:\naws:s3/bucket:Bucket logs: region: not in [EEA]`,
    );
    assert.equal(forbidden.policyViolated, true);
  });

  it("that fails without events says what was on standard error, or at least how it ended", async () => {
    const { outcome: loud } = await run("echo 'error: incorrect passphrase' >&2; exit 255");
    assert.equal((loud as Error).message, `up of stack ${EU} failed:\nerror: incorrect passphrase`);
    const { outcome: silent } = await run("kill -9 $$");
    assert.equal((silent as Error).message, `up of stack ${EU} failed:\nthe engine ended with SIGKILL`);
  });
});

describe("an error of the engine", () => {
  const facts = { stack: EU, operation: "preview", policyViolated: false } as const;

  it("is what it said, without its marks for colours", () => {
    const said = ["<{%fg 1%}>error<{%reset%}>: first\n", "second "];
    const cause = new Error("exit code 255");
    const error = new EngineError({ ...facts, said, cause });
    assert.equal(error.message, `preview of stack ${EU} failed:\nerror: first\nsecond`);
    assert.deepEqual([error.name, error.stackName, error.cause], ["EngineError", EU, cause]);
  });

  it("is the reason why there is nothing that it said", () => {
    const error = new EngineError({ ...facts, said: [], cause: new Error("spawn pulumi ENOENT\n") });
    assert.equal(error.message, `preview of stack ${EU} failed:\nspawn pulumi ENOENT`);
  });
});

describe("the exit code", () => {
  const ofEngine = (policyViolated: boolean) =>
    new EngineError({ stack: EU, operation: "up", said: ["no"], policyViolated, cause: undefined });
  const declaration = new DeclarationError([{ path: "hub", message: "is missing" }]);
  const codes: [string, unknown, number][] = [
    ["the declaration", declaration, 2],
    ["how the command was called", new UsageError("Say what to destroy."), 2],
    ["a name that is not declared", new RangeError("There is no such stack."), 2],
    ["a policy", ofEngine(true), 3],
    ["the engine", ofEngine(false), 1],
    ["anything else", new TypeError("undefined is not a function"), 1],
    ["what is not even an error", "oops", 1],
  ];
  for (const [fault, error, code] of codes) {
    it(`is ${code} if it is the fault of ${fault}`, () => {
      assert.equal(exitCodeOf(error), code);
    });
  }

  it("comes with the message: as text for people, as JSON with its problems for programs", () => {
    const message = "1 problem in the declaration:\n  hub: is missing";
    assert.deepEqual(
      printed("error", () => {
        printError(declaration, false);
      }),
      [message],
    );
    const json = (error: unknown) =>
      printed("log", () => {
        printError(error, true);
      }).map((line) => JSON.parse(line) as unknown);
    assert.deepEqual(json(declaration), [
      { error: { message, problems: [{ path: "hub", message: "is missing" }] } },
    ]);
    assert.deepEqual(json("oops"), [{ error: { message: "oops" } }]);
  });
});

describe("local state", () => {
  let root: string;
  beforeEach(() => {
    root = makeProject({});
  });
  afterEach(() => {
    removeProject(root);
  });
  const modeOf = (file: string) => (statSync(path.join(root, file)).mode & 0o777).toString(8);

  it("has a folder and a passphrase that nobody else can read", async () => {
    const { passphraseFile } = await prepareLocalState(root);
    assert.equal(passphraseFile, path.join(root, ".archipelago/passphrase"));
    assert.match(readFileSync(passphraseFile, "utf8"), /^[\w-]{43}$/);
    assert.deepEqual([".archipelago", ".archipelago/state", ".archipelago/passphrase"].map(modeOf), [
      "700",
      "700",
      "600",
    ]);
  });

  it("keeps its passphrase for ever", async () => {
    const read = async () => readFileSync((await prepareLocalState(root)).passphraseFile, "utf8");
    assert.equal(await read(), await read());
  });

  it("has one passphrase, also if many make it at once", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => prepareLocalState(root)));
    const passphrases = all.map(({ passphraseFile }) => readFileSync(passphraseFile, "utf8"));
    assert.equal(new Set(passphrases).size, 1);
    assert.match(passphrases[0]!, /^[\w-]{43}$/);
  });

  it("leaves a passphrase alone that comes to be while it looks", async () => {
    // A link that leads nowhere is there, and looks as if it was not: as a file that another command has just made.
    const meanwhile = makeProject({ ".archipelago/passphrase": "-> nowhere" });
    const { passphraseFile } = await prepareLocalState(meanwhile);
    assert.ok(!existsSync(path.join(path.dirname(passphraseFile), "nowhere")));
    removeProject(meanwhile);
  });

  it("begins anew after it was removed: without the salts of the passphrase that is gone, and with all else", async () => {
    const salt = "encryptionsalt: v1:ajyMj6GPeDI=:v1:v1c82szj\n";
    const project = makeProject({
      "stacks/Pulumi.local.yaml": salt,
      "stacks/Pulumi.local-eu.yaml": `${salt}config:\n  archipelago:x: y\n`,
      "stacks/Pulumi.prod.yaml": salt,
    });
    await prepareLocalState(project);
    assert.deepEqual(readdirSync(path.join(project, "stacks")).sort(), [
      "Pulumi.local-eu.yaml",
      "Pulumi.prod.yaml",
    ]);
    removeProject(project);
  });

  it("keeps the salts of a state that is there", async () => {
    const project = makeProject({
      "stacks/Pulumi.local.yaml": "encryptionsalt: v1:ajyMj6GPeDI=\n",
      ".archipelago/state/.pulumi/meta.yaml": "version: 1\n",
    });
    await prepareLocalState(project);
    assert.ok(existsSync(path.join(project, "stacks/Pulumi.local.yaml")));
    removeProject(project);
  });

  it("has a passphrase of its own in each project", async () => {
    const other = path.join(root, "other");
    mkdirSync(other);
    const files = [
      (await prepareLocalState(root)).passphraseFile,
      (await prepareLocalState(other)).passphraseFile,
    ];
    const [first, second] = files.map((file) => readFileSync(file, "utf8"));
    assert.notEqual(first, second);
  });
});

describe("the report of an up", () => {
  const [eu, us, env] = stacksOf(fleet) as [Outcome["role"], Outcome["role"], Outcome["role"]];
  const report = upReport(
    fleet,
    [
      outcomeOf(eu, { created: 2, pending: ["dub → iad (istio)"] }),
      outcomeOf(us, new Error("up of stack local-us-east-1 failed:\nno")),
      outcomeOf(env, { created: 0, pending: ["dub → iad (argocd)"] }),
    ],
    [EU, US, ENV, "local-eu-west-2"],
  );

  it("holds what was done, what failed, what is pending and what is left over", () => {
    assert.deepEqual(report, {
      stacks: [
        result(EU, { created: 2, pending: ["dub → iad (istio)"] }),
        result(ENV, { created: 0, pending: ["dub → iad (argocd)"] }),
      ],
      failed: [{ stack: US, message: "up of stack local-us-east-1 failed:\nno", policyViolated: false }],
      held: [],
      rollouts: [],
      pending: ["dub → iad (istio)", "dub → iad (argocd)"],
      leftOver: ["local-eu-west-2"],
      leftRunning: [],
    });
  });

  const text = (of: typeof report) =>
    printed("log", () => {
      printUpReport(of);
    }).join("\n");

  it("says how far a rollout has come, and how to go on", () => {
    const rollout = { environment: "local", workload: "web", waves: 3, waiting: [] };
    const lines = (own: object) =>
      text(upReport(fleet, [], [], [], [{ ...rollout, wave: 3, state: "done", ...own }])).trim();
    assert.equal(lines({ lowest: 6 }), "web: all 3 waves done, never fewer than 6 replicas available");
    assert.equal(
      lines({ wave: 1, state: "held", waiting: ["dub", "iad"] }),
      "web: held after wave 1 of 3; as before: dub, iad\n  To go on: npx fleet up",
    );
    assert.match(
      lines({ wave: 2, state: "stopped", reason: "dub: no answer", waiting: ["iad"] }),
      /^web: stopped in wave 2 of 3, since dub: no answer; as before: iad\n.*npx fleet up --no-waves$/,
    );
  });

  it("tells people what they have to do", () => {
    assert.equal(
      text(report),
      `
Pending, until the other side has been brought up:
  dub → iad (istio)
  dub → iad (argocd)

Stack local-eu-west-2 still exists, but is not declared any more. Its clusters go on running.
  To destroy it: npx fleet destroy --stack local-eu-west-2`,
    );
  });

  it("says what Argo CD has left running where no hub looks any more, or that it cannot be seen", () => {
    const stack = "local-eu-west-2";
    const left = [
      { stack, cluster: "lon", objects: ["Deployment web/web", "Service web/web"] },
      { stack, cluster: "man", objects: [] },
      { stack, cluster: "edi", unreachable: "no answer in time" },
      { stack: "local-eu-west-3", cluster: "par", objects: ["Service web/web"] },
    ];
    assert.equal(
      text(upReport(fleet, [], [stack], left)),
      `
Stack local-eu-west-2 still exists, but is not declared any more. Its clusters go on running.
  lon: left by Argo CD, and kept by nobody now: Deployment web/web, Service web/web
  edi: what Argo CD has left there cannot be seen: no answer in time
  To destroy it: npx fleet destroy --stack local-eu-west-2`,
    );
  });

  it("is silent if there is nothing to do", () => {
    assert.equal(text(upReport(fleet, [outcomeOf(eu, { created: 2 })], [EU])), "");
  });

  it("says of each stack what was done, in words", () => {
    const said = (changes: StackResult["changes"]) =>
      describeResult({ ...result(EU, { created: 0 }), changes, seconds: 6.25 });
    assert.equal(
      said({ delete: 1, create: 17, same: 4, update: 1 }),
      "17 created, 1 updated, 1 deleted in 6.3 s",
    );
    assert.equal(said({ same: 40, read: 2, create: 0 }), "no change in 6.3 s");
    assert.equal(said({}), "no change in 6.3 s");
  });
});
