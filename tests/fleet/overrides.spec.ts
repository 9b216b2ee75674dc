import assert from "node:assert/strict";
import fc from "fast-check";
import type { Override } from "../../fleet/declaration/schema.ts";
import { formatImage, overrideImage, parseImage } from "../../fleet/images.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { containersOf, valueAt } from "../../fleet/objects.ts";
import { applyOverrides, setReplicas, type Changed } from "../../fleet/overrides.ts";
import { division } from "./arbitraries.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER_DIGEST = `sha256:${"b".repeat(64)}`;

const web: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels: { app: "web" } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        initContainers: [{ name: "migrate", image: "ghcr.io/acme/migrate:1.0" }],
        containers: [
          {
            name: "web",
            image: "nginx:1.27",
            env: [
              { name: "CURRENCY", valueFrom: { fieldRef: {} } },
              { name: "TAX", value: "19" },
            ],
          },
          { name: "sidecar", image: `localhost:5000/envoy@${DIGEST}` },
        ],
      },
    },
  },
};
const service: KubernetesObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { selector: { app: "web" } },
};
const nightly: KubernetesObject = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "nightly" },
  spec: {
    jobTemplate: { spec: { template: { spec: { containers: [{ name: "job", image: "busybox" }] } } } },
  },
};
const pod: KubernetesObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "one" },
  spec: { containers: [{ name: "one", image: "busybox" }] },
};
const rollout: KubernetesObject = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Rollout",
  metadata: { name: "web" },
  spec: { replicas: 2 },
};

function override(parts: Partial<Override>): Override {
  return { clusters: "all", ...parts };
}

/** What comes out of overrides that have no problem. */
function applied(objects: KubernetesObject[], ...parts: Partial<Override>[]): KubernetesObject[] {
  const changed = applyOverrides(objects, parts.map(override));
  assert.deepEqual(changed.problems, []);
  return [...changed.objects];
}

