import assert from "node:assert/strict";
import path from "node:path";
import fc from "fast-check";
import { readChart } from "../../../fleet/charts/chart.ts";
import {
  mergeValues,
  unknownValues,
  valuesProblems,
  type Values,
  type ValuesProblem,
} from "../../../fleet/charts/values.ts";
import { istioCharts } from "../../charts/charts.ts";

const hello = readChart(path.resolve(import.meta.dirname, "../../charts"), "hello");

const lines = (problems: readonly ValuesProblem[]): string[] =>
  problems.map(({ path: at, message, hint }) => `${at.join(".")}: ${message}${hint ? ` (${hint})` : ""}`);

describe("values over values", () => {
  it("are merged as Helm does: maps by key, everything else replaced, lists too", () => {
    const base = { a: { b: 1, c: [1, 2] }, d: "text", e: { f: 1 } };
    assert.deepEqual(mergeValues(base, { a: { c: [3] }, d: { now: "a map" }, e: null }), {
      a: { b: 1, c: [3] },
      d: { now: "a map" },
    });
    assert.deepEqual(base, { a: { b: 1, c: [1, 2] }, d: "text", e: { f: 1 } });
  });

  it("lose what a null is over, and keep no null", () => {
    assert.deepEqual(mergeValues({ a: { b: 1, c: 2 } }, { a: { b: null, d: { e: null } }, f: null }), {
      a: { c: 2, d: {} },
    });
  });

  it("hold what went over, wherever it went, whatever was below", () => {
    const values = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue({ maxDepth: 3 }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(values, values, (base, over) => {
        const merged = mergeValues(base, over);
        assert.deepEqual(mergeValues(merged, over), merged);
        for (const [key, value] of Object.entries(over)) {
          if (typeof value !== "object" || Array.isArray(value)) assert.deepEqual(merged[key], value);
        }
        for (const key of Object.keys(base)) assert.ok(key in over || merged[key] === base[key]);
        for (const [key, value] of Object.entries(over)) assert.ok(value !== null || !(key in merged));
      }),
    );
  });
});

describe("the values of a user", () => {
  const good: Values[] = [
    {},
    { replicas: 3, service: { port: 8080 } },
    { labels: { any: "thing" } },
    { resources: { limits: { cpu: "1" } } },
    { service: { nodePort: 30081 } },
    { global: { whatever: true } },
  ];
  for (const values of good) {
    it(`may be ${JSON.stringify(values)}`, () => {
      assert.deepEqual(lines(valuesProblems(hello, {}, values)), []);
    });
  }

  const bad: [Values, string[]][] = [
    [{ greting: "x" }, ['greting: is not a value of the chart (did you mean "greeting"?)']],
    [
      { service: { prt: 1, typ: "x" } },
      [
        'service.prt: is not a value of the chart (did you mean "port"?)',
        'service.typ: is not a value of the chart (did you mean "type"?)',
      ],
    ],
    [{ service: "ClusterIP" }, ['service: expected a map, got the text "ClusterIP"']],
    [
      { replicas: 0, greeting: 7 },
      ["greeting: must be string, by the chart's schema", "replicas: must be >= 1, by the chart's schema"],
    ],
    [
      { service: { type: "External" } },
      [
        'service.type: must be equal to one of the allowed values: "ClusterIP", "NodePort", "LoadBalancer", by the chart\'s schema',
      ],
    ],
  ];
  for (const [values, problems] of bad) {
    it(`may not be ${JSON.stringify(values)}`, () => {
      assert.deepEqual(lines(valuesProblems(hello, {}, values)).sort(), [...problems].sort());
    });
  }

  it("may have a null where the program sets a value, and nowhere else", () => {
    assert.deepEqual(
      lines(valuesProblems(hello, { colour: "red", service: { port: 1 } }, { colour: null })),
      [],
    );
    assert.deepEqual(lines(valuesProblems(hello, { service: { port: 1 } }, { service: { type: null } })), [
      "service.type: null takes away what this program sets, and it sets nothing here " +
        "(a default of the chart can only be replaced by another value)",
    ]);
  });

  it("are checked together with those of the program, by the schema", () => {
    assert.deepEqual(lines(valuesProblems(hello, { replicas: 9 }, { greeting: "x" })), [
      "replicas: must be <= 5, by the chart's schema",
    ]);
  });
});

describe("the values of Istio's own charts", () => {
  const charts = istioCharts();
  before(function () {
    if (charts === undefined) this.skip();
  });
  const unknown = (chart: string, values: Values) =>
    lines(unknownValues(readChart(charts ?? "", chart), values));

  it("are known, though the charts wrap their defaults, and read more than they list", () => {
    assert.deepEqual(
      unknown("istio-control/istio-discovery", {
        global: {
          meshID: "acme",
          network: "net",
          multiCluster: { clusterName: "dub" },
          operatorManageWebhooks: true,
        },
        meshConfig: { trustDomain: "acme" },
        profile: "ambient",
        env: { AMBIENT_ENABLE_MULTI_NETWORK: "true" },
        resources: { limits: { cpu: "1" } },
      }),
      [],
    );
    assert.deepEqual(unknown("base", { base: { validationFailurePolicy: "Ignore" } }), []);
    assert.deepEqual(
      unknown("ztunnel", { multiCluster: { clusterName: "dub" }, global: { network: "net" } }),
      [],
    );
    assert.deepEqual(unknown("istio-cni", { profile: "ambient" }), []);
  });

  it("are told from misspelt ones", () => {
    assert.deepEqual(
      unknown("istio-control/istio-discovery", { global: { multiCluster: { clusterNam: "dub" } } }),
      ['global.multiCluster.clusterNam: is not a value of the chart (did you mean "clusterName"?)'],
    );
    assert.deepEqual(unknown("base", { defaultRevisio: "" }), [
      'defaultRevisio: is not a value of the chart (did you mean "defaultRevision"?)',
    ]);
  });

  it("are held against the schema of the gateway", () => {
    const gateway = readChart(charts ?? "", "gateway");
    assert.deepEqual(
      lines(valuesProblems(gateway, { networkGateway: "net" }, { service: { type: "NodePort" } })),
      [],
    );
    assert.deepEqual(lines(valuesProblems(gateway, {}, { kind: "Pod" })), [
      'kind: must be equal to one of the allowed values: "Deployment", "DaemonSet", by the chart\'s schema',
    ]);
  });
});
