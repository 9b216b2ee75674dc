import assert from "node:assert/strict";
import fc from "fast-check";
import { goDuration } from "../../fleet/go-duration.ts";

describe("a duration of Go", () => {
  it("is written as Go prints it", () => {
    assert.equal(goDuration(30 * 86_400), "720h0m0s");
    assert.equal(goDuration(3600), "1h0m0s");
    assert.equal(goDuration(90), "1m30s");
    assert.equal(goDuration(59), "59s");
  });

  it("is the same time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (seconds) => {
        const [, hours = 0, minutes = 0, rest = 0] =
          /^(?:(\d+)h)?(?:(\d+)m)?(\d+)s$/.exec(goDuration(seconds)) ?? assert.fail();
        assert.equal(Number(hours) * 3600 + Number(minutes) * 60 + Number(rest), seconds);
        assert.ok(Number(minutes) < 60 && Number(rest) < 60);
      }),
    );
  });
});
