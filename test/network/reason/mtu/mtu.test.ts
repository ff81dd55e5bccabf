import fc from "fast-check";
import type { NetworkModel } from "../../../../network/model/types";
import { largestPacket, mtuFindings, proveMtu } from "../../../../network/reason/mtu";
import { overlaySite, vlanSite } from "./site";

function idOf(model: NetworkModel, name: string): string {
  return model.endpoints.find((one) => one.name === name)!.id;
}

function between(model: NetworkModel) {
  return largestPacket(model, { from: idOf(model, "a"), to: idOf(model, "b") });
}

const checks = (model: NetworkModel) =>
  mtuFindings(model).map(({ check, severity }) => `${severity} ${check.slice("mtu/".length)}`);

describe("the largest packet", () => {
  test("is the smallest of every layer on the way, by brute force", () => {
    const size = fc.integer({ min: 1280, max: 9000 });
    fc.assert(
      fc.property(
        fc.option(size, { nil: undefined }),
        fc.option(size, { nil: undefined }),
        size,
        size,
        fc.option(size, { nil: undefined }),
        fc.boolean(),
        (a, b, here, there, physical, sameHost) => {
          const proof = between(
            vlanSite({
              guests: [a, b],
              switches: [here, there],
              sameHost,
              ...(physical === undefined ? {} : { physical }),
            }),
          );
          const links = sameHost ? [here] : [here, there, physical ?? Infinity];
          expect(proof?.largestBytes).toBe(Math.min(a ?? 1500, b ?? 1500, ...links));
          expect(proof?.fits).toBe(Math.min(a ?? 1500, b ?? 1500, ...links) >= (a ?? 1500));
          const isUnknown = physical === undefined && !sameHost;
          const isAssumed = a === undefined || b === undefined;
          expect(proof?.certainty).toBe(isUnknown ? "unknown" : isAssumed ? "assumed" : "proved");
        },
      ),
      { numRuns: 60 },
    );
  });

  test("on an overlay is 200 below switch and physical network, 8800 at 9000", () => {
    const proof = between(overlaySite(8800, 9000, 9000));
    expect(proof).toMatchObject({ largestBytes: 8800, fits: true, certainty: "proved" });
    expect(between(overlaySite(9000, 9000, 9000))).toMatchObject({
      largestBytes: 8800,
      fits: false,
      limitedBy: { layer: "overlay", what: "tunnel endpoints of dvs" },
    });
    expect(between(overlaySite(1500, 9000, 1600))).toMatchObject({
      largestBytes: 1400,
      limitedBy: { layer: "physical", what: "physical fabric campus" },
    });
  });

  test("is unknown where nobody says what carries the overlay, and never silently fine", () => {
    const proof = between(overlaySite(1500, 9000, 9000, { withTransport: false }));
    expect(proof?.certainty).toBe("unknown");
    expect(proof?.assumes).toEqual(["nobody says what carries transport zone overlay"]);
  });
});

describe("findings", () => {
  test.each<[string, NetworkModel, string[]]>([
    [
      "everything fits",
      vlanSite({ guests: [9000, 9000], switches: [9000, 9000], physical: 9216 }),
      [],
    ],
    [
      "a switch above the physical network",
      vlanSite({ guests: [1500, 1500], switches: [9000, 1500], physical: 1500 }),
      ["error switch-above-physical"],
    ],
    [
      "jumbo frames over a physical network of which nobody knows",
      vlanSite({ guests: [1500, 1500], switches: [9000, 1500] }),
      ["warning physical-unknown"],
    ],
    [
      "a guest above its switch, and others beside it that are smaller",
      vlanSite({ guests: [9000, 1500], switches: [1500, 1500], physical: 9000 }),
      ["error interface-above-switch", "warning unequal-on-network"],
    ],
    ["guests of 8800 on 9000", overlaySite(8800, 9000, 9000), []],
    [
      "guests of 8900 on 9000: less room than advised",
      overlaySite(8900, 9000, 9216),
      ["warning interface-above-overlay"],
    ],
    ["guests of 9000 on 9000", overlaySite(9000, 9000, 9216), ["error interface-above-overlay"]],
    ["an overlay over 1650", overlaySite(1450, 1650, 9000), ["warning overlay-room"]],
    [
      "an overlay over 1500",
      overlaySite(1500, 1500, 9000),
      ["error overlay-room", "error interface-above-overlay"],
    ],
    [
      "a profile above the switch",
      overlaySite(1500, 1700, 9000, { profileMtu: 9000 }),
      ["error profile-above-switch"],
    ],
    [
      "an overlay that nobody describes",
      overlaySite(1500, 1700, 9000, { withTransport: false }),
      ["note overlay-unknown"],
    ],
  ])("%s", (_, model, expected) => {
    expect([...new Set(checks(model))]).toEqual(expected);
  });

  test("a finding has the numbers of both layers, and one of two changes", () => {
    const [finding] = mtuFindings(overlaySite(9000, 9000, 9216));
    expect(finding?.evidence).toEqual([
      "interface: 9000",
      "tunnel endpoints of dvs: 9000, less 200 for Geneve = 8800",
    ]);
    expect(finding?.fix).toBe(
      "lower the interfaces' MTU to 8800, or raise that of tunnel endpoints of dvs by 200",
    );
  });

  test("a model without an underlay has none", () => {
    const { underlay, ...bare } = overlaySite(9000, 9000, 9216);
    expect(underlay).toBeDefined();
    expect(mtuFindings(bare)).toEqual([]);
  });
});

test("the proof of all pairs has each direction once", () => {
  const model = vlanSite({ guests: [1500, 9000], switches: [9000, 9000], physical: 9000 });
  const { pairs, leftOut } = proveMtu(model);
  const nameOf = (id: string) => model.endpoints.find((one) => one.id === id)?.name;
  expect(leftOut).toBe(0);
  expect(
    pairs.map((pair) => [nameOf(pair.from), nameOf(pair.to), pair.largestBytes, pair.fits]),
  ).toEqual([
    ["a", "b", 1500, true],
    ["b", "a", 1500, false],
  ]);
});
