import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { accessOf, kubeconfigFor, readContext, type KubeconfigArgs } from "../../fleet/kubeconfig.ts";

const args: KubeconfigArgs = {
  name: "dub",
  endpoint: "https://dub.example:6443",
  ca: "Y2E=",
  user: { token: "canary" },
};

/** Two clusters that two users reach through three contexts; the current one is not the first. */
const shared = {
  clusters: [
    { name: "dub", cluster: { server: "https://dub.example", "certificate-authority-data": "ZHVi" } },
    { name: "iad", cluster: { server: "https://iad.example", "certificate-authority": "pki/iad.crt" } },
  ],
  users: [
    { name: "reader", user: { token: "canary-reader" } },
    { name: "admin", user: { "client-certificate": "pki/admin.crt", "client-key": "pki/admin.key" } },
  ],
  contexts: [
    { name: "dub-reader", context: { cluster: "dub", user: "reader" } },
    { name: "dub-admin", context: { cluster: "dub", user: "admin" } },
    { name: "iad-admin", context: { cluster: "iad", user: "admin" } },
  ],
  "current-context": "iad-admin",
};
const readFile = (path: string) => `content of ${path}`;

/** The message of what it throws, which never repeats anything that may be secret. */
function refusal(config: unknown, context?: string): string {
  const text = typeof config === "string" ? config : stringify(config);
  try {
    readContext(text, context);
  } catch (error) {
    const { message } = error as Error;
    assert.ok(!message.includes("canary"), message);
    return message;
  }
  return assert.fail("nothing is wrong with it");
}

describe("a kubeconfig", () => {
  it("has one context, in which everything has the name of the cluster", () => {
    assert.equal(
      kubeconfigFor(args),
      '{"apiVersion":"v1","kind":"Config",' +
        '"clusters":[{"name":"dub","cluster":{"server":"https://dub.example:6443","certificate-authority-data":"Y2E="}}],' +
        '"users":[{"name":"dub","user":{"token":"canary"}}],' +
        '"contexts":[{"name":"dub","context":{"cluster":"dub","user":"dub"}}],' +
        '"current-context":"dub"}',
    );
  });

  it("is read as it was written", () => {
    // What YAML or JSON could take for something else.
    const characters = Array.from("a0 :#-?!&*%@,[]{}\"'\\\t\n\r\0\x7f\x85\u2028\ufeffé😀");
    const text = fc.string({ minLength: 1, unit: fc.constantFrom(...characters) });
    const users = fc.oneof(
      text.map((token) => ({ token })),
      fc
        .tuple(text, text)
        .map(([cert, key]) => ({ "client-certificate-data": cert, "client-key-data": key })),
      fc
        .tuple(text, fc.array(text, { maxLength: 2 }))
        .map(([command, args]) => ({ exec: { command, args } })),
    );
    fc.assert(
      fc.property(text, text, fc.base64String(), users, (name, endpoint, ca, user) => {
        const text = kubeconfigFor({ name, endpoint, ca, user });
        assert.deepEqual(readContext(text), { name, endpoint, ca, user });
        assert.deepEqual(accessOf(text), { endpoint, ca });
      }),
    );
  });

  it("is read with the context that is named", () => {
    assert.deepEqual(readContext(stringify(shared), "dub-reader"), {
      name: "dub-reader",
      endpoint: "https://dub.example",
      ca: "ZHVi",
      user: { token: "canary-reader" },
    });
  });

  it("is read with its current context, and with what is in the files that it names", () => {
    assert.deepEqual(readContext(stringify(shared), undefined, readFile), {
      name: "iad-admin",
      endpoint: "https://iad.example",
      ca: "content of pki/iad.crt",
      user: {
        "client-certificate-data": "content of pki/admin.crt",
        "client-key-data": "content of pki/admin.key",
      },
    });
  });

  it("has to hold the content of files where nobody can read them", () => {
    const message = (key: string) => `The kubeconfig names a file for ${key}; it has to hold the content.`;
    assert.equal(refusal(shared, "iad-admin"), message("certificate-authority"));
    assert.equal(refusal(shared, "dub-admin"), message("client-certificate"));
  });
});

describe("a kubeconfig that cannot be used", () => {
  it("names its contexts if it has none of the name", () => {
    assert.equal(
      refusal(shared, "prod"),
      'The kubeconfig has no context "prod"; it has: dub-reader, dub-admin, iad-admin.',
    );
  });

  const none = 'The kubeconfig has no context ""; it has: none.';
  const half = 'Context "dub" of the kubeconfig names a cluster or a user that it does not describe.';
  const unfit: [string, unknown, string][] = [
    ["is empty", "", none],
    ["is a text", "canary", none],
    ["is as kubectl makes it at first", { clusters: null, contexts: null, users: null }, none],
    [
      "has no current context",
      { ...shared, "current-context": undefined },
      `The kubeconfig has no context ""; it has: dub-reader, dub-admin, iad-admin.`,
    ],
    ["does not describe the cluster", { ...JSON.parse(kubeconfigFor(args)), clusters: [] }, half],
    ["does not describe the user", { ...JSON.parse(kubeconfigFor(args)), users: [] }, half],
    [
      "has a cluster without an address",
      { ...JSON.parse(kubeconfigFor(args)), clusters: [{ name: "dub", cluster: {} }] },
      half,
    ],
    [
      "has no certificate authority",
      {
        ...JSON.parse(kubeconfigFor(args)),
        clusters: [{ name: "dub", cluster: { server: "https://dub.example" } }],
      },
      'Context "dub" of the kubeconfig has no certificate authority.',
    ],
    ["is not YAML", "users: [{ token: canary", "The kubeconfig is not valid YAML."],
    ["is two documents", "token: canary\n---\ntoken: canary\n", "The kubeconfig is not valid YAML."],
  ];
  for (const [title, config, message] of unfit) {
    it(`${title}: says so, and nothing of the content`, () => {
      assert.equal(refusal(config), message);
    });
  }
});
