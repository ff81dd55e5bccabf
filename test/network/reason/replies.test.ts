import { AddressSet } from "../../../network/addressSet";
import type { FirewallRule, NatRule, Router } from "../../../network/model/types";
import { explain, reach, Verdict } from "../../../network/reason";
import {
  ALLOW,
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

/** A LAN that knows the way to the network behind a gateway which hides that network on the way out. */
function site(firewall: Partial<Router["firewall"]>, rules: NatRule[] = [hide()]) {
  return model([
    domain("lan", { kind: "vlan" }),
    domain("app"),
    machine("corp", "lan", { ip: "192.168.1.10/24", via: "192.168.1.1" }),
    machine("web", "app", { ip: "10.0.0.11/24", via: "10.0.0.1" }),
    router(
      "t1",
      [
        port("t1.up", "t1", "lan", {
          ip: "192.168.1.1/24",
          side: "service",
          answersFor: ["192.168.1.50"],
        }),
        port("t1.app", "t1", "app", { ip: "10.0.0.1/24", side: "distributed" }),
      ],
      [
        ["192.168.1.0/24", ["t1.up"]],
        ["10.0.0.0/24", ["t1.app"]],
      ],
      { nat: rules, firewall: { enabled: true, rules: [], defaultAction: ALLOW, ...firewall } },
    ),
  ]);
}

const hide = (more: Partial<NatRule> = {}) =>
  nat("hide", "SNAT", {
    source: AddressSet.of("10.0.0.0/24"),
    translated: AddressSet.of("192.168.1.50"),
    ...more,
  });
const stateless = (more: Partial<FirewallRule> = {}) =>
  rule("stateless", { stateful: false, ...more });
const toWeb = tcpPacket("192.168.1.10", "10.0.0.11");

describe("replies through a gateway that hides the network that answers", () => {
  test("stay as they are where the firewall remembers the connection", () => {
    expect(explain(site({ rules: [rule("web")] }), toWeb, "corp").verdict).toBe(Verdict.Allowed);
  });

  test("stay as they are where the default action let the packet in", () => {
    expect(explain(site({}), toWeb, "corp").verdict).toBe(Verdict.Allowed);
  });

  test("fails behind a stateless rule, since the reply gets another source", () => {
    const answer = explain(site({ rules: [stateless()] }), toWeb, "corp");
    expect(answer).toMatchObject({ verdict: Verdict.Denied, reason: "noReturnPath" });
    const actions = answer.hops.map(({ action }) => action);
    expect(actions.some((action) => action.startsWith("reply: SNAT rule hide"))).toBe(true);
    expect(actions[actions.length - 1]).toBe("reply: not what corp waits for");
  });

  test("fails without the gateway firewall, which NAT needs", () => {
    const off = { enabled: false, defaultAction: DROP };
    expect(explain(site(off), toWeb, "corp")).toMatchObject({
      verdict: Verdict.Denied,
      reason: "noReturnPath",
    });
  });

  test("stay as they are where the packet bypassed the firewall", () => {
    const except = nat("except", "NO_DNAT", { destination: AddressSet.of("10.0.0.11") });
    const net = site({ rules: [stateless()] }, [except, hide()]);
    expect(explain(net, toWeb, "corp").verdict).toBe(Verdict.Allowed);
  });

  test("stay as they are on a port that the service router does not serve", () => {
    const limited = hide({ ports: ["t1.app"] });
    expect(explain(site({ rules: [stateless()] }, [limited]), toWeb, "corp").verdict).toBe(
      Verdict.Allowed,
    );
  });

  test("are told apart by what the firewall remembers of each packet", () => {
    const rules = [stateless({ services: [tcpService("443")] }), rule("others")];
    const answers = reach(site({ rules }), "corp", "web", {
      destination: AddressSet.of("10.0.0.11"),
    });
    const ports = (verdict: Verdict) =>
      answers
        .filter((answer) => answer.verdict === verdict && answer.space.protocols.contains(6))
        .map(({ space }) => space.destinationPorts.toText());
    expect(ports(Verdict.Denied)).toEqual(["443"]);
    expect(ports(Verdict.Allowed)).toEqual(["0-442,444-65535"]);
  });

  test("are not certain where only the new source port may be wrong", () => {
    const same = hide({ translated: AddressSet.of("10.0.0.11") });
    const net = site({ rules: [stateless()] }, [same]);
    expect(explain(net, toWeb, "corp")).toMatchObject({
      verdict: Verdict.Conditional,
      reason: "alternatives",
    });
    const echo = { ...toWeb, protocol: 1, sourcePort: 0, destinationPort: 8 * 256 };
    expect(explain(net, echo, "corp").verdict).toBe(Verdict.Allowed);
  });

  test("fails where a 1:1 rule gives the reply another source", () => {
    const pair = nat("pair", "REFLEXIVE", {
      source: AddressSet.of("10.0.0.11"),
      translated: AddressSet.of("192.168.1.50"),
    });
    expect(explain(site({ rules: [stateless()] }, [pair]), toWeb, "corp").reason).toBe(
      "noReturnPath",
    );
    expect(explain(site({}, [pair]), toWeb, "corp").verdict).toBe(Verdict.Allowed);
  });
});
