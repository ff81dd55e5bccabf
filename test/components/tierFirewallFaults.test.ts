import * as pulumi from "@pulumi/pulumi";
import {
  anyTraffic,
  FirewallAction,
  RuleStage,
  SecurityTier,
  tcp,
  TierFirewall,
  type TierFirewallArgs,
} from "vmnet";

import { faultsOf, refused } from "./faults";
import { built, runProgram } from "./harness";
import { tierArgs } from "./tierFixtures";

const faults = (changes: object) =>
  faultsOf(() => new TierFirewall("fw", tierArgs(changes as Partial<TierFirewallArgs>)));

const core = { tier: SecurityTier.Core, tags: [{ tag: "core" }] };
const dmz = { tier: SecurityTier.Dmz, tags: [{ tag: "dmz" }] };
const some = [tcp("1")];

describe("a firewall between tiers fails", () => {
  test("fails for zones that hold nothing, or what no group can select", async () => {
    expect(
      await faults({
        rules: {},
        zones: {
          core,
          "no key": core,
          empty: { tier: SecurityTier.Core },
          lists: { tier: SecurityTier.Core, tags: [], segmentPaths: [], ranges: [] },
          macs: { tier: SecurityTier.Core, macAddresses: { a: "00:50:56:00:00:01" } },
          names: { tier: SecurityTier.Core, segmentPaths: ["lan"], groupPaths: ["web"] },
          tags: { tier: SecurityTier.Core, tags: [{ scope: "a|b", tag: "" }] },
          wrong: { tier: SecurityTier.Core, ranges: ["10.0.0.1/24", "fd00::1"] },
          tier: { tier: "inner", tags: [{ tag: "a" }] },
          none: { tags: [{ tag: "a" }] },
        },
      }),
    ).toEqual({
      "zones.no key": "this key names resources",
      "zones.empty": "nothing says which machines are in the zone",
      "zones.lists.tags": "no tag is named",
      "zones.lists.segmentPaths": "no path is named",
      "zones.lists.ranges": "no address is named",
      "zones.macs": "nothing says which machines are in the zone",
      "zones.names.segmentPaths[0]": "this is not a policy path",
      "zones.names.groupPaths[0]": "this is not a policy path",
      "zones.tags.tags[0].tag": "a group cannot select this",
      "zones.tags.tags[0].scope": "a group cannot select this",
      "zones.wrong.ranges[0]": expect.stringMatching(/./),
      "zones.wrong.ranges[1]": "IPv6 is not offered here",
      "zones.tier.tier": "this is not one of the choices",
      "zones.none.tier": "this is required",
    });
  });

  test("fails for a MAC address without the machine that has it, and says how to repair it", async () => {
    const macs = { tier: SecurityTier.Core, macAddresses: { a: "00:50:56:00:00:01" } };
    const { message } = await refused(
      () => new TierFirewall("fw", tierArgs({ zones: { core, macs }, rules: {} })),
    );
    expect(message).toContain("zones.macs: nothing says which machines are in the zone");
    expect(message).toContain("allowed: one or more of tags, segmentPaths, groupPaths, ranges");
    expect(message).toContain("a MAC address is no member: name the segment or tag");
  });

  test("fails for MAC addresses that no adapter keeps, and for guards of a zone without machines", async () => {
    expect(
      await faults({
        rules: {},
        zones: {
          core: {
            ...core,
            macAddresses: { short: "00:50", one: "00:50:56:00:00:01", two: "00:50:56:00:00:01" },
          },
          dmz: { ...dmz, macAddresses: {} },
          vpn: {
            tier: SecurityTier.Vpn,
            ranges: ["10.99.0.0/24"],
            macAddresses: { a: "00:50:56:00:00:02" },
            dhcpClients: true,
          },
        },
      }),
    ).toEqual({
      "zones.core.macAddresses.short": "this is not a MAC address",
      "zones.core.macAddresses.two": "one has this already",
      "zones.dmz.macAddresses": "no MAC address is named, so nothing in the zone could send",
      "zones.vpn.macAddresses":
        "a zone of addresses alone has no machines that this could be about",
      "zones.vpn.dhcpClients": "a zone of addresses alone has no machines that this could be about",
    });
  });

  test("fails for an address that two zones have, here or at another site", async () => {
    const found = await faults({
      rules: {},
      zones: {
        core: { ...core, ranges: ["10.0.0.0/24"] },
        dmz: { ...dmz, ranges: ["10.0.0.7-10.0.0.9"], remoteRanges: ["10.0.0.128/25"] },
      },
    });
    expect(found).toEqual({
      "zones.dmz.ranges[0]": "zone core has some of these addresses already (zones.core.ranges[0])",
      "zones.dmz.remoteRanges[0]":
        "zone core has some of these addresses already (zones.core.ranges[0])",
    });
  });

  test("fails where nothing could be dropped at all", async () => {
    const vpn = { tier: SecurityTier.Vpn, ranges: ["10.99.0.0/24"] };
    expect(await faults({ zones: { vpn }, rules: {} })).toEqual({
      zones: "no zone has machines at which anything could be dropped",
    });
  });

  test("fails for rules about nobody, about zones that are none, and at no machine", async () => {
    const vpn = { tier: SecurityTier.Vpn, ranges: ["10.99.0.0/24"] };
    const found = await faults({
      zones: { core, dmz, vpn },
      rules: {
        everybody: { services: some },
        nobody: { from: {}, to: { zones: ["core"] }, services: some },
        mistyped: { to: { zones: ["croe"] }, services: some },
        peers: { from: { zones: ["vpn"] }, to: { ranges: ["10.1.0.0/24"] }, services: some },
        broken: {
          to: { zones: ["core"], groupPaths: ["x"], ranges: ["10.1.0.300"] },
          services: some,
        },
        "no key": { to: { zones: ["core"] }, services: some },
      },
    });
    expect(found).toEqual({
      "rules.no key": "this key names resources",
      "rules.everybody": "the rule would be asked at no machine",
      "rules.nobody.from": "nobody is named, which NSX takes as everybody",
      "rules.mistyped.to.zones[0]": "there is no such zone",
      "rules.peers": "the rule would be asked at no machine",
      "rules.broken.to.groupPaths[0]": "this is not a policy path",
      "rules.broken.to.ranges[0]": expect.stringMatching(/./),
    });
  });

  test("fails for a mistyped zone with the name that was meant", async () => {
    const rules = { web: { to: { zones: ["dzm"] }, services: some } };
    const { message } = await refused(() => new TierFirewall("fw", tierArgs({ rules })));
    expect(message).toContain(
      'rules.web.to.zones[0]: there is no such zone (got "dzm"; ' +
        'allowed: core, dmz, hosts, management, production, vpn); did you mean "dmz"?',
    );
  });

  test("fails for settings out of range, without services, and with a label that the log cuts", async () => {
    const to = { zones: ["core"] };
    const found = await faults({
      mode: "watch",
      policySequenceNumber: -1,
      nsxIdPrefix: "a b",
      zones: { core },
      rules: {
        a: { to, services: [] },
        b: { to, services: some, action: "DENY" },
        c: { to, services: some, stage: "Environment" },
        d: { to, services: some, sequenceNumber: 100_000 },
        e: { to, services: some, label: "x".repeat(33) },
        f: { to, services: [tcp("0")] },
      },
    });
    expect(Object.keys(found)).toEqual([
      "mode",
      "policySequenceNumber",
      "nsxIdPrefix.a b",
      "rules.a.services",
      "rules.b.action",
      "rules.c.stage",
      "rules.d.sequenceNumber",
      "rules.e.label",
      "rules.f.services[0].ports",
    ]);
  });

  test("fails for a rule that a boundary would undo, unless it is a shared service", async () => {
    const open = { from: { zones: ["dmz"] }, to: { zones: ["core"] }, services: some };
    const zones = { core, dmz };
    expect(await faults({ zones, rules: { open } })).toEqual({
      "rules.open": "there is a boundary from dmz (dmz) to core (core)",
    });
    const dropped = { ...open, action: FirewallAction.Drop };
    const shared = { ...open, stage: RuleStage.Infrastructure };
    await built(() => new TierFirewall("fw", tierArgs({ zones, rules: { dropped, shared } })));
  });

  test("fails for one number on a rule that lets through and on one that drops", async () => {
    const rule = { to: { zones: ["core"] }, services: [anyTraffic()] };
    const drop = { ...rule, action: FirewallAction.Drop };
    const found = await faults({
      zones: { core },
      rules: {
        open: { ...rule, sequenceNumber: 10 },
        closed: { ...drop, sequenceNumber: 10 },
        late: { ...drop, sequenceNumber: 3000 },
        plain: rule,
        elsewhere: { ...drop, sequenceNumber: 10, stage: RuleStage.Emergency },
      },
    });
    expect(found).toEqual({
      "rules.closed.sequenceNumber":
        "open has this number, and one of the two lets through what the other drops",
      "rules.plain.sequenceNumber":
        "late has this number, and one of the two lets through what the other drops",
    });
  });

  test("fails without a word about the exclude list, and for exclusions of two kinds or none", async () => {
    expect(await faults({ excluded: undefined })).toEqual({ excluded: "this is required" });
    const groupPath = "/infra/domains/default/groups/vcenter";
    expect(
      await faults({
        excluded: {
          none: {},
          both: { groupPath, tags: [{ tag: "a" }] },
          name: { groupPath: "vcenter" },
          one: { groupPath },
          two: { groupPath },
          tags: { tags: [] },
        },
      }),
    ).toEqual({
      "excluded.none": "an exclusion is a group or a list of tags",
      "excluded.both": "an exclusion is a group or a list of tags",
      "excluded.name.groupPath": "this is not a policy path",
      "excluded.two.groupPath": "one excludes this group already",
      "excluded.tags.tags": "no tag is named",
    });
  });

  test("fails for more exclusions than the list takes", async () => {
    const excluded = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`x${index}`, { tags: [{ tag: `${index}` }] }]),
    );
    expect(await faults({ excluded })).toEqual({
      excluded: "the exclude list takes fewer groups",
    });
  });

  test("fails later for an address that is known later, with the same words", async () => {
    const later = pulumi.output(Promise.resolve("10.0.0.300"));
    const zones = { core, vpn: { tier: SecurityTier.Vpn, ranges: [later] } };
    const { errors } = await runProgram(
      () => new TierFirewall("fw", tierArgs({ zones, rules: {} })),
    );
    expect(errors.map(({ message }) => message).join()).toContain("zones.vpn.ranges[0]");
  });
});
