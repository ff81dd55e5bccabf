import fc from "fast-check";

import {
  checkMtu,
  espLargestInner,
  espPacketSize,
  geneveOverhead,
  greOverhead,
  maximumGuestMtu,
  minimumUnderlayMtu,
  MtuError,
  NSX_LEAST_OVERLAY_ROOM_BYTES,
  NSX_OVERLAY_ROOM_BYTES,
  tcpMss,
  vpnTcpMss,
  vxlanOverhead,
} from "../../network/mtu";
import { thrownBy } from "./throws";

const mtus = fc.integer({ min: 1280, max: 9000 });
const espOptions = fc.record({
  outer: fc.constantFrom<4 | 6>(4, 6),
  natTraversal: fc.boolean(),
});

describe("overheads, in bytes", () => {
  test.each([
    ["Geneve without options over IPv4", geneveOverhead(), 50],
    ["Geneve over IPv6", geneveOverhead({ outer: 6 }), 70],
    ["Geneve with a guest's tag", geneveOverhead({ innerTag: true }), 54],
    ["Geneve with 32 bytes of options", geneveOverhead({ optionBytes: 32 }), 82],
    ["Geneve with the most options", geneveOverhead({ optionBytes: 252 }), 302],
    ["VXLAN over IPv4 (RFC 7348)", vxlanOverhead(), 50],
    ["VXLAN over IPv6 with a guest's tag", vxlanOverhead({ outer: 6, innerTag: true }), 74],
    ["GRE over IPv4", greOverhead(), 24],
    ["GRE with a key over IPv6", greOverhead({ outer: 6, key: true }), 48],
  ])("%s", (_, overhead, bytes) => {
    expect(overhead).toBe(bytes);
  });

  test.each([-4, 3, 256, 1.5])("fails for %d bytes of Geneve options", (optionBytes) => {
    const error = thrownBy(() => geneveOverhead({ optionBytes }));
    expect(error).toBeInstanceOf(MtuError);
    expect(error.allowed).toBe("a multiple of 4 from 0 to 252");
  });
});

describe("NSX overlays", () => {
  test("guests have at most 8800 on a switch of 9000 (R40)", () => {
    expect(maximumGuestMtu(9000)).toBe(8800);
    expect(minimumUnderlayMtu(8800)).toBe(9000);
  });

  test("guests of 1500 ask for 1700, and for 1600 at the very least", () => {
    expect(minimumUnderlayMtu(1500)).toBe(1700);
    expect(minimumUnderlayMtu(1500, NSX_LEAST_OVERLAY_ROOM_BYTES)).toBe(1600);
    expect(maximumGuestMtu(1600, NSX_LEAST_OVERLAY_ROOM_BYTES)).toBe(1500);
  });

  test("the room holds Geneve over IPv6 with a tag and 100 bytes of options", () => {
    const overhead = geneveOverhead({ outer: 6, innerTag: true, optionBytes: 100 });
    expect(overhead).toBeLessThanOrEqual(NSX_OVERLAY_ROOM_BYTES);
  });

  test.each([0, 200, 267, NaN, 1500.5])("fails for a switch MTU of %d", (mtu) => {
    expect(thrownBy(() => maximumGuestMtu(mtu)).value).toBe(mtu);
  });

  test("fails with the least switch MTU that works", () => {
    expect(thrownBy(() => maximumGuestMtu(200)).allowed).toBe("a whole number of bytes from 268");
    expect(maximumGuestMtu(268)).toBe(68);
  });
});

describe("IPsec ESP with AES-GCM in tunnel mode", () => {
  test.each([
    [1500, {}, 1446],
    [1500, { natTraversal: true }, 1438],
    [1500, { outer: 6 as const }, 1426],
    [9000, {}, 8946],
  ])("over %d with %j carries packets of %d", (mtu, options, inner) => {
    expect(espLargestInner(mtu, options)).toBe(inner);
  });

  test("the largest inner packet fits, and one byte more does not", () => {
    fc.assert(
      fc.property(mtus, espOptions, (mtu, options) => {
        const inner = espLargestInner(mtu, options);
        expect(espPacketSize(inner, options)).toBeLessThanOrEqual(mtu);
        expect(espPacketSize(inner + 1, options)).toBeGreaterThan(mtu);
      }),
    );
  });

  test("fails for an underlay in which nothing fits, naming what would do", () => {
    const error = thrownBy(() => espLargestInner(100));
    const least = Number(/\d+$/.exec(error.allowed)?.[0]);
    expect(error.value).toBe(100);
    expect(espLargestInner(least)).toBeGreaterThanOrEqual(68);
    expect(thrownBy(() => espLargestInner(least - 1))).toBeInstanceOf(MtuError);
  });
});

describe("TCP segment sizes", () => {
  test.each([
    [1500, 4, 1460],
    [1500, 6, 1440],
    [9000, 4, 8960],
    [1280, 6, 1220],
    [41, 4, 1],
  ] as const)("MTU %d over IPv%d: %d", (mtu, family, mss) => {
    expect(tcpMss(mtu, family)).toBe(mss);
  });

  test.each([
    [1500, {}, 1406],
    [1500, { natTraversal: true }, 1398],
    [1500, { inner: 6 as const }, 1386],
    [9000, {}, 8860], // NSX accepts no more
  ])("route-based VPN over %d with %j: %d", (mtu, options, mss) => {
    expect(vpnTcpMss(mtu, options)).toBe(mss);
  });

  test("a clamped segment in its tunnel fits the underlay", () => {
    fc.assert(
      fc.property(mtus, espOptions, (mtu, options) => {
        expect(espPacketSize(vpnTcpMss(mtu, options) + 40, options)).toBeLessThanOrEqual(mtu);
      }),
    );
  });

  test.each([0, 40, NaN])("fails for TCP in an MTU of %d", (mtu) => {
    expect(thrownBy(() => tcpMss(mtu)).what).toBe("the MTU is too small for TCP");
  });

  test("fails for a VPN whose segments would be below what NSX accepts", () => {
    const error = thrownBy(() => vpnTcpMss(190));
    expect(error.allowed).toBe("a whole number of bytes from 204");
    expect(vpnTcpMss(204)).toBeGreaterThanOrEqual(108);
  });
});

describe("an MTU", () => {
  test.each([1280, 1500, 9000])("%d is accepted", (mtu) => {
    expect(checkMtu(mtu)).toBe(mtu);
  });

  test.each([1279, 9001, 1500.5, NaN, -1])("fails for %d", (mtu) => {
    expect(thrownBy(() => checkMtu(mtu)).allowed).toBe("a whole number of bytes from 1280 to 9000");
  });

  test("limits can be set", () => {
    expect(checkMtu(576, { leastBytes: 576 })).toBe(576);
    expect(thrownBy(() => checkMtu(1501, { mostBytes: 1500 })).allowed).toContain("to 1500");
  });
});

describe("properties of sizes", () => {
  test("guest and underlay MTU are each other's reverse", () => {
    fc.assert(
      fc.property(mtus, (mtu) => {
        expect(maximumGuestMtu(minimumUnderlayMtu(mtu))).toBe(mtu);
      }),
    );
  });
});
