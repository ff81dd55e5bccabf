/** Cases for sections 6 and 7 of docs/semantics.md: firewalls and replies. */
import { AddressSet } from "../../network/addressSet";
import { PortSet } from "../../network/ports";
import { ACROSS, caseOf, DROP, TO_W, type Case } from "./cases";
import { DEPENDS, firewallRule, natRule, route, UNSURE } from "./parts";

const HIDDEN = { translated: AddressSet.of("10.0.1.6") };

export const FILTERS: Case[] = [
  caseOf("fails by the default action", "corp", TO_W, "denied firewall -", ({ model }) => {
    model.firewall.defaultAction.action = "DROP";
  }),
  caseOf("a default action in doubt", "corp", TO_W, "unknown nobody says w", ({ model }) => {
    model.firewall.defaultAction.doubt = UNSURE;
  }),
  caseOf(
    "a doubtful rule that changes nothing",
    "corp",
    TO_W,
    "allowed delivered w",
    ({ model }) => {
      model.firewall.rules = [firewallRule("maybe", { doubt: DEPENDS })];
    },
  ),
  caseOf(
    "a doubtful rule that decides",
    "corp",
    TO_W,
    "conditional headers do not show it w",
    ({ model }) => {
      model.firewall.rules = [firewallRule("maybe", { ...DROP, doubt: DEPENDS })];
    },
  ),
  caseOf("fails: a doubtful drop before a drop", "corp", TO_W, "denied firewall -", ({ model }) => {
    model.firewall.rules = [firewallRule("maybe", { ...DROP, doubt: DEPENDS })];
    model.firewall.defaultAction.action = "REJECT";
  }),
  caseOf(
    "two doubts that decide: unknown wins",
    "corp",
    TO_W,
    "unknown nobody says w",
    ({ model }) => {
      const first = firewallRule("maybe", { doubt: DEPENDS });
      model.firewall.rules = [first, firewallRule("else", { ...DROP, doubt: UNSURE })];
    },
  ),
  caseOf(
    "a jump passes over the rest of its category",
    "corp",
    TO_W,
    "allowed delivered w",
    ({ model }) => {
      const jump = firewallRule("jump", { category: "Environment", action: "JUMP_TO_APPLICATION" });
      const drop = firewallRule("no", { ...DROP, category: "Environment" });
      model.firewall.rules = [jump, drop, firewallRule("yes")];
    },
  ),
  caseOf(
    "policies of one number that disagree",
    "corp",
    TO_W,
    "unknown rules of one sequence number w",
    ({ model }) => {
      model.firewall.rules = [
        firewallRule("yes", { ties: [{ place: "0", unit: "a" }] }),
        firewallRule("no", { ...DROP, ties: [{ place: "0", unit: "b" }] }),
      ];
    },
  ),
  caseOf(
    "the rules of one policy do have an order",
    "corp",
    TO_W,
    "allowed delivered w",
    ({ model }) => {
      const ties = [{ place: "0", unit: "a" }];
      model.firewall.rules = [
        firewallRule("yes", { ties }),
        firewallRule("no", { ...DROP, ties }),
        firewallRule("also", { ties: [{ place: "0", unit: "b" }] }),
      ];
    },
  ),
  caseOf("a rule that is applied elsewhere", "corp", TO_W, "allowed delivered w", ({ model }) => {
    model.firewall.rules = [firewallRule("no", { ...DROP, appliedTo: ["d-0"] })];
  }),
  caseOf("a rule of the other direction", "corp", TO_W, "allowed delivered w", ({ model }) => {
    model.firewall.rules = [firewallRule("no", { ...DROP, direction: "OUT" })];
  }),
  caseOf("a rule of the other family", "corp", TO_W, "allowed delivered w", ({ model }) => {
    model.firewall.rules = [firewallRule("no", { ...DROP, family: "IPV6" })];
  }),
  caseOf(
    "ports never match a protocol without ports",
    "corp",
    `${TO_W} gre`,
    "allowed delivered w",
    ({ model }) => {
      const services = [{ destinationPorts: PortSet.of("1-65535") }];
      model.firewall.rules = [firewallRule("no", { ...DROP, services })];
    },
  ),
  caseOf("ICMP type and code", "corp", `${TO_W} icmp 2048`, "denied firewall -", ({ model }) => {
    const services = [{ protocols: [1], destinationPorts: PortSet.of("2048") }];
    model.firewall.rules = [firewallRule("no", { ...DROP, services })];
  }),
  caseOf(
    "fails by the MAC address of the sender",
    "w",
    ACROSS,
    "denied firewall -",
    ({ model }) => {
      const macs = { sourceMacs: ["00:50:56:00:00:11"] };
      model.firewall.ethernet = [firewallRule("no", { ...DROP, ...macs, stateful: false })];
    },
  ),
  caseOf(
    "a MAC address that nobody knows",
    "corp",
    TO_W,
    "unknown a MAC address is not known w",
    ({ model }) => {
      const macs = { sourceMacs: ["00:50:56:00:00:99"] };
      model.firewall.ethernet = [firewallRule("no", { ...DROP, ...macs, stateful: false })];
    },
  ),
  caseOf(
    "coverage that nobody knows, under a drop",
    "corp",
    TO_W,
    "unknown distributed firewall coverage is not known w",
    (site) => {
      site.port("w-0").distributedFirewall = "unknown";
      site.model.firewall.defaultAction.action = "DROP";
    },
  ),
  caseOf(
    "coverage that nobody knows, under an allow",
    "corp",
    TO_W,
    "allowed delivered w",
    (site) => {
      site.port("w-0").distributedFirewall = "unknown";
    },
  ),
  // 7: replies
  caseOf(
    "fails without a way back",
    "corp",
    TO_W,
    "denied noReturnPath w",
    ({ w }) => (w.routes = []),
  ),
  caseOf("a doubt stops the reply", "corp", TO_W, "unknown nobody says w", ({ w }) => {
    w.routes[0]!.doubt = UNSURE;
  }),
  caseOf("a stateful rule passes the reply", "corp", TO_W, "allowed delivered w", ({ model }) => {
    model.firewall.rules = [firewallRule("in", { direction: "IN" }), firewallRule("no", DROP)];
  }),
  caseOf(
    "fails: a stateless rule does not pass the reply",
    "corp",
    TO_W,
    "denied noReturnPath w",
    ({ model }) => {
      const inwards = firewallRule("in", { direction: "IN", stateful: false });
      model.firewall.rules = [inwards, firewallRule("no", DROP)];
    },
  ),
  caseOf(
    "a gateway that knows the connection does not translate its reply",
    "corp",
    TO_W,
    "allowed delivered w",
    ({ t1 }) => (t1.nat = [natRule("hide", "SNAT", HIDDEN)]),
  ),
  caseOf(
    "fails: a gateway without memory translates the reply",
    "corp",
    TO_W,
    "denied noReturnPath w",
    ({ t1 }) => {
      t1.nat = [natRule("hide", "SNAT", HIDDEN)];
      t1.firewall.rules = [firewallRule("stateless", { stateful: false })];
    },
  ),
  caseOf(
    "fails: Ethernet rules have no memory",
    "corp",
    TO_W,
    "denied noReturnPath w",
    ({ model }) => {
      const rule = { ...DROP, direction: "OUT" as const, stateful: false };
      model.firewall.ethernet = [firewallRule("no", rule)];
    },
  ),
  caseOf(
    "fails: the reply comes home by another port",
    "w",
    ACROSS,
    "denied noReturnPath d",
    (site) => {
      site.plan.port(site.w, "db", ["10.0.12.3/29"]);
      site.d.routes = [route("0.0.0.0/0", site.port("d-0"), "10.0.12.3")];
      site.w.routes.push(route("10.0.12.2/32", site.port("w-0"), "10.0.11.1"));
    },
  ),
];
