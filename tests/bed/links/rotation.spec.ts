import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformPad } from "../../../fleet/links.ts";
import { Bed } from "../bed.ts";
import { enginesOf } from "../engine-processes.ts";
import { outputsOf } from "../outputs.ts";
import { readStatus } from "../status.ts";
import { accepts, LinkClient } from "./credentials.ts";
import { linkedFleet } from "./three-regions.ts";

const KILLS = Number(process.env.KILLS ?? 10);
const CLUSTERS = ["eu-west-1", "us-east-1"] as const;
/** Of each cluster: mesh and GitOps; and the hub's own. */
const PADS = 5;

/** What a client of each kind asks for. */
const PATHS: Readonly<Record<PlatformPad, string>> = {
  istio: "/api/v1/services?limit=1",
  linkerd: "/api/v1/services?limit=1",
  argocd: "/api/v1/namespaces/notice/configmaps?limit=1",
  hub: "/api/v1/namespaces/argocd/secrets?limit=1",
};

describe("a rotation of all links", function () {
  this.timeout("20m");
  let bed: Bed;
  /** A whole rotation, in milliseconds: kills are spread over it. */
  let span = 60_000;

  before(async () => {
    bed = await Bed.create(linkedFleet({ regions: CLUSTERS }));
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  it("goes unnoticed by clients that use each link twenty times a second", async () => {
    const before = await tokensOf(bed);
    assert.equal(before.length, PADS);
    const clients = await startClients(bed);
    const started = performance.now();
    const report = await rotate(bed);
    span = performance.now() - started;
    for (const client of clients) await client.stop();

    assert.equal(report.rotated.length, PADS);
    assert.deepEqual(report.runs, { "local-eu-west-1": 4, "local-us-east-1": 4, local: 1 });
    assert.equal(clients.length, 4);
    for (const { link, uses, refusals } of clients) {
      assert.deepEqual([...new Set(refusals)], [], `${link.kind} ${link.from} → ${link.to}`);
      // As often as this machine lets it: half of what was meant, at least.
      assert.ok(uses > span / 100, `${uses} uses in ${span} ms`);
    }
    await assertRotated(bed, before);
  });

  it("stops before it takes anything back if a source cannot use its new token, and goes on later", async () => {
    const before = await tokensOf(bed);
    const role = ["-n", "notice", "rolebinding", "archipelago-landing-pad-argocd"];
    const saved = await bed.kubectl("us-east-1", "get", ...role, "-o", "json");
    await bed.kubectl("us-east-1", "delete", ...role);

    const { code, stdout } = await bed.fleet("rotate", "us-east-1", "--kind", "argocd", "--json");
    assert.equal(code, 1, stdout);
    const { refused, stoppedAt } = JSON.parse(stdout) as Report;
    assert.equal(stoppedAt, "hand-over");
    assert.deepEqual(
      refused.map(({ use }) => use),
      ["eu-west-1 → us-east-1 (argocd)"],
    );
    assert.match(refused[0]?.reason ?? "", /^us-east-1 does not serve it: .*: 403 Forbidden$/);
    // Who can read of it, can go on with the old one too.
    const held = new Set((await tokenSecretsOn(bed, "us-east-1")).values());
    for (const { cluster, token } of before) if (cluster === "us-east-1") assert.ok(held.has(token));

    bed.write("rolebinding.json", saved);
    await bed.kubectl("us-east-1", "create", "-f", "rolebinding.json");
    const report = await rotate(bed, "us-east-1", "--kind", "argocd");
    assert.equal(report.resumed, true);
    assert.deepEqual(report.rotated, ["local/us-east-1/argocd"]);
    // Nothing was filled anew: sources, and the end.
    assert.deepEqual(report.runs, { local: 1, "local-us-east-1": 1 });
    await assertRotated(
      bed,
      before.filter(({ cluster, kind }) => cluster === "us-east-1" && kind === "argocd"),
    );
  });

  it(`that is killed ${KILLS} times is taken up again, with no link cut at any time, and ends`, async () => {
    const before = await tokensOf(bed);
    const moments = Array.from({ length: KILLS }, (_, slice) => ((slice + Math.random()) * span) / KILLS);
    for (const moment of moments.sort(() => Math.random() - 0.5)) {
      await killRotation(bed, moment);
      for (const client of await startClients(bed)) {
        await sleep(100);
        await client.stop();
        assert.deepEqual(client.refusals, [], `after a kill at ${moment.toFixed(0)} ms`);
      }
    }
    await rotate(bed);
    await assertRotated(bed, before);
  });
});

interface Report {
  readonly rotated: readonly string[];
  readonly resumed: boolean;
  readonly runs: Readonly<Record<string, number>>;
  readonly stoppedAt?: string;
  readonly refused: readonly { readonly use: string; readonly reason: string }[];
}

async function rotate(bed: Bed, ...args: string[]): Promise<Report> {
  const chosen = args.length > 0 ? args : ["--all"];
  return JSON.parse(await bed.succeed("rotate", ...chosen, "--json")) as Report;
}

/** Kills a rotation and its engines, if it is not through by then. */
async function killRotation(bed: Bed, milliseconds: number): Promise<void> {
  const rotation = bed.start("rotate", "--all");
  const ended = new Promise((resolve) => rotation.once("exit", resolve));
  await sleep(milliseconds);
  rotation.kill("SIGKILL");
  for (const pid of enginesOf(bed.root)) process.kill(pid, "SIGKILL");
  await ended;
}

/** A client for each link. */
async function startClients(bed: Bed): Promise<LinkClient[]> {
  const { links } = await readStatus(bed);
  const kubeconfigs = new Map<string, string>();
  for (const cluster of CLUSTERS)
    kubeconfigs.set(cluster, (await outputsOf(bed, `local-${cluster}`)).kubeconfigs[cluster] ?? "");
  return Promise.all(
    links.map(({ from, to, kind }) => {
      const link = { from, to, kind: kind as "istio" | "argocd" };
      return LinkClient.start(link, kubeconfigs.get(from) ?? "", PATHS[link.kind]);
    }),
  );
}

interface TokenInUse {
  readonly cluster: string;
  readonly kind: PlatformPad;
  readonly endpoint: string;
  readonly ca: string;
  readonly token: string;
}

/** The tokens that peers are to use. */
async function tokensOf(bed: Bed): Promise<TokenInUse[]> {
  const tokens: TokenInUse[] = [];
  for (const cluster of CLUSTERS) {
    const { endpoint, ca, landingPads } = (await outputsOf(bed, `local-${cluster}`)).passports[cluster]!;
    for (const [kind, { token }] of Object.entries(landingPads))
      tokens.push({ cluster, kind: kind as PlatformPad, endpoint, ca, token });
  }
  return tokens;
}

/** Tokens of landing pads on a cluster, by name of their Secret. */
async function tokenSecretsOn(bed: Bed, cluster: string): Promise<Map<string, string>> {
  const text = await bed.kubectl(cluster, "-n", "archipelago-system", "get", "secrets", "-o", "json");
  const { items } = JSON.parse(text) as { items: { metadata: { name: string }; data: { token: string } }[] };
  const pads = items.filter(({ metadata }) => metadata.name.startsWith("landing-pad-"));
  return new Map(pads.map(({ metadata, data }) => [metadata.name, atob(data.token)]));
}

/** Tokens that were taken back at any time, by this or an earlier rotation. */
const takenBack: TokenInUse[] = [];

/** One slot is filled, old tokens are refused, new ones are taken, every link is whole. */
async function assertRotated(bed: Bed, old: readonly TokenInUse[]): Promise<void> {
  for (const cluster of CLUSTERS) {
    const names = [...(await tokenSecretsOn(bed, cluster)).keys()].map((name) =>
      name.replace(/-[ab]\d*$/, ""),
    );
    assert.deepEqual(names.sort(), [...new Set(names)].sort(), "a slot was not emptied");
  }
  const { links } = await readStatus(bed);
  assert.deepEqual(
    links.filter(({ state }) => state !== "linked"),
    [],
  );
  for (const token of await tokensOf(bed)) assert.ok(await accepts(token, PATHS[token.kind]));
  // An API server goes on taking for ten seconds what it has taken once (its cache of authenticated tokens).
  takenBack.push(...old);
  for (const token of takenBack) await eventually(async () => !(await accepts(token, PATHS[token.kind])));
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt++) {
    if (await holds()) return;
    await sleep(1_000);
  }
  assert.fail("it never came true");
}
