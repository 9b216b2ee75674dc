import assert from "node:assert/strict";
import { patternsOf, shareOfUrn } from "../../cli/engine/share-urns.ts";
import type { Outcome } from "../../cli/engine/passes.ts";
import { plannedWaves } from "../../cli/report/waves.ts";
import { forecastFall } from "../../cli/rollout/forecast.ts";
import { awaitHealth, faultsOf } from "../../cli/rollout/health.ts";
import { MinimumWatch } from "../../cli/rollout/minimum.ts";
import { isDue, recordsIn, type ShareState } from "../../cli/rollout/records.ts";
import type { Shown } from "../../cli/rollout/sight.ts";
import { WorkloadRollout, type RolloutMeans } from "../../cli/rollout/workload-rollout.ts";
import type { Share } from "../../cli/status/replicas.ts";
import type { Workload } from "../../fleet/fleet.ts";
import { roleOf } from "../../fleet/stacks.ts";
import { stagedWorkloads } from "../../fleet/workload-waves.ts";
import { cluster, workload } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";

const CLUSTERS = [cluster("dub", "eu-west-1"), cluster("ork", "eu-west-1"), cluster("iad", "us-east-1")];
const [EU, US] = ["local-eu-west-1", "local-us-east-1"] as const;
const WAVES: Workload["rollout"] = { waves: [["iad"], ["ork"]], pause: "0s" };

const record = (digest: string, replicas = 2) => ({ digest, replicas, objects: 1 });
const state = (recorded: string | undefined, declared: string | undefined): ShareState => ({
  recorded: recorded === undefined ? undefined : record(recorded),
  declared: declared === undefined ? undefined : record(declared),
  present: recorded === undefined ? 0 : 1,
});

/** A rollout of workloads, and the world around it: stacks do what they are told unless something is wrong with them. */
function world(
  workloads: readonly Workload[],
  wrong: { fails?: string; unwell?: string; falls?: string } = {},
  upTo?: number,
) {
  const of = environment(CLUSTERS, { workloads });
  const fleet = { name: "acme", environments: [of] };
  const staged = stagedWorkloads(of);
  const shares = new Map(
    staged.map(({ workload: { name } }) => [
      name,
      new Map(CLUSTERS.map((each) => [each.name, state("old", "new")])),
    ]),
  );
  const log: string[] = [];
  const bringUp = (stacks: readonly string[]): Promise<Outcome[]> => {
    log.push(`up ${stacks.join(", ")}`);
    return Promise.resolve(
      stacks.map((stack): Outcome => {
        const role = roleOf(fleet, stack);
        if (stack === wrong.fails) return { role, error: new Error("no") };
        const region = role.kind === "region" ? role.region : undefined;
        const held = new Set(
          rollout.heldIn(region?.name ?? "").map((share) => `${share.cluster}/${share.workload}`),
        );
        for (const [name, own] of shares)
          for (const { name: each } of region?.clusters ?? [])
            if (!held.has(`${each}/${name}`)) own.set(each, state("new", "new"));
        const changes = { update: 1 };
        const rest = { pending: [], passportsChanged: false, shares: [], seconds: 1 };
        return { role, result: { stack, operation: "up", changes, ...rest } };
      }),
    );
  };
  const means: RolloutMeans = {
    read: () => Promise.resolve(shares),
    awaitHealth: ({ workload: { name } }, looked) => {
      log.push(`look at ${name} on ${[...looked.keys()].join(", ")}`);
      return Promise.resolve(name === wrong.unwell ? `${name} is not well` : undefined);
    },
    bringUp,
    fallOf: (name) => (name === wrong.falls ? `${name} fell` : undefined),
    lowestOf: () => undefined,
    say: () => undefined,
  };
  const rollout = new WorkloadRollout(of, staged, means, upTo);
  /** As `fleet up` does: every stack once, then wave by wave. */
  const run = async () => {
    const { reports } = await rollout.goOn(await bringUp([EU, US]));
    const short = reports.map(({ workload: name, wave, state: end, reason, waiting }) =>
      [name, `${wave}`, end, reason, waiting.join(",")].filter(Boolean).join(" "),
    );
    return { log, reports: short };
  };
  return { run, shares, rollout };
}

