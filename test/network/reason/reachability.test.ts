import { AddressSet } from "../../../network/addressSet";
import { Certainty } from "../../../network/model/types";
import { PortSet } from "../../../network/ports";
import { explain, flowsFrom, reach, Verdict } from "../../../network/reason";
import { domain, machine, model, port, route, router, tcpPacket, tcpTo, verdicts } from "./models";

const lan = () => domain("lan");
const a = () => machine("a", "lan", { ip: "10.0.0.1/24" });
const b = () => machine("b", "lan", { ip: "10.0.0.2/24" });

describe("two machines on one network", () => {
  test("reach each other", () => {
    const answers = reach(model([lan(), a(), b()]), "a", "b");
    expect(verdicts(answers)).toEqual(["allowed delivered b"]);
    expect(answers[0]?.space.destination.toText()).toBe("10.0.0.2");
    expect(answers[0]?.received?.source.toText()).toBe("10.0.0.1");
  });

  test("every packet that the sender can send gets exactly one answer", () => {
    const answers = flowsFrom(model([lan(), a(), b()]), "a");
    expect(verdicts(answers)).toEqual(["allowed delivered b", "denied noHost", "denied noRoute"]);
    const sizes = answers.map(({ space }) => space.destination.size);
    // Both families without one's own address; IPv6 has no source address here.
    expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(2n ** 32n - 1n);
  });

  test("fails to reach an address that nobody has", () => {
    const answer = explain(model([lan(), a(), b()]), tcpPacket("10.0.0.1", "10.0.0.9"), "a");
    expect(answer).toMatchObject({ verdict: Verdict.Denied, reason: "noHost" });
    expect(answer.hops.map(({ action }) => action)).toEqual([
      "sent by a on a.nic, by 10.0.0.0/24 (on-link)",
      "nobody on lan has 10.0.0.9",
    ]);
  });

  test("is unknown for such an address where unknown machines may be", () => {
    const open = model([domain("lan", { open: true }), a(), b()]);
    expect(explain(open, tcpPacket("10.0.0.1", "10.0.0.9"), "a")).toMatchObject({
      verdict: Verdict.Unknown,
      reason: "unknownNeighbour",
    });
  });

  test("fails without a route", () => {
    const answer = explain(model([lan(), a(), b()]), tcpPacket("10.0.0.1", "10.9.0.1"), "a");
    expect(answer).toMatchObject({ verdict: Verdict.Denied, reason: "noRoute" });
  });

  test("fails for a machine on another network", () => {
    const apart = model([
      lan(),
      domain("other"),
      a(),
      machine("b", "other", { ip: "10.0.0.2/24" }),
    ]);
    expect(reach(apart, "a", "b")).toEqual([]);
    expect(verdicts(reach(apart, "a", "b", tcpTo("10.0.0.2")))).toEqual(["denied noHost"]);
  });

  test("fails for an endpoint that the model does not have", () => {
    expect(() => flowsFrom(model([lan(), a()]), "z")).toThrow(
      'the model has no endpoint "z"; it has "a"',
    );
  });

  test("a packet from a foreign address is never sent", () => {
    const answer = explain(model([lan(), a(), b()]), tcpPacket("10.0.0.7", "10.0.0.2"), "a");
    expect(answer).toMatchObject({ verdict: Verdict.Denied, reason: "notSent" });
  });

  test("an IPv6 machine reaches another", () => {
    const six = model([
      lan(),
      machine("a", "lan", { ip: "2001:db8::1/64" }),
      machine("b", "lan", { ip: "2001:db8::2/64 10.0.0.2/24" }),
    ]);
    const [answer] = reach(six, "a", "b");
    expect(answer?.space.destination.toText()).toBe("2001:db8::2");
    expect(answer?.space.source.toText()).toBe("2001:db8::1");
  });
});

