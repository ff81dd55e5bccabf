import { AddressSet } from "../../../network/addressSet";
import { Certainty, type FirewallRule, type NetworkModel } from "../../../network/model/types";
import { PortSet } from "../../../network/ports";
import { explain, flowsFrom, reach, Verdict } from "../../../network/reason";
import { domain, DROP, machine, model, origin, rule, tcpPacket, tcpService, tcpTo } from "./models";

const A = AddressSet.of("10.0.0.1");
const B = AddressSet.of("10.0.0.2");

interface Variant {
  firewall?: Partial<NetworkModel["firewall"]>;
  a?: Parameters<typeof machine>[2];
  b?: Parameters<typeof machine>[2];
}

function pair(rules: FirewallRule[], { firewall = {}, a = {}, b = {} }: Variant = {}) {
  const covered = { distributedFirewall: "covered" as const };
  return model(
    [
      domain("lan"),
      machine("a", "lan", { ip: "10.0.0.1/24", ...covered, ...a }),
      machine("b", "lan", { ip: "10.0.0.2/24", ...covered, ...b }),
    ],
    { rules, defaultAction: DROP, ...firewall },
  );
}

function ask(net: NetworkModel, port = 443) {
  return explain(net, tcpPacket("10.0.0.1", "10.0.0.2", port), "a");
}

const web = (more: Partial<FirewallRule> = {}) =>
  rule("web", { source: A, destination: B, services: [tcpService("443")], ...more });

describe("distributed firewall", () => {
  test("allows exactly what a rule names, and drops the rest by default", () => {
    const answers = reach(pair([web()]), "a", "b", { destination: B });
    const allowed = answers.filter(({ verdict }) => verdict === Verdict.Allowed);
    expect(allowed).toHaveLength(1);
    expect(allowed[0]?.space.protocols.toText()).toBe("6");
    expect(allowed[0]?.space.destinationPorts.toText()).toBe("443");
    expect(ask(pair([web()]), 80)).toMatchObject({
      verdict: Verdict.Denied,
      reason: "firewall",
      origin: { label: "default" },
    });
  });

  test("tells each firewall and the rule that decided", () => {
    expect(ask(pair([web()])).hops.map(({ action }) => action)).toEqual([
      "sent by a on a.nic, by 10.0.0.0/24 (on-link)",
      "distributed firewall out of a.nic: allowed by rule web of policy policy",
      "over lan to b.nic",
      "distributed firewall into b.nic: allowed by rule web of policy policy",
      "delivered to b",
    ]);
  });

  test("the first rule that matches decides", () => {
    const drop = rule("drop", { action: "DROP", services: [tcpService("400-500")] });
    expect(ask(pair([drop, web()])).origin?.label).toBe("drop");
    expect(ask(pair([web(), drop])).verdict).toBe(Verdict.Allowed);
  });

  test("a rule for one direction leaves the other end to the others", () => {
    expect(ask(pair([web({ direction: "OUT" })]))).toMatchObject({ reason: "firewall" });
    const both = [web({ direction: "OUT" }), web({ id: "in", name: "in", direction: "IN" })];
    expect(ask(pair(both)).verdict).toBe(Verdict.Allowed);
  });

  test("a rule acts at the ports of its scope only", () => {
    expect(ask(pair([web({ appliedTo: ["b.nic"] })])).verdict).toBe(Verdict.Denied);
    expect(ask(pair([web({ appliedTo: ["a.nic", "b.nic"] })])).verdict).toBe(Verdict.Allowed);
  });

  test("does not see ports that it does not cover", () => {
    const uncovered = { distributedFirewall: "notCovered" as const };
    expect(ask(pair([], { a: uncovered, b: uncovered })).verdict).toBe(Verdict.Allowed);
  });

  test("where coverage is unknown, only what is allowed anyway is certain", () => {
    const unsure = { a: { distributedFirewall: "unknown" as const } };
    expect(ask(pair([web()], unsure)).verdict).toBe(Verdict.Allowed);
    const inOnly = [web({ direction: "IN" })];
    expect(ask(pair(inOnly, unsure))).toMatchObject({ verdict: Verdict.Unknown, reason: "doubt" });
  });

  test("JUMP_TO_APPLICATION skips the rest of its category", () => {
    const jump = rule("jump", { category: "Environment", action: "JUMP_TO_APPLICATION" });
    const drop = rule("drop", { category: "Environment", action: "DROP" });
    expect(ask(pair([jump, drop, web()])).verdict).toBe(Verdict.Allowed);
    expect(ask(pair([drop, jump, web()])).verdict).toBe(Verdict.Denied);
  });

  test("a rule of one family does not match the other", () => {
    expect(ask(pair([web({ family: "IPV6" })])).verdict).toBe(Verdict.Denied);
  });

  test("a service matches by source port, ICMP type, or protocol alone", () => {
    const icmp = { ...tcpPacket("10.0.0.1", "10.0.0.2", 8 * 256), protocol: 1, sourcePort: 0 };
    const echo = rule("echo", {
      services: [
        { protocols: [1], destinationPorts: PortSet.fromRanges([{ first: 2048, last: 2048 }]) },
      ],
    });
    expect(explain(pair([echo]), icmp, "a").verdict).toBe(Verdict.Allowed);
    expect(explain(pair([echo]), { ...icmp, destinationPort: 0 }, "a").verdict).toBe(
      Verdict.Denied,
    );
    const named = rule("source", { services: [{ sourcePorts: PortSet.of("50000") }] });
    expect(ask(pair([named])).verdict).toBe(Verdict.Allowed);
    expect(explain(pair([named]), icmp, "a").verdict).toBe(Verdict.Denied);
    const gre = { ...icmp, protocol: 47, destinationPort: 0 };
    const byPort = rule("ports", { services: [{ destinationPorts: PortSet.ANY }] });
    expect(explain(pair([byPort]), gre, "a").verdict).toBe(Verdict.Denied);
  });
});