const web = workload({ name: "web", rollout: WAVES });

describe("a rollout of workloads", () => {
  it("goes wave by wave, and looks at those before each", async () => {
    assert.deepEqual(await world([web]).run(), {
      log: [`up ${EU}, ${US}`, "look at web on iad", `up ${EU}`, "look at web on ork, iad", `up ${EU}`],
      reports: ["web 3 done"],
    });
  });

  it("does nothing more where nothing is due", async () => {
    const { run, shares } = world([web]);
    for (const own of shares.values()) for (const name of own.keys()) own.set(name, state("new", "new"));
    assert.deepEqual(await run(), { log: [`up ${EU}, ${US}`], reports: [] });
  });

  it("goes on with the wave that is due, after a look at those before it", async () => {
    const { run, shares } = world([web]);
    shares.get("web")?.set("iad", state("new", "new")).set("ork", state("new", "new"));
    const { log } = await run();
    assert.deepEqual(log.slice(1), ["look at web on ork, iad", `up ${EU}`]);
  });

  it("stops where a wave is not well, and leaves the later ones as they are", async () => {
    assert.deepEqual(await world([web], { unwell: "web" }).run(), {
      log: [`up ${EU}, ${US}`, "look at web on iad"],
      reports: ["web 1 stopped web is not well dub,ork"],
    });
  });

  it("stops where a stack has failed, also before it is looked at", async () => {
    const { log, reports } = await world([web], { fails: US }).run();
    assert.equal(log.length, 1);
    assert.deepEqual(reports, [`web 1 stopped ${US} failed or was held back dub,ork,iad`]);
  });

  it("stops where its replicas have fallen, even if all is done", async () => {
    const { reports } = await world([web], { falls: "web" }).run();
    assert.deepEqual(reports, ["web 1 stopped web fell dub,ork"]);
  });

  it("comes as far as it is told", async () => {
    assert.deepEqual((await world([web], {}, 1).run()).reports, ["web 1 held dub,ork"]);
    assert.deepEqual((await world([web], {}, 2).run()).reports, ["web 2 held dub"]);
  });

  it("holds nobody up but those that wait for it", async () => {
    const other = workload({ name: "other", rollout: WAVES });
    const after = workload({ name: "zoo", after: ["web"] });
    const { reports } = await world([web, other, after], { unwell: "web" }).run();
    assert.deepEqual(reports, [
      "other 3 done",
      "web 1 stopped web is not well dub,ork",
      "zoo 1 stopped it waits for web, which has stopped dub,ork",
    ]);
  });

  it("is not begun at all where it is refused", async () => {
    const { run, rollout } = world([web]);
    rollout.refuse("web", "too few would be left");
    assert.deepEqual(rollout.heldIn("us-east-1"), [{ cluster: "iad", workload: "web" }]);
    assert.deepEqual((await run()).reports, ["web 0 stopped too few would be left dub,ork,iad"]);
  });

  it("names what a run of a stack may change", () => {
    const { rollout } = world([web]);
    assert.deepEqual(rollout.movingIn("us-east-1"), ["web"]);
    assert.deepEqual(rollout.movingIn("eu-west-1"), []);
  });
});

