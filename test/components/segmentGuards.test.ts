import {
  BridgedSegment,
  IsolatedNetwork,
  NatSegment,
  RoutedSegment,
  SegmentGuards,
  type SegmentGuardsArgs,
  type SegmentGuardsRef,
} from "vmnet";

import { faultsOf } from "./faults";
import { lab, natArgs, sealedArgs } from "./fixtures";
import { namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

const guarded = (changes: SegmentGuardsArgs = {}) =>
  built(() => new SegmentGuards("ports", changes));

const lan = {
  transportZonePath: lab.vlanPath,
  datacenterId: lab.datacenterId,
  vlanId: 10,
};

describe("segment guards", () => {
  test("are one profile of each kind (R05)", async () => {
    const { names } = await guarded();
    expect(names()).toEqual([
      "ports",
      "ports-ip",
      "ports-mac",
      "ports-security",
      "ports-spoofguard",
    ]);
  });

  test("let a port have one MAC address and one learned address", async () => {
    const { find } = await guarded();
    expect(find("ports-mac").inputs).toMatchObject({
      nsxId: "ports-mac",
      macChangeEnabled: false,
      macLearningEnabled: false,
      unknownUnicastFloodingEnabled: false,
    });
    expect(find("ports-ip").inputs).toMatchObject({
      arpSnoopingEnabled: true,
      dhcpSnoopingEnabled: true,
      arpBindingLimit: 1,
      tofuEnabled: true,
      vmtoolsEnabled: false,
    });
    expect(find("ports-spoofguard").inputs).toMatchObject({ addressBindingAllowlist: true });
  });

  test("have duplicate addresses reported (R08)", async () => {
    const { find } = await guarded();
    expect(find("ports-ip").inputs).toMatchObject({ duplicateIpDetectionEnabled: true });
  });

  test("let no machine be a switch, a router or a DHCP server (R21)", async () => {
    const { find } = await guarded();
    expect(find("ports-security").inputs).toMatchObject({
      bpduFilterEnable: true,
      raGuardEnabled: true,
      dhcpServerBlockEnabled: true,
      dhcpServerBlockV6Enabled: true,
    });
  });

  test("say every choice, so that none is kept from an earlier state", async () => {
    const { find } = await guarded({
      addressesPerPort: 4,
      trustFirstUse: false,
      learnFromVmTools: true,
      learnedAddressesOnly: false,
      allowDhcpServers: true,
    });
    expect(find("ports-ip").inputs).toMatchObject({
      arpBindingLimit: 4,
      tofuEnabled: false,
      vmtoolsEnabled: true,
    });
    expect(find("ports-spoofguard").inputs).toMatchObject({ addressBindingAllowlist: false });
    expect(find("ports-security").inputs).toMatchObject({
      dhcpServerBlockEnabled: false,
      dhcpServerBlockV6Enabled: false,
    });
  });

  test("register the same in a preview as in an update, and are replaced while segments use them", async () => {
    expect(await namesInBoth(() => new SegmentGuards("ports", {}))).toHaveLength(5);
    const { registrations } = await guarded();
    for (const child of registrations.filter(({ custom }) => custom)) {
      expect(child).toMatchObject({ parent: "ports", deleteBeforeReplace: false });
    }
  });

  test("of a site are paths only", async () => {
    const paths = {
      macDiscoveryProfilePath: "/infra/mac-discovery-profiles/default-mac-discovery-profile",
      ipDiscoveryProfilePath: "/infra/ip-discovery-profiles/default-ip-discovery-profile",
      spoofGuardProfilePath: "/infra/spoofguard-profiles/default-spoofguard-profile",
      securityProfilePath: "/infra/segment-security-profiles/default-segment-security-profile",
    };
    const { find, names } = await built(() => {
      const guards = SegmentGuards.fromExisting(paths);
      return new BridgedSegment("lan", { ...lan, guards });
    });
    expect(names()).toEqual(["lan", "lan-group", "lan-segment"]);
    expect(find("lan-segment").inputs).toMatchObject({
      securityProfile: { spoofguardProfilePath: paths.spoofGuardProfilePath },
    });
  });

  test("fail for a number of addresses that NSX does not take, and for a bad id", async () => {
    const found = await faultsOf(
      () => new SegmentGuards("ports", { addressesPerPort: 257, nsxIdPrefix: "a b" }),
    );
    expect(Object.keys(found)).toEqual(["addressesPerPort", "nsxIdPrefix.a b"]);
    const zero = await faultsOf(() => new SegmentGuards("ports", { addressesPerPort: 0 }));
    expect(zero).toEqual({ addressesPerPort: "out of range" });
  });
});

describe("guards of a network", () => {
  const bound = {
    discoveryProfile: {
      macDiscoveryProfilePath: "/infra/mac-discovery-profiles/ports-mac",
      ipDiscoveryProfilePath: "/infra/ip-discovery-profiles/ports-ip",
    },
    securityProfile: {
      spoofguardProfilePath: "/infra/spoofguard-profiles/ports-spoofguard",
      securityProfilePath: "/infra/segment-security-profiles/ports-security",
    },
  };

  test("are bound by paths only, on a VLAN segment and on an overlay segment", async () => {
    const { find } = await built(() => {
      const guards = new SegmentGuards("ports", {});
      new BridgedSegment("lan", { ...lan, guards });
      new RoutedSegment("far", {
        datacenterId: lab.datacenterId,
        transportZonePath: lab.overlayPath,
        tier0Path: lab.tier0Path,
        cidr: "192.168.1.0/24",
        guards,
      });
    });
    for (const segment of ["lan-segment", "far-segment"]) {
      expect(find(segment).inputs.discoveryProfile).toEqual(bound.discoveryProfile);
      expect(find(segment).inputs.securityProfile).toEqual(bound.securityProfile);
    }
  });

  test("may be some of the four", async () => {
    const { find } = await built(
      () =>
        new BridgedSegment("lan", {
          ...lan,
          guards: {
            spoofGuardProfilePath: "/infra/spoofguard-profiles/default-spoofguard-profile",
          },
        }),
    );
    expect(find("lan-segment").inputs).not.toHaveProperty("discoveryProfile");
    expect(find("lan-segment").inputs.securityProfile).toEqual({
      spoofguardProfilePath: "/infra/spoofguard-profiles/default-spoofguard-profile",
    });
  });

  test("fail when they name nothing, or a name where a path belongs", async () => {
    const faults = (guards: object) =>
      faultsOf(() => new BridgedSegment("lan", { ...lan, guards }));
    expect(await faults({})).toEqual({
      guards: "no profile is named, so nothing would be guarded",
    });
    expect(await faults({ securityProfilePath: "strict" })).toEqual({
      "guards.securityProfilePath": "this is not a policy path",
    });
  });
});

test("a reference to guards of a site keeps its paths", async () => {
  const { value } = await built(() =>
    SegmentGuards.fromExisting({
      macDiscoveryProfilePath: "/infra/a",
      ipDiscoveryProfilePath: "/infra/b",
      spoofGuardProfilePath: "/infra/c",
      securityProfilePath: "/infra/d",
    }),
  );
  expect(await valueOf((value as SegmentGuardsRef).securityProfilePath)).toBe("/infra/d");
});

describe("guards of every kind of segment", () => {
  test("are bound on a NAT segment, a tier and a sealed segment", async () => {
    const { find } = await built(() => {
      const guards = new SegmentGuards("ports", {});
      const { gatewayPath } = new NatSegment("app", natArgs({ guards }));
      new IsolatedNetwork("db", sealedArgs({ gatewayPath, cidr: "10.0.9.0/24", guards }));
      new IsolatedNetwork("vault", sealedArgs({ guards }));
    });
    for (const segment of ["app-segment", "db-segment", "vault-segment"]) {
      expect(find(segment).inputs.securityProfile).toEqual({
        spoofguardProfilePath: "/infra/spoofguard-profiles/ports-spoofguard",
        securityProfilePath: "/infra/segment-security-profiles/ports-security",
      });
    }
  });

  test("fail on standard switches, which have none, and when they are no paths", async () => {
    const guards = { securityProfilePath: "/infra/segment-security-profiles/x" };
    const hosts = { a: lab.host };
    const sealed = await faultsOf(
      () => new IsolatedNetwork("vault", { datacenterId: lab.datacenterId, hosts, guards }),
    );
    expect(Object.keys(sealed)).toEqual(["guards"]);
    expect(sealed.guards).toContain("standard switches have no profiles");
    const nat = await faultsOf(
      () => new NatSegment("app", natArgs({ guards: { securityProfilePath: "x" } })),
    );
    expect(nat).toEqual({ "guards.securityProfilePath": "this is not a policy path" });
  });
});