function texts({ problems }: Changed): string[] {
  return problems.map(
    ({ path, message, hint }) => `${path.join(".")}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

function problemsOf(objects: KubernetesObject[], ...parts: Partial<Override>[]): string[] {
  return texts(applyOverrides(objects, parts.map(override)));
}

/** What stands at a path, `spec.template.spec.containers.0.image`. */
const at = (object: KubernetesObject | undefined, path: string) => valueAt(object, path.split("."));
const imagesOf = (object: KubernetesObject | undefined) =>
  object ? containersOf(object).map(({ image }) => image) : [];

describe("an image", () => {
  const references: [string, ReturnType<typeof parseImage>][] = [
    ["nginx", { repository: "nginx" }],
    ["nginx:1.27", { repository: "nginx", tag: "1.27" }],
    ["library/nginx:1.27", { repository: "library/nginx", tag: "1.27" }],
    ["ghcr.io/acme/web:v1", { registry: "ghcr.io", repository: "acme/web", tag: "v1" }],
    ["localhost/web", { registry: "localhost", repository: "web" }],
    ["registry:5000/acme/web", { registry: "registry:5000", repository: "acme/web" }],
    ["Registry/web", { registry: "Registry", repository: "web" }],
    [
      `localhost:5000/web:1@${DIGEST}`,
      { registry: "localhost:5000", repository: "web", tag: "1", digest: DIGEST },
    ],
    [`web@${DIGEST}`, { repository: "web", digest: DIGEST }],
  ];
  for (const [text, parts] of references) {
    it(`is read and written: ${text.slice(0, 40)}`, () => {
      assert.deepEqual(parseImage(text), parts);
      assert.equal(formatImage(parts), text);
    });
  }

  it("is what it was when its parts are put together again", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,5}$/);
    const maybe = (part: fc.Arbitrary<string>) => fc.option(part, { nil: undefined });
    const image = fc.record({
      registry: maybe(fc.constantFrom("localhost", "ghcr.io", "registry:5000", "10.0.0.1:80")),
      repository: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("/")),
      tag: maybe(word),
      digest: maybe(fc.constant(DIGEST)),
    });
    fc.assert(
      fc.property(image, (parts) => {
        assert.equal(formatImage(parseImage(formatImage(parts))), formatImage(parts));
      }),
    );
  });

  const changes: [string, string, NonNullable<Override["image"]>, string][] = [
    ["a tag", "nginx:1.27", { tag: "1.28" }, "nginx:1.28"],
    ["a tag where there was none, behind a port", "registry:5000/web", { tag: "2" }, "registry:5000/web:2"],
    ["a tag, which drops the digest", `nginx:1.27@${DIGEST}`, { tag: "1.28" }, "nginx:1.28"],
    ["a digest, which drops the tag", "nginx:1.27", { digest: DIGEST }, `nginx@${DIGEST}`],
    ["both", `nginx:1.27@${DIGEST}`, { tag: "1.28", digest: OTHER_DIGEST }, `nginx:1.28@${OTHER_DIGEST}`],
    [
      "a registry, which keeps the digest",
      `ghcr.io/acme/web:1@${DIGEST}`,
      { registry: "eu.acme.example:5000" },
      `eu.acme.example:5000/acme/web:1@${DIGEST}`,
    ],
    ["a repository", "ghcr.io/acme/web:1", { repository: "acme/shop" }, "ghcr.io/acme/shop:1"],
    [
      "a repository that brings its registry",
      "ghcr.io/acme/web:1",
      { repository: "quay.io/acme/shop" },
      "quay.io/acme/shop:1",
    ],
    ["nothing", `nginx:1.27@${DIGEST}`, {}, `nginx:1.27@${DIGEST}`],
  ];
  for (const [title, before, parts, after] of changes) {
    it(`is overridden with ${title}`, () => {
      assert.equal(overrideImage(before, parts), after);
    });
  }
});

describe("overrides", () => {
  it("set the image of every container", () => {
    const [changed] = applied([web], { image: { tag: "2" } });
    assert.deepEqual(imagesOf(changed), ["ghcr.io/acme/migrate:2", "nginx:2", "localhost:5000/envoy:2"]);
  });

  it("set the image of one container", () => {
    const [changed] = applied([web], { image: { container: "web", tag: "1.27-us" } });
    assert.deepEqual(imagesOf(changed), [
      "ghcr.io/acme/migrate:1.0",
      "nginx:1.27-us",
      `localhost:5000/envoy@${DIGEST}`,
    ]);
  });

  it("know the pod templates of cron jobs and of pods", () => {
    const [job, one] = applied([nightly, pod], { image: { tag: "2" } });
    assert.equal(at(job, "spec.jobTemplate.spec.template.spec.containers.0.image"), "busybox:2");
    assert.equal(at(one, "spec.containers.0.image"), "busybox:2");
  });

  it("set variables in every container, in place of a source too", () => {
    const [changed] = applied([web], { env: { ZONE: "us", CURRENCY: "USD" } });
    const [currency, tax, zone] = [
      { name: "CURRENCY", value: "USD" },
      { name: "TAX", value: "19" },
      { name: "ZONE", value: "us" },
    ];
    assert.deepEqual(at(changed, "spec.template.spec.initContainers.0.env"), [currency, zone]);
    assert.deepEqual(at(changed, "spec.template.spec.containers.0.env"), [currency, tax, zone]);
    assert.deepEqual(at(changed, "spec.template.spec.containers.1.env"), [currency, zone]);
  });

  it("set replicas of what can be scaled", () => {
    const [deployment, other] = applied([web, service], { replicas: 5 });
    assert.equal(at(deployment, "spec.replicas"), 5);
    assert.equal(other, service);
    const [custom] = applied([rollout], { target: { kind: "Rollout" }, replicas: 0 });
    assert.equal(at(custom, "spec.replicas"), 0);
  });

  it("put labels and annotations on the object and on its pods, and leave selectors alone", () => {
    const added = { labels: { tier: "gold" }, annotations: { note: "x" } };
    const onWeb = { labels: { app: "web", tier: "gold" }, annotations: { note: "x" } };
    const [deployment, other, job, one] = applied([web, service, nightly, pod], added);
    assert.deepEqual(at(deployment, "metadata"), { name: "web", ...onWeb });
    assert.deepEqual(at(deployment, "spec.template.metadata"), onWeb);
    assert.deepEqual(at(deployment, "spec.selector"), { matchLabels: { app: "web" } });
    assert.deepEqual(other, { ...service, metadata: { name: "web", ...added } });
    assert.deepEqual(at(job, "spec.jobTemplate.spec.template.metadata"), added);
    assert.deepEqual(one, { ...pod, metadata: { name: "one", ...added } });
  });

  it("may set a label that a selector uses to what it is", () => {
    assert.deepEqual(applied([web], { labels: { app: "web" } }), [web]);
  });

  it("patch the objects of their target", () => {
    const patch: Override["patch"] = [
      { op: "test", path: "/spec/replicas", value: 1 },
      { op: "add", path: "/spec/strategy", value: { type: "Recreate" } },
      { op: "replace", path: "/spec/replicas", value: 3 },
      { op: "copy", from: "/spec/replicas", path: "/spec/revisionHistoryLimit" },
      { op: "remove", path: "/spec/template/spec/initContainers" },
      { op: "add", path: "/spec/strategy/rollingUpdate", value: null },
    ];
    const [changed, other] = applied([web, service], { target: { kind: "Deployment" }, patch });
    assert.equal(at(changed, "spec.replicas"), 3);
    assert.equal(at(changed, "spec.revisionHistoryLimit"), 3);
    assert.deepEqual(at(changed, "spec.strategy"), { type: "Recreate", rollingUpdate: null });
    assert.equal(at(changed, "spec.template.spec.initContainers"), undefined);
    assert.equal(other, service);
    assert.deepEqual(patch[1], { op: "add", path: "/spec/strategy", value: { type: "Recreate" } });
  });

  it("reach only their target", () => {
    const other = { ...web, metadata: { name: "admin" } };
    const [changed, left] = applied([web, other], { target: { name: "web" }, replicas: 4 });
    assert.equal(at(changed, "spec.replicas"), 4);
    assert.equal(left, other);
  });

  it("apply in order, those that are asked for", () => {
    const overrides = [{ replicas: 2, image: { tag: "2" } }, { replicas: 3 }, { replicas: 4 }].map(override);
    const { objects } = applyOverrides([web], overrides, [0, 1]);
    assert.equal(at(objects[0], "spec.replicas"), 3);
    assert.equal(imagesOf(objects[0])[1], "nginx:2");
    assert.deepEqual(texts(applyOverrides([service], overrides, [1])), [
      "overrides.1.replicas: nothing here can be scaled: Service web",
    ]);
  });

  it("take manifests as they are, whatever these hold", () => {
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant([{ name: "a", env: { A: "b" } }]));
    const podSpec = fc.record({ containers: odd, initContainers: odd });
    const spec = fc.record({
      selector: odd,
      template: fc.oneof(odd, fc.record({ metadata: odd, spec: fc.oneof(odd, podSpec) })),
    });
    const all = override({
      replicas: 1,
      image: { tag: "2" },
      env: { A: "b" },
      labels: { app: "x" },
      annotations: { c: "d" },
    });
    fc.assert(
      fc.property(fc.oneof(odd, spec), (drawn) => {
        const object = structuredClone({ ...web, spec: drawn });
        const before = structuredClone(object);
        applyOverrides(
          [object],
          [all, override({ target: {}, patch: [{ op: "add", path: "/spec/template/spec/a", value: 1 }] })],
        );
        assert.deepEqual(object, before);
      }),
      { numRuns: 200 },
    );
  });

  it("never change the objects they are given", () => {
    const before = structuredClone([web, service, nightly, pod]);
    const parts = fc.record<Partial<Override>>(
      {
        target: fc.constantFrom<Override["target"]>(undefined, { kind: "Deployment" }, { name: "nightly" }),
        replicas: fc.nat(9),
        image: fc.constant({ tag: "9" }),
        env: fc.constant({ A: "b" }),
        labels: fc.constant({ c: "d" }),
        annotations: fc.constant({ e: "f" }),
        patch: fc.constant<Override["patch"]>([
          { op: "add", path: "/spec/new", value: { a: 1 } },
          { op: "replace", path: "/spec/new/a", value: 2 },
        ]),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), (all) => {
        const overrides = all.map(override);
        const written = structuredClone(overrides);
        const once = applyOverrides([web, service, nightly, pod], overrides);
        assert.deepEqual([web, service, nightly, pod], before);
        assert.deepEqual(overrides, written);
        assert.deepEqual(applyOverrides([web, service, nightly, pod], overrides), once);
      }),
    );
  });
});

describe("an override that cannot be applied", () => {
  const deployment = { kind: "Deployment", name: "web" };
  const cases: [string, KubernetesObject[], Partial<Override>, string][] = [
    [
      "no such target",
      [web, service],
      { target: { kind: "Deployment", name: "wbe" }, replicas: 2 },
      "target: there is no Deployment wbe (there are: Deployment web, Service web)",
    ],
    [
      "no such name",
      [web],
      { target: { name: "wbe" }, replicas: 2 },
      "target: there is no object wbe (there are: Deployment web)",
    ],
    ["no object at all", [], { replicas: 2 }, "there is no object to override (there are: none)"],
    [
      "nothing to scale",
      [service, nightly],
      { replicas: 2 },
      "replicas: nothing here can be scaled: CronJob nightly, Service web",
    ],
    [
      "no such container",
      [web, service],
      { image: { container: "wbe", tag: "2" } },
      "image: there is no container wbe in Deployment web, Service web; containers are: migrate, web, sidecar",
    ],
    [
      "no container for an image",
      [service],
      { image: { tag: "2" } },
      "image: there is no container in Service web; containers are: none",
    ],
    [
      "no container for variables",
      [service],
      { env: { A: "b" } },
      "env: there is no container in Service web",
    ],
    [
      "a label that a selector uses",
      [web],
      { labels: { app: "shop" } },
      "labels: Deployment web selects its pods by app, and would find none (use another label)",
    ],
    [
      "a failed test",
      [web],
      { target: deployment, patch: [{ op: "test", path: "/spec/replicas", value: 2 }] },
      "patch.0: test failed: /spec/replicas of Deployment web is not what the patch expects",
    ],
    [
      "a test of nothing",
      [web],
      { target: deployment, patch: [{ op: "test", path: "/spec/no/where", value: 2 }] },
      "patch.0: /spec/no/where of Deployment web does not exist",
    ],
    [
      "nothing to replace",
      [web],
      { target: deployment, patch: [{ op: "replace", path: "/spec/paused", value: true }] },
      "patch.0: /spec/paused of Deployment web does not exist",
    ],
    [
      "nothing to remove",
      [web],
      {
        target: deployment,
        patch: [
          { op: "add", path: "/spec/paused", value: true },
          { op: "remove", path: "/spec/template/spec/containers/7" },
        ],
      },
      "patch.1: /spec/template/spec/containers/7 of Deployment web does not exist",
    ],
    [
      "no parent to add to",
      [web],
      { target: deployment, patch: [{ op: "add", path: "/metadata/annotations/note", value: "x" }] },
      "patch.0: the parent of /metadata/annotations/note of Deployment web does not exist (add the parent first)",
    ],
    [
      "a place beyond the end",
      [web],
      { target: deployment, patch: [{ op: "add", path: "/spec/template/spec/containers/9", value: {} }] },
      'patch.0: /spec/template/spec/containers/9 of Deployment web is beyond the end of the list (a path that ends in "-" adds at the end)',
    ],
    [
      "a name in a list",
      [web],
      { target: deployment, patch: [{ op: "add", path: "/spec/template/spec/containers/web", value: {} }] },
      "patch.0: /spec/template/spec/containers/web of Deployment web leads into a list, and needs a position there",
    ],
    [
      "nothing to move",
      [web],
      { target: deployment, patch: [{ op: "move", from: "/spec/paused", path: "/spec/other" }] },
      "patch.0: /spec/paused of Deployment web does not exist",
    ],
    [
      "another name",
      [web],
      { target: deployment, patch: [{ op: "replace", path: "/metadata/name", value: "shop" }] },
      "patch.0: turns Deployment web into another object (a patch leaves kind, name and namespace as they are)",
    ],
    [
      "another namespace",
      [web],
      { target: deployment, patch: [{ op: "add", path: "/metadata/namespace", value: "kube-system" }] },
      "patch.0: turns Deployment web into another object (a patch leaves kind, name and namespace as they are)",
    ],
    [
      "no object any more",
      [web],
      { target: deployment, patch: [{ op: "remove", path: "" }] },
      "patch.0: turns Deployment web into another object (a patch leaves kind, name and namespace as they are)",
    ],
  ];
  for (const [title, objects, parts, text] of cases) {
    it(title, () => {
      assert.deepEqual(problemsOf(objects, parts), [
        `overrides.0${text.startsWith("there") ? ": " : "."}${text}`,
      ]);
    });
  }

  for (const env of [{ A: "b" }, [null], ["A=b"]]) {
    it(`variables that are ${JSON.stringify(env)}`, () => {
      const spec = { template: { spec: { containers: [{ name: "web", env }] } } };
      assert.deepEqual(problemsOf([{ ...web, spec }], { env: { C: "d" } }), [
        "overrides.0.env: env of container web in Deployment web is not a list of variables (write it as - name: A, value: b)",
      ]);
    });
  }

  it("a path that reaches for the prototype", () => {
    const patch: Override["patch"] = [{ op: "add", path: "/__proto__/polluted", value: true }];
    assert.match(
      problemsOf([web], { target: deployment, patch })[0] ?? "",
      /^overrides.0.patch.0: cannot add \/__proto__\/polluted of Deployment web: /,
    );
  });

  it("leaves an object as it was when its patch fails", () => {
    const patch: Override["patch"] = [
      { op: "replace", path: "/spec/replicas", value: 9 },
      { op: "remove", path: "/spec/paused" },
    ];
    const { objects } = applyOverrides([web], [override({ target: deployment, patch })]);
    assert.deepEqual(objects, [web]);
  });

  it("names every problem, with the position of its override", () => {
    assert.deepEqual(problemsOf([service], { labels: { a: "b" } }, { replicas: 1, env: { A: "b" } }), [
      "overrides.1.replicas: nothing here can be scaled: Service web",
      "overrides.1.env: there is no container in Service web",
    ]);
  });
});

describe("divided replicas", () => {
  const two = { ...web, metadata: { name: "admin" } };

  it("go to the only object that can be scaled", () => {
    const { objects, problems } = setReplicas([service, web], division({ replicas: 10 }), 3);
    assert.deepEqual(problems, []);
    assert.equal(objects[0], service);
    assert.equal(at(objects[1], "spec.replicas"), 3);
    assert.equal(at(web, "spec.replicas"), 1);
  });

  it("go to the target, of whatever kind", () => {
    const { objects, problems } = setReplicas(
      [web, two, rollout],
      division({ replicas: 10, target: { kind: "Rollout", name: "web" } }),
      0,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      objects.map((object) => at(object, "spec.replicas")),
      [1, 1, 0],
    );
  });

  it("are a problem with several objects and no target", () => {
    assert.deepEqual(texts(setReplicas([web, two], division({ replicas: 10 }), 3)), [
      "division: several objects have replicas to divide: Deployment admin, Deployment web (name one as target: { kind, name })",
    ]);
  });

  it("are a problem without an object", () => {
    assert.deepEqual(texts(setReplicas([service, nightly], division({ replicas: 10 }), 3)), [
      "division: no object has replicas to divide; there are: CronJob nightly, Service web " +
        "(divide a Deployment, StatefulSet or ReplicaSet, or name an object of another kind as target: { kind, name })",
    ]);
  });

  it("are a problem with a target that is not there", () => {
    assert.deepEqual(
      texts(
        setReplicas([web, service], division({ replicas: 10, target: { kind: "Rollout", name: "web" } }), 3),
      ),
      ["division.target: there is no Rollout web to divide (what can be scaled: Deployment web)"],
    );
  });
});