describe("what the state says of a rollout", () => {
  const urn = (type: string, name: string) => `urn:pulumi:${EU}::archipelago::${type}::${name}`;
  const DIRECT = "archipelago:workloads:DirectWorkload";

  it("is what is declared, what was up last, and how many objects there are", () => {
    const resources = [
      {
        type: "pulumi:pulumi:Stack",
        urn: urn("pulumi:pulumi:Stack", EU),
        outputs: { rollouts: { web: { dub: record("new"), ork: record("new") } } },
      },
      { type: DIRECT, urn: urn(DIRECT, "dub/web") },
      {
        type: "kubernetes:apps/v1:Deployment",
        id: "web",
        urn: urn(`${DIRECT}$kubernetes:apps/v1:Deployment`, "dub/web/apps/Deployment/web/web"),
      },
      {
        type: "archipelago:workloads:RolledOut",
        urn: urn(`${DIRECT}$archipelago:workloads:RolledOut`, "dub/web/rolled-out"),
        // As in an export that shows secrets.
        inputs: { ...record("old"), digest: { plaintext: '"old"' } },
      },
    ];
    assert.deepEqual(Object.fromEntries(recordsIn([{ resources }]).get("web") ?? []), {
      dub: state("old", "new"),
      ork: state(undefined, "new"),
    });
    assert.deepEqual(shareOfUrn(resources[2]?.urn ?? ""), { cluster: "dub", workload: "web" });
    assert.equal(shareOfUrn(urn("kubernetes:core/v1:Namespace", "dub/web")), undefined);
  });

  it("tells what is due: another version, something missing or too much, and what is to go", () => {
    assert.equal(isDue(state("new", "new")), false);
    assert.equal(isDue(state("old", "new")), true);
    assert.equal(isDue(state(undefined, "new")), true);
    assert.equal(isDue(state("old", undefined)), true);
    assert.equal(isDue(state(undefined, undefined)), false);
    assert.equal(isDue({ ...state("new", "new"), present: 2 }), true);
  });

  it("is left alone by the engine with patterns that take a share, and no other", () => {
    // As the engine reads them: pulumi, pkg/resource/deploy, UrnTargets.getMatcher.
    const matchers = patternsOf(EU, { cluster: "dub", workload: "web" }).map((pattern) => {
      const quoted = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
      return new RegExp(`^${quoted.replaceAll("**", "\0").replaceAll("*", "[^:]*").replaceAll("\0", ".*")}$`);
    });
    const takes = (text: string) => matchers.some((each) => each.test(text));
    assert.ok(takes(urn(DIRECT, "dub/web")));
    assert.ok(takes(urn(`${DIRECT}$kubernetes:apps/v1:Deployment`, "dub/web/apps/Deployment/web/web")));
    for (const name of ["dub/web2", "ork/web", "dub/web2/v1"])
      for (const type of [DIRECT, `${DIRECT}$kubernetes:core/v1:Service`])
        assert.ok(!takes(urn(type, name)), `${type} ${name}`);
  });

  it("shows in a preview in which wave what would change", () => {
    const fleet = { name: "acme", environments: [environment(CLUSTERS, { workloads: [web] })] };
    const preview = (stack: string, ...clusters: string[]) => ({
      stack,
      operation: "preview" as const,
      changes: {},
      pending: [],
      passportsChanged: false,
      shares: clusters.map((name) => ({ cluster: name, workload: "web" })),
      seconds: 1,
    });
    assert.deepEqual(plannedWaves(fleet, [preview(EU, "dub"), preview(US, "iad"), preview("local")]), [
      {
        environment: "local",
        workload: "web",
        waves: [
          { wave: 1, clusters: ["iad"] },
          { wave: 3, clusters: ["dub"] },
        ],
      },
    ]);
  });
});

const share = (facts: Partial<Share> = {}): Share => {
  return { desired: 2, ready: 2, available: 2, rolledOut: true, ...facts };
};
const shown = (clusters: Readonly<Record<string, Share | string>>): Map<string, Shown> =>
  new Map(
    Object.entries(clusters).map(([name, seen]) => [
      name,
      typeof seen === "string" ? { silent: seen } : new Map([["web", seen]]),
    ]),
  );

