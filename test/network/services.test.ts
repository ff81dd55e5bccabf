import fc from "fast-check";

import {
  anyTraffic,
  checkTraffic,
  formatTraffic,
  icmp,
  icmp6,
  parseTraffic,
  Protocol,
  tcp,
  trafficContains,
  TrafficError,
  trafficPorts,
  udp,
  type Traffic,
} from "../../network/services";
import { thrownBy } from "./throws";

describe("factories return plain data", () => {
  test.each([
    [tcp("443"), { protocol: "tcp", ports: "443" }],
    [tcp(), { protocol: "tcp" }],
    [udp("53,123"), { protocol: "udp", ports: "53,123" }],
    [icmp(), { protocol: "icmp" }],
    [icmp(3, 4), { protocol: "icmp", icmpType: 3, icmpCode: 4 }],
    [icmp6(128), { protocol: "icmp6", icmpType: 128 }],
    [anyTraffic(), { protocol: "any" }],
  ])("%j", (traffic, plain) => {
    expect(traffic).toStrictEqual(plain);
    expect(JSON.parse(JSON.stringify(traffic))).toEqual(traffic);
    expect(checkTraffic(traffic)).toEqual([]);
  });
});

describe("texts", () => {
  test.each([
    ["tcp/443", tcp("443"), "tcp/443"],
    ["udp/5000-6000", udp("5000-6000"), "udp/5000-6000"],
    ["tcp/443,22,80", tcp("443,22,80"), "tcp/22,80,443"],
    ["tcp", tcp(), "tcp"],
    ["tcp/any", tcp("any"), "tcp"],
    ["icmp", icmp(), "icmp"],
    ["icmp/8", icmp(8), "icmp/8"],
    ["icmp/3/4", icmp(3, 4), "icmp/3/4"],
    ["icmp6/128", icmp6(128), "icmp6/128"],
    ["any", anyTraffic(), "any"],
  ])("%s", (text, traffic, written) => {
    expect(parseTraffic(text)).toEqual(traffic);
    expect(formatTraffic(traffic)).toBe(written);
  });

  test.each([
    ["", "traffic is missing", undefined],
    ["sctp/80", "this is not a protocol", undefined],
    ["443", "this is not a protocol", undefined],
    ["TCP/443", "this is not a protocol", 'did you mean "tcp/443"?'],
    ["tcp /443", "this is not a protocol", 'did you mean "tcp/443"?'],
    ["tcp/", "ports are missing", undefined],
    ["tcp/0", "port 0 is reserved", undefined],
    ["tcp/6000-5000", "the range of ports is reversed", 'did you mean "tcp/5000-6000"?'],
    ["TCP/443:445", "this is not a protocol", 'did you mean "tcp/443-445"?'],
    ["tcp/80/81", "tcp takes at most 1 after its name", undefined],
    ["icmp/1/2/3", "icmp takes at most 2 after its name", undefined],
    ["icmp/echo", "ICMP types and codes are whole numbers from 0 to 255", undefined],
    ["icmp/256", "ICMP types and codes are whole numbers from 0 to 255", undefined],
    ["icmp/8/256", "ICMP types and codes are whole numbers from 0 to 255", undefined],
    ["any/443", "any takes no details", undefined],
  ])("fails for %j", (text, what, fix) => {
    const error = thrownBy(() => parseTraffic(text));
    expect(error).toBeInstanceOf(TrafficError);
    expect(error.what).toBe(what);
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix);
  });
});

describe("fails, by check, for", () => {
  const paths = (traffic: Traffic) => checkTraffic(traffic).map(({ path }) => path);

  test.each([
    ["an unknown protocol", { protocol: "sctp" as Protocol }, ["protocol"]],
    ["ports on ICMP", { protocol: Protocol.Icmp, ports: "80" }, ["ports"]],
    ["ports on any", { protocol: Protocol.Any, ports: "80" }, ["ports"]],
    ["a type on TCP", { protocol: Protocol.Tcp, icmpType: 8 }, ["icmpType"]],
    ["a code without a type", { protocol: Protocol.Icmp, icmpCode: 0 }, ["icmpType"]],
    ["a fraction", { protocol: Protocol.Icmp, icmpType: 1.5 }, ["icmpType"]],
    [
      "several faults together",
      { protocol: Protocol.Udp, ports: "70000", icmpType: 1, icmpCode: 2 },
      ["ports", "icmpType", "icmpCode"],
    ],
  ])("%s", (_, traffic, found) => {
    expect(paths(traffic)).toEqual(found);
  });
});

describe("containment", () => {
  test.each([
    ["any", "icmp/8", true],
    ["any", "tcp/443", true],
    ["tcp", "tcp/443", true],
    ["tcp/22,80,443", "tcp/80", true],
    ["tcp/80", "tcp/80-81", false],
    ["tcp/443", "tcp", false],
    ["tcp/443", "udp/443", false],
    ["tcp", "any", false],
    ["icmp", "icmp/8", true],
    ["icmp/8", "icmp", false],
    ["icmp/3", "icmp/3/4", true],
    ["icmp/3/4", "icmp/3", false],
    ["icmp", "icmp6", false],
  ])("%s contains %s: %s", (outer, inner, contained) => {
    expect(trafficContains(parseTraffic(outer), parseTraffic(inner))).toBe(contained);
  });
});

describe("properties of traffic", () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  const byte = fc.integer({ min: 0, max: 255 });
  const traffics: fc.Arbitrary<Traffic> = fc.oneof(
    port.map((p) => tcp(`${p}`)),
    fc.tuple(port, port).map(([a, b]) => udp(`${Math.min(a, b)}-${Math.max(a, b)}`)),
    fc.tuple(byte, byte).map(([type, code]) => icmp(type, code)),
    fc.constant(anyTraffic()),
    fc.constant(tcp()),
    byte.map((type) => icmp6(type)),
  );

  test("the text reads back as the same traffic", () => {
    fc.assert(
      fc.property(traffics, (traffic) => {
        const again = parseTraffic(formatTraffic(traffic));
        expect(formatTraffic(again)).toBe(formatTraffic(traffic));
        expect(trafficContains(again, traffic) && trafficContains(traffic, again)).toBe(true);
        expect(trafficPorts(again).equals(trafficPorts(traffic))).toBe(true);
      }),
    );
  });

  test("containment is transitive and any contains all", () => {
    fc.assert(
      fc.property(traffics, traffics, traffics, (a, b, c) => {
        expect(trafficContains(anyTraffic(), a)).toBe(true);
        if (trafficContains(a, b) && trafficContains(b, c)) {
          expect(trafficContains(a, c)).toBe(true);
        }
      }),
    );
  });
});
