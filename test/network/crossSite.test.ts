import fc from "fast-check";

import { planCrossSiteZones, type CrossSiteRequest } from "../../network/crossSite";
import { FaultsError } from "../../network/faults";

function faults(request: CrossSiteRequest): Record<string, string> {
  try {
    planCrossSiteZones(request);
  } catch (error) {
    if (error instanceof FaultsError) {
      return Object.fromEntries(error.faults.map(({ path, message }) => [path, message]));
    }
    throw error;
  }
  return {};
}

describe("a zone over several sites (R23)", () => {
  test("holds elsewhere what the other sites have, sorted", () => {
    const plan = planCrossSiteZones({
      zones: {
        app: { berlin: ["10.1.0.0/24"], paris: ["10.2.1.0/24", "10.2.0.0/24"], rome: [] },
        db: { berlin: ["10.1.9.0/24"] },
      },
    });
    expect(plan).toEqual({
      berlin: { app: ["10.2.0.0/24", "10.2.1.0/24"], db: [] },
      paris: { app: ["10.1.0.0/24"], db: ["10.1.9.0/24"] },
    });
  });

  test("is the same network in every site's plan but its own", () => {
    const site = fc.constantFrom("a", "b", "c");
    const placed = fc.uniqueArray(fc.record({ site, third: fc.nat({ max: 255 }) }), {
      minLength: 1,
      maxLength: 6,
      selector: ({ third }) => third,
    });
    fc.assert(
      fc.property(placed, (networks) => {
        const app: Record<string, string[]> = {};
        for (const { site: home, third } of networks) {
          app[home] = [...(app[home] ?? []), `10.0.${third}.0/24`];
        }
        const plan = planCrossSiteZones({ zones: { app } });
        for (const [home, { app: others }] of Object.entries(plan)) {
          const all = Object.values(app).flat();
          expect([...others!, ...app[home]!].sort()).toEqual([...all].sort());
        }
      }),
    );
  });

  test("fails for a network at two sites, in two zones, and for one that is none", () => {
    expect(
      faults({
        zones: {
          app: { a: ["10.1.0.0/16", "10.1.0.0/24"], b: ["10.1.5.0/24", "10.1.5.1"] },
          db: { a: ["10.1.0.0/28"] },
        },
      }),
    ).toEqual({
      "zones.app.b[0]": "this overlaps 10.1.0.0/16 of zone app at a",
      "zones.app.b[1]": expect.stringMatching(/./),
      "zones.db.a[0]": "this overlaps 10.1.0.0/16 of zone app at a",
    });
  });

  test("fails for a zone whose addresses other sites never see", () => {
    const zones = { app: { a: ["10.1.0.0/24"], b: ["10.2.0.0/24"] } };
    expect(faults({ zones, translated: { a: ["10.1.0.0/16"], b: ["10.1.0.0/16"] } })).toEqual({
      "translated.a[0]": "zone app goes by 10.1.0.0/24, which other sites never see",
    });
  });
});
