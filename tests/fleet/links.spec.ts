import assert from "node:assert/strict";
import fc from "fast-check";
import { describeLink, landingPadsOf, linksFrom, linksOf, linkSecret, type Link } from "../../fleet/links.ts";
import { cluster, clusters } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const hub = cluster("hub", "eu-west-1");
const edge = cluster("edge", "us-east-1");
const third = cluster("third", "eu-central-1");

/** Environments with or without a mesh, with or without Argo CD, whose hub is any of their clusters. */
const environments = fc
  .record({ clusters, mesh: fc.boolean(), gitops: fc.boolean(), position: fc.nat() })
  .map(({ clusters, mesh, gitops, position }) =>
    environment(clusters, {
      hub: clusters[position % clusters.length]!.name,
      ...(mesh ? {} : { mesh: undefined }),
      ...(gitops ? {} : { gitops: undefined }),
    }),
  );

const inWords = (links: readonly Link[]) => links.map(describeLink);

describe("links", () => {
  it("join every two clusters of a mesh in both directions, and the hub to all others", () => {
    assert.deepEqual(inWords(linksOf(environment([hub, edge, third]))), [
      "hub → edge (istio)",
      "hub → third (istio)",
      "edge → hub (istio)",
      "edge → third (istio)",
      "third → hub (istio)",
      "third → edge (istio)",
      "hub → hub (argocd)",
      "hub → edge (argocd)",
      "hub → third (argocd)",
    ]);
  });

  it("are those of what the environment has", () => {
    const both = [hub, edge];
    assert.deepEqual(inWords(linksOf(environment(both, { mesh: undefined }))), [
      "hub → hub (argocd)",
      "hub → edge (argocd)",
    ]);
    assert.deepEqual(inWords(linksOf(environment(both, { gitops: undefined }))), [
      "hub → edge (istio)",
      "edge → hub (istio)",
    ]);
    assert.deepEqual(linksOf(environment(both, { mesh: undefined, gitops: undefined })), []);
    assert.deepEqual(inWords(linksOf(environment([hub]))), ["hub → hub (argocd)"]);
  });

  it("are each written by one stack: that of the source's region, or the environment's for members", () => {
    const all = environment([hub, edge]);
    assert.deepEqual(inWords(linksFrom("hub", all, "region")), ["hub → edge (istio)"]);
    assert.deepEqual(inWords(linksFrom("hub", all, "environment")), [
      "hub → hub (argocd)",
      "hub → edge (argocd)",
    ]);
    assert.deepEqual(linksFrom("edge", all, "environment"), []);
    fc.assert(
      fc.property(environments, (environment) => {
        const written = (["region", "environment"] as const).flatMap((owner) =>
          environment.clusters.flatMap(({ name }) => linksFrom(name, environment, owner)),
        );
        assert.deepEqual(inWords(written).sort(), inWords(linksOf(environment)).sort());
      }),
    );
  });

  it("of other clusters stay as they are when a cluster is added", () => {
    fc.assert(
      fc.property(environments, (before) => {
        const added = cluster("added");
        const after = linksOf({ ...before, clusters: [...before.clusters, added] });
        const old = after.filter(({ from, to }) => from !== "added" && to !== "added");
        assert.deepEqual(old, linksOf(before));
      }),
    );
  });

  it("end where a landing pad of their kind is kept, and no pad is kept for nothing", () => {
    fc.assert(
      fc.property(environments, (environment) => {
        const links = linksOf(environment);
        for (const cluster of environment.clusters) {
          const ending = new Set(links.filter(({ to }) => to === cluster.name).map(({ kind }) => kind));
          const expected = [...ending, ...(cluster.name === environment.hub ? ["hub"] : [])];
          assert.deepEqual(landingPadsOf(cluster, environment).sort(), expected.sort());
        }
      }),
    );
  });

  it("are kept where the mesh and the GitOps engine look, each in a Secret of its own", () => {
    assert.deepEqual(linkSecret({ kind: "istio", from: "hub", to: "edge" }), {
      namespace: "istio-system",
      name: "istio-remote-secret-edge",
    });
    assert.deepEqual(linkSecret({ kind: "argocd", from: "hub", to: "edge" }), {
      namespace: "argocd",
      name: "cluster-edge",
    });
    fc.assert(
      fc.property(environments, (environment) => {
        const links = linksOf(environment);
        const places = links.map((link) => JSON.stringify([link.from, linkSecret(link)]));
        assert.equal(new Set(places).size, links.length);
      }),
    );
  });
});
