import assert from "node:assert/strict";
import { INITIAL_SLOTS, tokenSlots } from "../../fleet/token-slots.ts";

const problems = (value: unknown) =>
  tokenSlots.safeParse(value).error?.issues.map(({ path, message }) => [path.join("."), message]) ?? [];

describe("token slots", () => {
  it("are at first one that is filled and used", () => {
    assert.deepEqual(INITIAL_SLOTS, { filled: ["a"], current: "a" });
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
        ["filled.0", 'Invalid option: expected one of "a"|"b"'],
        ["current", 'Invalid option: expected one of "a"|"b"'],
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
