import assert from "node:assert/strict";
import {
  INITIAL_SLOTS,
  slotAfter,
  slotOfSecret,
  tokenSecretOf,
  tokenSlots,
} from "../../fleet/token-slots.ts";

const problems = (value: unknown) =>
  tokenSlots.safeParse(value).error?.issues.map(({ path, message }) => [path.join("."), message]) ?? [];

describe("token slots", () => {
  it("are at first one that is filled and used", () => {
    assert.deepEqual(INITIAL_SLOTS, { filled: ["a"], current: "a" });
  });

  it("are filled under a new name each time: the same name would bring the same token back", () => {
    const names = ["a"];
    for (let turn = 0; turn < 20; turn++) names.push(slotAfter(names.at(-1)!));
    assert.deepEqual(names.slice(0, 6), ["a", "b", "a2", "b2", "a3", "b3"]);
    assert.equal(names.at(-1), "a11");
    assert.equal(new Set(names).size, names.length);
    for (const slot of names) assert.equal(slotOfSecret("istio", tokenSecretOf("istio", slot)), slot);
    assert.equal(slotOfSecret("istio", tokenSecretOf("argocd", "a")), undefined);
    assert.equal(slotOfSecret("istio", "landing-pad-istio-a1"), undefined);
  });

  it("go through a rotation, and back", () => {
    const steps = [
      INITIAL_SLOTS,
      { filled: ["a", "b"], current: "a" },
      { filled: ["a", "b"], current: "b" },
      { filled: ["b"], current: "b" },
    ];
    for (const step of steps) assert.deepEqual(tokenSlots.parse(step), step);
  });

  const refused: [string, unknown, [string, string][]][] = [
    [
      "a pointer to an empty slot",
      { filled: ["a"], current: "b" },
      [["", "current names a slot that is not filled"]],
    ],
    [
      "none filled",
      { filled: [], current: "a" },
      [
        ["filled", "Too small: expected array to have >=1 items"],
        ["", "current names a slot that is not filled"],
      ],
    ],
    [
      "a third slot",
      { filled: ["c"], current: "c" },
      [
        ["filled.0", "expected slot a or b, or from the second time on a2, b2, a3 and so on"],
        ["current", "expected slot a or b, or from the second time on a2, b2, a3 and so on"],
      ],
    ],
    ["more than they are", { filled: ["a"], current: "a", next: "b" }, [["", 'Unrecognized key: "next"']]],
  ];
  for (const [title, value, expected] of refused) {
    it(`are not ${title}`, () => {
      assert.deepEqual(problems(value), expected);
    });
  }
});
