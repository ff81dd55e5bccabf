import * as nsxt from "@pulumi/nsxt";
import {
  anyTraffic,
  EdgeGateway,
  FirewallAction,
  HaMode,
  tcp,
  udp,
  type EdgeGatewayArgs,
} from "vmnet";

import { full } from "./edgeFixtures";
import { faultsOf } from "./faults";
import { edgeArgs, lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const { bgp = { neighbors: {} } } = full;
const core = { ...bgp.neighbors["core"]! };
const make = (changes: Partial<EdgeGatewayArgs>) => () =>
  new EdgeGateway("edge", edgeArgs(changes));
const build = (changes: Partial<EdgeGatewayArgs>) => built(make(changes));

const firewall = {
  rules: {
    web: { to: ["192.168.1.60"], services: [tcp("443")] },
    guests: {
      from: ["10.9.0.0/16"],
      services: [anyTraffic()],
      action: FirewallAction.Reject,
      label: "guests-stay-out",
    },
  },
};

describe("the firewall of an edge gateway", () => {
  test("is a policy, rules scoped to the gateway, and a last drop that is logged under a label", async () => {
    const { find, names } = await build({ ...full, firewall });
    expect(names().filter((name) => /policy|rule|bgp|drop/.test(name))).toEqual([
      "edge-bgp-core",
      "edge-bgp-wan",
      "edge-drop",
      "edge-policy",
      "edge-rule-guests",
      "edge-rule-web",
    ]);
    expect(find("edge-policy").inputs).toMatchObject({
      category: "LocalGatewayRules",
      sequenceNumber: 1000,
      stateful: true,
    });
    const scopes = ["/infra/tier-0s/edge-gateway"];
    expect(find("edge-drop").inputs).toMatchObject({
      action: "DROP",
      direction: "IN_OUT",
      sequenceNumber: 100_000,
      logged: true,
      logLabel: "edge-drop",
      scopes,
    });
    for (const narrowing of ["sourceGroups", "destinationGroups", "services", "ipVersion"]) {
      expect(find("edge-drop").inputs).not.toHaveProperty(narrowing);
    }
    expect(find("edge-rule-web").inputs).toMatchObject({
      action: "ALLOW",
      sequenceNumber: 3000,
      destinationGroups: ["192.168.1.60"],
      logged: false,
      logLabel: "edge-web",
      scopes,
      serviceEntries: { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["443"] }] },
    });
    expect(find("edge-rule-guests").inputs).toMatchObject({
      action: "REJECT",
      sequenceNumber: 2000,
      logged: true,
      logLabel: "guests-stay-out",
    });
    expect(find("edge-rule-guests").inputs).not.toHaveProperty("serviceEntries");
  });

  test("lets the gateway and its neighbors speak BGP and BFD, before any rule", async () => {
    const { find } = await build({ ...full, firewall: {} });
    const ends = ["192.168.1.1", "192.168.1.2", "192.168.1.3"];
    expect(find("edge-bgp-core").inputs).toMatchObject({
      action: "ALLOW",
      sequenceNumber: 1000,
      sourceGroups: ends,
      destinationGroups: ends,
    });
    expect(portsOf(find("edge-bgp-core").inputs)).toEqual(["TCP 179", "UDP 3784-3785"]);
    expect(find("edge-bgp-wan").inputs["sourceGroups"]).toEqual(["203.0.113.1", "203.0.113.10"]);
    // Dropped first, sessions would break until their rules stand.
    expect(find("edge-drop").dependencies).toEqual(
      expect.arrayContaining(["edge-bgp-core", "edge-bgp-wan"]),
    );
  });

  test("takes the port of BFD over several hops, and none where it is off", async () => {
    const far = { ...core, address: "10.0.9.1", hopLimit: 4 };
    const silent = { ...core, bfd: { enabled: false } };
    const neighbors = { far, silent };
    const { find } = await build({ ...full, bgp: { ...bgp, neighbors }, firewall: {} });
    expect(portsOf(find("edge-bgp-far").inputs)).toEqual(["TCP 179", "UDP 4784"]);
    expect(portsOf(find("edge-bgp-silent").inputs)).toEqual(["TCP 179"]);
  });

  test("is a VRF's own, whatever its parent has", async () => {
    const vrf = { parentPath: lab.tier0Path, trunkVlanIds: ["10-19"] };
    const { find } = await build({ vrf, firewall });
    expect(find("edge-drop").inputs["scopes"]).toEqual(["/infra/tier-0s/edge-gateway"]);
  });

  test("is not there unless asked for, and registers the same in a preview", async () => {
    expect((await build(full)).names()).not.toContain("edge-policy");
    const names = await namesInBoth(make({ ...full, firewall }));
    expect(names).toHaveLength(19);
  });

  test("is quiet, later among policies, or off for a rule, when told so", async () => {
    const { find } = await build({
      firewall: {
        logDrops: false,
        logAllowed: true,
        policySequenceNumber: 20,
        rules: { old: { ...firewall.rules.web, disabled: true, sequenceNumber: 7 } },
      },
    });
    expect(find("edge-drop").inputs).toMatchObject({ logged: false });
    expect(find("edge-policy").inputs).toMatchObject({ sequenceNumber: 20 });
    const old = { disabled: true, logged: true, sequenceNumber: 7 };
    expect(find("edge-rule-old").inputs).toMatchObject(old);
  });

  test("names IPv6 beside IPv4, and groups by path", async () => {
    const { find } = await built(() => {
      const office = new nsxt.PolicyGroup("office", { displayName: "office", nsxId: "office" });
      const from = ["2001:db8::/32", office.path, "10.0.0.1-10.0.0.9"];
      make({ firewall: { rules: { dual: { from, services: [udp("53")] } } } })();
    });
    expect(find("edge-rule-dual").inputs["sourceGroups"]).toEqual([
      "/infra/domains/default/groups/office",
      "10.0.0.1-10.0.0.9",
      "2001:db8::/32",
    ]);
  });

  test("grows by a rule without touching the others", () =>
    growsInPlace({
      entry: (index) => ({ to: [`192.168.1.${60 + index}`], services: [tcp("443")] }),
      program: (rules) => make({ firewall: { rules } })(),
    }));
});

