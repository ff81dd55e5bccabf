import { AddressSet } from "../../../network/addressSet";
import type { NatRule, Router } from "../../../network/model/types";
import { PortSet } from "../../../network/ports";
import { explain, flowsFrom, reach, Verdict } from "../../../network/reason";
import {
  domain,
  DROP,
  machine,
  model,
  nat,
  port,
  router,
  rule,
  tcpPacket,
  tcpService,
} from "./models";

/** A LAN, a gateway with an outside and an inside, two machines inside. */
function site(
  rules: NatRule[],
  more: Partial<Router> = {},
  answersFor = ["192.168.1.50-192.168.1.69"],
) {
  return model([
    domain("lan", { kind: "vlan" }),
    domain("app"),
    machine("corp", "lan", { ip: "192.168.1.10/24" }),
    machine("web", "app", { ip: "10.0.0.11/24", via: "10.0.0.1" }),
    machine("db", "app", { ip: "10.0.0.12/24", via: "10.0.0.1" }),
    router(
      "t1",
      [
        port("t1.up", "t1", "lan", { ip: "192.168.1.1/24", side: "service", answersFor }),
        port("t1.app", "t1", "app", { ip: "10.0.0.1/24", side: "distributed" }),
      ],
      [
        ["192.168.1.0/24", ["t1.up"]],
        ["10.0.0.0/24", ["t1.app"]],
      ],
      { nat: rules, ...more },
    ),
  ]);
}

const forward = (more: Partial<NatRule> = {}) =>
  nat("jobs", "DNAT", {
    destination: AddressSet.of("192.168.1.60"),
    services: [tcpService("5000-6000")],
    translated: AddressSet.of("10.0.0.11"),
    translatedPorts: PortSet.of("10000-11000"),
    ...more,
  });
const snat = (more: Partial<NatRule> = {}) =>
  nat("out", "SNAT", {
    source: AddressSet.of("10.0.0.0/24"),
    translated: AddressSet.of("192.168.1.50"),
    ...more,
  });
const toForward = tcpPacket("192.168.1.10", "192.168.1.60", 5555);

describe("destination NAT", () => {
  test("leads the outside address and ports to the inside ones", () => {
    const [answer, ...others] = reach(site([forward()]), "corp", "web");
    expect(others).toEqual([]);
    expect(answer?.space.destination.toText()).toBe("192.168.1.60");
    expect(answer?.space.destinationPorts.toText()).toBe("5000-6000");
    expect(answer?.received?.destination.toText()).toBe("10.0.0.11");
    expect(answer?.received?.destinationPorts.toText()).toBe("10000-11000");
    expect(answer?.received?.source.toText()).toBe("192.168.1.10");
  });

  test("shows the translated packet among the hops", () => {
    const answer = explain(site([forward()]), toForward, "corp");
    const hop = answer.hops.find(({ kind }) => kind === "nat");
    expect(hop?.action).toBe("DNAT rule jobs: tcp 192.168.1.10:50000 -> 10.0.0.11:10000");
    expect(hop?.packet).toMatchObject({ destination: "10.0.0.11", destinationPort: 10_000 });
  });

  test("fails for a port that is not forwarded", () => {
    expect(explain(site([forward()]), { ...toForward, destinationPort: 80 }, "corp").reason).toBe(
      "noTranslation",
    );
  });

  test("fails while the gateway has no service router", () => {
    const answer = explain(site([forward()], { hasServiceRouter: false }), toForward, "corp");
    expect(answer.verdict).toBe(Verdict.Denied);
  });

  test("fails while the gateway firewall is switched off", () => {
    const off = { firewall: { enabled: false, rules: [], defaultAction: DROP } };
    expect(explain(site([forward()], off), toForward, "corp").reason).toBe("natWithoutFirewall");
  });

  test("leaves the port alone where none is given", () => {
    const net = site([forward({ translatedPorts: undefined })]);
    expect(reach(net, "corp", "web")[0]?.received?.destinationPorts.toText()).toBe("5000-6000");
  });

  test("to a pool with a host that does not exist is not certain", () => {
    const net = site([forward({ translated: AddressSet.of("10.0.0.11-10.0.0.13") })]);
    expect(explain(net, toForward, "corp")).toMatchObject({
      verdict: Verdict.Conditional,
      reason: "alternatives",
    });
    const good = site([forward({ translated: AddressSet.of("10.0.0.11-10.0.0.12") })]);
    expect(explain(good, toForward, "corp").verdict).toBe(Verdict.Allowed);
    expect(reach(good, "corp", "db")[0]?.received?.destination.toText()).toBe("10.0.0.12");
  });

  test("an exception before it wins", () => {
    const except = nat("except", "NO_DNAT", {
      priority: 50,
      source: AddressSet.of("192.168.1.10"),
    });
    expect(explain(site([except, forward()]), toForward, "corp").reason).toBe("noTranslation");
  });

  test("a forward for other ports of the gateway does not act", () => {
    const net = site([forward({ ports: ["t1.other"] })]);
    expect(explain(net, toForward, "corp").reason).toBe("noTranslation");
  });
});

