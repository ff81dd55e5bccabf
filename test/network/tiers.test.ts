import fc from "fast-check";

import {
  boundaryPairs,
  isBoundary,
  logLabel,
  LONGEST_LOG_LABEL,
  SecurityTier,
} from "../../network/tiers";

const tiers = Object.values(SecurityTier);
const tier = fc.constantFrom(...tiers);

describe("boundaries between tiers (R31)", () => {
  test("keep the DMZ from core, management and VPN, and production from management and VPN", () => {
    const crossed = tiers.flatMap((from) =>
      tiers.filter((to) => isBoundary(from, to)).map((to) => `${from} ${to}`),
    );
    expect(crossed).toEqual([
      "dmz core",
      "dmz management",
      "dmz vpn",
      "production management",
      "production vpn",
    ]);
  });

  test("are none for a text that is no tier, even one that every object has", () => {
    expect(isBoundary("inner" as SecurityTier, SecurityTier.Core)).toBe(false);
    expect(isBoundary("constructor" as SecurityTier, SecurityTier.Core)).toBe(false);
  });

  test("a zone that is added adds pairs of its own and changes none", () => {
    const zones = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tier, { maxKeys: 6 });
    fc.assert(
      fc.property(zones, tier, (before, added) => {
        const after = boundaryPairs({ ...before, "new-one": added });
        const isNew = ({ from, to }: { from: string; to: string }) =>
          from === "new-one" || to === "new-one";
        expect(after.filter((pair) => !isNew(pair))).toEqual(boundaryPairs(before));
      }),
    );
  });
});

describe("labels in the log", () => {
  test("are the name itself where the log shows it whole", () => {
    expect(logLabel("fw-web")).toBe("fw-web");
    expect(logLabel("x".repeat(32))).toBe("x".repeat(32));
  });

  test("are never longer than the log shows, and keep names apart that differ at the end", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 33, maxLength: 80 }), (name) => {
        expect([...logLabel(name)].length).toBeLessThanOrEqual(LONGEST_LOG_LABEL);
        expect(logLabel(`${name}a`)).not.toBe(logLabel(`${name}b`));
      }),
    );
  });
});