function portsOf(inputs: Record<string, unknown>): string[] {
  const { l4PortSetEntries = [] } = inputs["serviceEntries"] as {
    l4PortSetEntries?: { protocol: string; destinationPorts: string[] }[];
  };
  return l4PortSetEntries.map((entry) => `${entry.protocol} ${entry.destinationPorts.join()}`);
}

describe("the firewall of an edge gateway fails", () => {
  const faults = (changes: Partial<EdgeGatewayArgs>) => faultsOf(make(changes));
  const services = [tcp("443")];

  test("fails for an active-active gateway, where replies come by another node", async () => {
    const found = await faults({ haMode: HaMode.ActiveActive, firewall: {} });
    expect(found).toEqual({
      firewall:
        "an active-active gateway has no stateful firewall: a reply may come by another node",
    });
  });

  test("fails for rules that say nothing, too much, or what never happens", async () => {
    const found = await faults({
      firewall: {
        rules: {
          open: { services: [anyTraffic()] },
          nobody: { from: [], services },
          mixed: { from: ["10.0.0.0/8"], to: ["2001:db8::/32"], services },
          bare: { services: [] },
        },
      },
    });
    expect(found).toEqual({
      "firewall.rules.open": "this lets every packet through, and the drop behind it does nothing",
      "firewall.rules.nobody.from": "nobody is named, which NSX takes as everybody",
      "firewall.rules.mixed": "packets from IPv4 addresses have no IPv6 destination",
      "firewall.rules.bare.services": "no service is named",
    });
  });

  test("fails for values that NSX would refuse or mistake, all at once", async () => {
    const found = await faults({
      firewall: {
        policySequenceNumber: -1,
        rules: {
          a: { from: ["10.0.0.5/24"], to: ["infra/x"], services, sequenceNumber: 100_000 },
          b: { from: ["//x"], services, label: "" },
          c: { services, action: "PERMIT" as FirewallAction },
          "<script>": { services },
        },
      },
    });
    expect(Object.keys(found).sort()).toEqual(
      [
        "firewall.rules.<script>",
        "firewall.policySequenceNumber",
        "firewall.rules.a.from[0]",
        "firewall.rules.a.sequenceNumber",
        "firewall.rules.a.to[0]",
        "firewall.rules.b.from[0]",
        "firewall.rules.b.label",
        "firewall.rules.c.action",
      ].sort(),
    );
  });

  test("fails for an order that would be left open", async () => {
    const drop = { services, action: FirewallAction.Drop, sequenceNumber: 3000 };
    const found = await faults({ firewall: { rules: { web: { services }, not: drop } } });
    expect(found).toEqual({
      "firewall.rules.not.sequenceNumber":
        "web has this number, and one of the two lets through what the other drops",
    });
  });
});