describe("replies", () => {
  test("pass a stateful rule that is about the request only", () => {
    expect(ask(pair([web()])).verdict).toBe(Verdict.Allowed);
  });

  test("fail without a rule of their own where the rule is stateless", () => {
    expect(ask(pair([web({ stateful: false })]))).toMatchObject({
      verdict: Verdict.Denied,
      reason: "noReturnPath",
      origin: { label: "default" },
    });
  });

  test("pass a stateless rule of their own", () => {
    const back = rule("back", {
      source: B,
      destination: A,
      stateful: false,
      services: [{ protocols: [6], sourcePorts: PortSet.of("443") }],
    });
    expect(ask(pair([web({ stateful: false }), back])).verdict).toBe(Verdict.Allowed);
  });

  test("fail at an Ethernet rule, which has no memory", () => {
    const macs = { a: { mac: "00:50:56:00:00:01" }, b: { mac: "00:50:56:00:00:02" } };
    const ethernet = [
      rule("l2", { action: "DROP", stateful: false, sourceMacs: ["00:50:56:00:00:02"] }),
    ];
    const net = pair([web()], { firewall: { ethernet }, ...macs });
    expect(ask(net)).toMatchObject({ reason: "noReturnPath", origin: { label: "l2" } });
    expect(ask(pair([web()], { firewall: { ethernet }, a: macs.a }))).toMatchObject({
      verdict: Verdict.Unknown,
    });
  });
});

describe("doubtful rules", () => {
  const doubt = { certainty: Certainty.Conditional as const, reason: "a context profile decides" };

  test("make no difference where the outcome is the same without them", () => {
    expect(ask(pair([web({ doubt }), web({ id: "sure", name: "sure" })])).verdict).toBe(
      Verdict.Allowed,
    );
    expect(ask(pair([web({ action: "DROP", doubt })])).verdict).toBe(Verdict.Denied);
  });

  test("make the verdict conditional where it differs", () => {
    const answer = ask(pair([web({ doubt })]));
    expect(answer).toMatchObject({
      verdict: Verdict.Conditional,
      reason: "doubt",
      receiver: "b",
      origin: { label: "web" },
    });
    expect(answer.hops[1]?.action).toBe(
      "distributed firewall out of a.nic: rule web of policy policy may decide, " +
        "conditional: a context profile decides",
    );
  });

  test("lose against a certain denial at the other end", () => {
    const drop = rule("in", { action: "DROP", direction: "IN" });
    expect(ask(pair([web({ direction: "OUT", doubt }), drop]))).toMatchObject({
      verdict: Verdict.Denied,
      origin: { label: "in" },
    });
  });

  test("a default that nobody knows is unknown, not denied", () => {
    const unsure = {
      action: "DROP" as const,
      origin: origin("default"),
      doubt: { certainty: Certainty.Unknown as const, reason: "nobody said" },
    };
    expect(ask(pair([], { firewall: { defaultAction: unsure } })).verdict).toBe(Verdict.Unknown);
    expect(ask(pair([web()], { firewall: { defaultAction: unsure } })).verdict).toBe(
      Verdict.Allowed,
    );
  });
});

test("many rules are found by index and decide as few do", () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    rule(`other-${index}`, {
      action: index % 2 === 0 ? "ALLOW" : "DROP",
      source: AddressSet.of(`10.0.${index + 1}.0/24`),
    }),
  );
  const net = pair([...many.slice(0, 30), web(), ...many.slice(30)]);
  const allowed = flowsFrom(net, "a", tcpTo("10.0.0.2", "1-65535")).filter(
    ({ verdict }) => verdict === Verdict.Allowed,
  );
  expect(allowed.map(({ space }) => space.destinationPorts.toText())).toEqual(["443"]);
});