describe("private VLAN", () => {
  const place = (role: "promiscuous" | "community" | "isolated", secondary: number) => ({
    privateVlan: { role, secondary },
  });
  const verdict = (first: object, second: object) =>
    explain(
      model([
        lan(),
        machine("a", "lan", { ip: "10.0.0.1/24", ...first }),
        machine("b", "lan", { ip: "10.0.0.2/24", ...second }),
      ]),
      tcpPacket("10.0.0.1", "10.0.0.2"),
      "a",
    ).reason;

  test.each([
    ["isolated", 201, "isolated", 201, "privateVlan"],
    ["isolated", 201, "community", 202, "privateVlan"],
    ["isolated", 201, "promiscuous", 200, "delivered"],
    ["community", 202, "community", 202, "delivered"],
    ["community", 202, "community", 203, "privateVlan"],
    ["promiscuous", 200, "isolated", 201, "delivered"],
  ] as const)("%s %i to %s %i: %s", (role, secondary, otherRole, otherSecondary, reason) => {
    expect(verdict(place(role, secondary), place(otherRole, otherSecondary))).toBe(reason);
  });

  test("does not concern a port without a place in it", () => {
    expect(verdict(place("isolated", 201), {})).toBe("delivered");
  });
});

describe("duplicate addresses", () => {
  test("both owners answer: delivered to one of them", () => {
    const twice = model([lan(), a(), b(), machine("c", "lan", { ip: "10.0.0.2/24" })]);
    const answers = flowsFrom(twice, "a", tcpTo("10.0.0.2"));
    expect(verdicts(answers)).toEqual(["allowed delivered b"]);
    expect(verdicts(reach(twice, "a", "c"))).toEqual(["allowed delivered c"]);
  });

  test("one owner in a private VLAN that keeps the sender away: nobody can tell", () => {
    const twice = model([
      lan(),
      machine("a", "lan", { ip: "10.0.0.1/24", privateVlan: { role: "isolated", secondary: 2 } }),
      b(),
      machine("c", "lan", { ip: "10.0.0.2/24", privateVlan: { role: "isolated", secondary: 2 } }),
    ]);
    expect(verdicts(flowsFrom(twice, "a", tcpTo("10.0.0.2")))).toEqual([
      "conditional alternatives b",
    ]);
  });

  test("a machine wins over an outside network with the same address", () => {
    const outside = machine("corp", "lan", {
      ip: "10.0.0.77/24",
      owned: ["10.0.0.2-10.0.0.255"],
      endpoint: { kind: "network" },
    });
    const both = model([lan(), a(), b(), outside]);
    expect(verdicts(flowsFrom(both, "a", tcpTo("10.0.0.2-10.0.0.255")))).toEqual([
      "allowed delivered b",
      "allowed delivered corp",
    ]);
  });
});

describe("doubts", () => {
  const doubt = { certainty: Certainty.Unknown as const, reason: "addresses come from DHCP" };

  test("of an endpoint stop what it sends and what it gets", () => {
    const unsure = machine("b", "lan", { ip: "10.0.0.2/24", endpoint: { doubt } });
    const doubtful = model([lan(), a(), unsure]);
    const there = explain(doubtful, tcpPacket("10.0.0.1", "10.0.0.2"), "a");
    const back = explain(doubtful, tcpPacket("10.0.0.2", "10.0.0.1"), "b");
    expect([there.verdict, back.verdict]).toEqual([Verdict.Unknown, Verdict.Unknown]);
    expect(there.hops[there.hops.length - 1]?.action).toBe("unknown: addresses come from DHCP");
  });

  test("of a route stop its packets only", () => {
    const to = router("r", [port("r.lan", "r", "lan", { ip: "10.0.0.254/24" })], []);
    const sender = machine("a", "lan", { ip: "10.0.0.1/24" });
    sender.endpoint.routes.push(route(["10.9.0.0/16", ["a.nic", "10.0.0.254"]], { doubt }));
    const doubtful = model([lan(), sender, b(), to]);
    expect(explain(doubtful, tcpPacket("10.0.0.1", "10.9.0.1"), "a").verdict).toBe(Verdict.Unknown);
    expect(explain(doubtful, tcpPacket("10.0.0.1", "10.0.0.2"), "a").verdict).toBe(Verdict.Allowed);
  });
});

test("an asked space is kept to", () => {
  const [answer] = reach(model([lan(), a(), b()]), "a", "b", {
    protocols: PortSet.of("6,17"),
    sourcePorts: PortSet.of("1024-2048"),
    destination: AddressSet.of("10.0.0.0/28"),
  });
  expect(answer?.space.sourcePorts.toText()).toBe("1024-2048");
  expect(answer?.space.protocols.toText()).toBe("6,17");
});