describe("the health of a wave", () => {
  const shares = new Map([["dub", state("new", "new")]]);

  it("is all replicas available, of the newest version, on a cluster that answers", () => {
    const faults = (seen: Share | string) => faultsOf("web", shares, shown({ dub: seen }));
    assert.deepEqual(faults(share()), []);
    assert.deepEqual(faults(share({ available: 1 })), ["dub: web has 1 of 2 replicas available"]);
    assert.deepEqual(faults(share({ rolledOut: false })), ["dub: web is still being rolled out"]);
    assert.deepEqual(faults("no answer in time"), ["dub: no answer in time"]);
    assert.deepEqual(faultsOf("web", shares, new Map()), ["dub: not there"]);
    assert.deepEqual(faultsOf("web", shares, new Map([["dub", new Map()]])), [
      "dub: web has no replicas there",
    ]);
  });

  it("has to last for the pause, without a break", async () => {
    const seen = [share(), share({ available: 1 }), share(), share(), share(), share()];
    let looks = 0;
    const look = () => Promise.resolve(shown({ dub: seen[Math.min(looks++, seen.length - 1)]! }));
    const question = { workload: "web", shares, look, everyMs: 20, patienceMs: 1000, pauseMs: 30 };
    assert.equal(await awaitHealth(question), undefined);
    assert.ok(looks >= 4, `${looks} looks`);
  });

  it("is given up after a while, and at once where there is no use", async () => {
    const look = () => Promise.resolve(shown({ dub: share({ available: 1 }) }));
    const question = { workload: "web", shares, look, everyMs: 5, patienceMs: 20, pauseMs: 0 };
    assert.equal(await awaitHealth(question), "dub: web has 1 of 2 replicas available");
    assert.equal(await awaitHealth({ ...question, givenUp: () => "it fell" }), "it fell");
  });
});

describe("the watch on a minimum", () => {
  const watch = (minimum: number) => {
    const falls: string[] = [];
    const look = () => Promise.resolve(new Map<string, Shown>());
    const watching = new MinimumWatch(new Map([["web", minimum]]), look, (name) => falls.push(name));
    return { watching, falls };
  };

  it("tells once when fewer are available after something was changed, over all clusters", () => {
    const { watching, falls } = watch(4);
    watching.note(shown({ dub: share(), iad: share() }), 0);
    watching.note(shown({ dub: share({ available: 1 }), iad: share() }), 1);
    assert.deepEqual(falls, [], "nobody has touched it");
    watching.touch("web");
    watching.note(shown({ dub: share(), iad: share() }), 2);
    assert.equal(watching.lowestOf("web"), 4);
    watching.note(shown({ dub: share({ available: 1 }), iad: share() }), 3);
    watching.note(shown({ dub: share({ available: 0 }), iad: share() }), 4);
    assert.deepEqual([falls, watching.lowestOf("web")], [["web"], 2]);
    assert.equal(watching.fallOf("web"), "web fell to 3 available replicas, below its minAvailable of 4");
  });

  it("says nothing of what begins below its minimum: that is what is being mended", () => {
    const { watching, falls } = watch(4);
    watching.touch("web");
    watching.note(shown({ dub: share(), iad: share({ available: 0 }) }), 0);
    assert.deepEqual(falls, []);
    assert.equal(watching.lowestOf("web"), undefined);
  });

  it("takes a cluster that does not answer for what it showed last, for a while", () => {
    const { watching, falls } = watch(4);
    watching.touch("web");
    watching.note(shown({ dub: share(), iad: share() }), 0);
    watching.note(shown({ dub: share(), iad: "no answer in time" }), 9_000);
    assert.deepEqual(falls, []);
    watching.note(shown({ dub: share(), iad: "no answer in time" }), 11_000);
    assert.deepEqual(falls, ["web"]);
  });
});

describe("the forecast of a move between clusters", () => {
  const staged = (minAvailable: number) =>
    stagedWorkloads(
      environment(CLUSTERS, { workloads: [workload({ name: "web", rollout: WAVES, minAvailable })] }),
    )[0]!;
  const now = new Map(["dub", "iad", "ork"].map((name) => [name, state("old", "new")]));

  it("refuses to take replicas away before the others have theirs", () => {
    const planned = new Map([
      ["iad", 0],
      ["ork", 2],
      ["dub", 4],
    ]);
    assert.equal(forecastFall(staged(4), planned, now), undefined);
    assert.match(
      forecastFall(staged(5), planned, now) ?? "",
      /^wave 1 would leave web with 4 replicas, below its minAvailable of 5/,
    );
  });

  it("knows nothing of what has not been there, or only a renderer counts", () => {
    assert.equal(forecastFall(staged(5), new Map([["iad", undefined]]), now), undefined);
    assert.equal(forecastFall(staged(9), new Map([["iad", 0]]), now), undefined);
    assert.equal(forecastFall(staged(5), new Map([["iad", 0]]), new Map()), undefined);
  });
});
