import assert from "node:assert/strict";
import fc from "fast-check";
import { cadenceOf } from "../../../fleet/backup/cadence.ts";
import { parseDuration } from "../../../fleet/duration.ts";

const WEEK = 7 * 24 * 60;

const cronOf = (every: string, cluster = "acme-prod-dub"): string => {
  const cadence = cadenceOf(every, cluster);
  assert.ok("cron" in cadence, JSON.stringify(cadence));
  return cadence.cron;
};

/** The minutes of a week, from Sunday at midnight, at which a cron expression fires. */
function firings(cron: string): number[] {
  const [minute = "", hour = "", day, month, weekday = ""] = cron.split(" ");
  assert.deepEqual([day, month], ["*", "*"]);
  const matches = (field: string, value: number) => {
    const [, from, to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(field) ?? assert.fail(field);
    if (from !== "*" && to === undefined) return value === Number(from);
    const first = from === "*" ? 0 : Number(from);
    return value >= first && value <= Number(to ?? 59) && (value - first) % Number(step ?? 1) === 0;
  };
  return Array.from({ length: WEEK }, (_, at) => at).filter(
    (at) =>
      matches(minute, at % 60) &&
      matches(hour, Math.floor(at / 60) % 24) &&
      matches(weekday, Math.floor(at / 60 / 24)),
  );
}

const even = fc.constantFrom(
  ..."1m 2m 3m 4m 5m 6m 10m 12m 15m 20m 30m 60m 1h 2h 3h 4h 6h 8h 12h 24h 1d 7d 1w 120m 1440m 86400s".split(
    " ",
  ),
);

describe("the times of backups", () => {
  it("are in the words of cron", () => {
    for (const [every, form] of [
      ["15m", /^\d{1,2}-59\/15 \* \* \* \*$/],
      ["1h", /^\d{1,2} \* \* \* \*$/],
      ["6h", /^\d{1,2} \*\/6 \* \* \*$/],
      ["24h", /^\d{1,2} 0 \* \* \*$/],
      ["7d", /^\d{1,2} 0 \* \* 0$/],
    ] as const)
      assert.match(cronOf(every), form);
  });

  it("are as far apart as declared, over midnight and the end of the week too", () => {
    fc.assert(
      fc.property(even, fc.string(), (every, cluster) => {
        const times = firings(cronOf(every, cluster));
        const period = (parseDuration(every) ?? 0) / 60;
        assert.equal(times.length, WEEK / period);
        times.forEach((time, index) => {
          const next = times[index + 1] ?? (times[0] ?? 0) + WEEK;
          assert.equal(next - time, period);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("are the same at every call, and written the same way for one period in two units", () => {
    assert.equal(cronOf("6h"), cronOf("6h"));
    assert.equal(cronOf("1440m"), cronOf("1d"));
    assert.equal(cronOf("1w"), cronOf("7d"));
  });

  it("are spread: of 600 clusters no minute of the hour has more than 25", () => {
    const clusters = Array.from({ length: 600 }, (_, index) => `acme-prod-cluster-${index}`);
    const minutes = Map.groupBy(clusters, (cluster) => cronOf("1h", cluster).split(" ")[0]);
    assert.equal(minutes.size, 60);
    assert.ok(Math.max(...[...minutes.values()].map((all) => all.length)) <= 25);
  });

  it("say whose minute it is", () => {
    const cadence = cadenceOf("6h", "acme-prod-dub");
    assert.ok("cron" in cadence);
    assert.equal(
      cadence.explanation,
      `every 6h, from minute ${cadence.cron.split(" ")[0] ?? ""}, which is acme-prod-dub's own`,
    );
  });

  for (const [every, near] of [
    ["7h", "6h and 8h"],
    ["90s", "1m and 2m"],
    ["30s", "1m"],
    ["45m", "30m and 1h"],
    ["36h", "1d and 7d"],
    ["2d", "1d and 7d"],
    ["30d", "7d"],
  ] as const) {
    it(`are refused every ${every}, with the nearest that can be`, () => {
      assert.deepEqual(cadenceOf(every, "dub"), {
        error: `backups every ${every} have no fixed times of the day`,
        hint: `expected minutes that divide an hour, hours that divide a day, 1d or 7d; the nearest: ${near}`,
      });
    });
  }
});