describe("what the gateway firewall sees", () => {
  const only = (destination: string, ports: string): Partial<Router> => ({
    firewall: {
      enabled: true,
      rules: [
        rule("in", {
          destination: AddressSet.of(destination),
          services: [tcpService(ports)],
          direction: "IN",
        }),
      ],
      defaultAction: DROP,
    },
  });
  const inside = only("10.0.0.11", "10000-11000");
  const outside = only("192.168.1.60", "5000-6000");

  test.each([
    ["MATCH_INTERNAL_ADDRESS", inside, Verdict.Allowed],
    ["MATCH_INTERNAL_ADDRESS", outside, Verdict.Denied],
    ["MATCH_EXTERNAL_ADDRESS", inside, Verdict.Denied],
    ["MATCH_EXTERNAL_ADDRESS", outside, Verdict.Allowed],
    ["BYPASS", only("9.9.9.9", "1"), Verdict.Allowed],
  ] as const)("%s", (firewallMatch, firewall, verdict) => {
    const net = site([forward({ firewallMatch })], firewall);
    expect(explain(net, toForward, "corp").verdict).toBe(verdict);
  });

  test("a rule for some of the inside ports leaves the forward uncertain", () => {
    const net = site([forward()], only("10.0.0.11", "10000-10500"));
    expect(explain(net, toForward, "corp")).toMatchObject({
      verdict: Verdict.Conditional,
      reason: "alternatives",
    });
  });
});

describe("source NAT", () => {
  test("gives the sender's packets a way back", () => {
    expect(
      reach(site([]), "web", "corp", { destination: AddressSet.of("192.168.1.10") }),
    ).toMatchObject([{ verdict: Verdict.Denied, reason: "noReturnPath" }]);
    const [answer] = reach(site([snat()]), "web", "corp");
    expect(answer?.verdict).toBe(Verdict.Allowed);
    expect(answer?.received?.source.toText()).toBe("192.168.1.50");
    expect(answer?.received?.sourcePorts.toText()).toBe("any");
    expect(answer?.space.sourcePorts.toText()).toBe("any");
  });

  test("fails when nobody answers for the new address", () => {
    expect(
      explain(site([snat()], {}, []), tcpPacket("10.0.0.11", "192.168.1.10"), "web"),
    ).toMatchObject({
      verdict: Verdict.Denied,
      reason: "noReturnPath",
    });
  });

  test("an exception keeps the address and skips the firewall", () => {
    const except = nat("except", "NO_SNAT", {
      priority: 50,
      destination: AddressSet.of("192.168.1.10"),
    });
    const firewall = { enabled: true, rules: [], defaultAction: DROP };
    const answer = explain(
      site([except, snat()], { firewall }),
      tcpPacket("10.0.0.11", "192.168.1.10"),
      "web",
    );
    expect(answer.reason).toBe("noReturnPath");
    expect(answer.hops.map(({ kind }) => kind)).not.toContain("gatewayFirewall");
  });
});

describe("1:1 NAT", () => {
  const reflexive = nat("pair", "REFLEXIVE", {
    source: AddressSet.of("10.0.0.8/29"),
    translated: AddressSet.of("192.168.1.56/29"),
    destination: AddressSet.ANY,
  });

  test("maps the n-th address to the n-th, both ways", () => {
    const net = site([reflexive]);
    const [there] = reach(net, "web", "corp");
    expect(there?.received?.source.toText()).toBe("192.168.1.59");
    const [back] = reach(net, "corp", "db");
    expect(back?.space.destination.toText()).toBe("192.168.1.60");
    expect(back?.received?.destination.toText()).toBe("10.0.0.12");
  });
});

describe("Tier-1 below Tier-0", () => {
  const twoTiers = () =>
    model([
      domain("lan", { kind: "vlan" }),
      domain("app"),
      machine("corp", "lan", { ip: "192.168.1.10/24" }),
      machine("web", "app", { ip: "10.0.0.11/24", via: "10.0.0.1" }),
      router(
        "t0",
        [
          port("t0.lan", "t0", "lan", {
            ip: "192.168.1.1/24",
            side: "service",
            answersFor: ["192.168.1.60"],
          }),
          port("t0.t1", "t0", undefined, { peer: "t1.up", side: "distributed" }),
        ],
        [
          ["192.168.1.0/24", ["t0.lan"]],
          ["192.168.1.60/32", ["t0.t1"]],
        ],
        { kind: "tier0" },
      ),
      router(
        "t1",
        [
          port("t1.up", "t1", undefined, {
            peer: "t0.t1",
            side: "service",
            answersFor: ["192.168.1.60"],
          }),
          port("t1.app", "t1", "app", { ip: "10.0.0.1/24", side: "distributed" }),
        ],
        [
          ["0.0.0.0/0", ["t1.up"]],
          ["10.0.0.0/24", ["t1.app"]],
        ],
        { nat: [forward(), snat({ translated: AddressSet.of("192.168.1.60") })] },
      ),
    ]);

  test("the Tier-0 answers for the forward's address and sends it on", () => {
    expect(explain(twoTiers(), toForward, "corp").verdict).toBe(Verdict.Allowed);
    expect(reach(twoTiers(), "web", "corp")).toMatchObject([{ verdict: Verdict.Allowed }]);
  });

  test("what a machine sends is one whole without overlap", () => {
    const answers = flowsFrom(twoTiers(), "web");
    const total = answers.reduce(
      (sum, { space }) =>
        sum +
        space.source.size *
          space.destination.size *
          BigInt(space.protocols.size * space.sourcePorts.size) *
          BigInt(space.destinationPorts.size),
      0n,
    );
    expect(total).toBe((2n ** 32n - 1n) * 256n * 65_536n * 65_536n);
  });
});
