import * as pulumi from "@pulumi/pulumi";
import * as vmnet from "vmnet";

import { built, valueOf } from "./harness";

type Outputs = Record<string, pulumi.Output<unknown>>;

/** What each gives back for what a site has; components with a test of their own are not repeated. */
const cases: Record<string, [existing: () => object, values: object]> = {
  VmTags: [
    () => vmnet.VmTags.fromExisting({ tags: { tier: ["web", pulumi.output("app")], "": ["x"] } }),
    { selectors: ["tier|app", "tier|web", "|x"] },
  ],
  MacAllowList: [
    () => vmnet.MacAllowList.fromExisting({ policyPath: "/p", macGroupPath: "/g" }),
    { policyPath: "/p", macGroupPath: "/g" },
  ],
  OpenVpnGateway: [
    () =>
      vmnet.OpenVpnGateway.fromExisting({
        gatewayPath: "/infra/tier-1s/vpn",
        segmentPath: "/infra/segments/vpn",
        clientsGroupPath: "/infra/domains/default/groups/clients",
        machineAddress: "10.9.0.2",
      }),
    { clientsGroupPath: "/infra/domains/default/groups/clients", machineAddress: "10.9.0.2" },
  ],
  IntrusionPrevention: [
    () => vmnet.IntrusionPrevention.fromExisting({ profilePath: "/infra/x" }),
    { profilePath: "/infra/x", sensorRules: "" },
  ],
  NetworkMonitoring: [
    () =>
      vmnet.NetworkMonitoring.fromExisting({
        alarmNames: { links: "Network uplink down" },
        objectives: { app: { from: "app-1", to: "db-1" } },
      }),
    { alarmNames: { links: "Network uplink down" }, objectives: { app: expect.any(String) } },
  ],
  NatSegment: [
    () =>
      vmnet.NatSegment.fromExisting({
        gatewayPath: "/infra/tier-1s/app",
        segmentPath: "/infra/segments/app",
        groupPath: "/g",
        cidr: "10.0.0.0/24",
        networkName: "app",
        networkId: "network-1",
        gatewayAddress: "10.0.0.1",
      }),
    { gatewayPath: "/infra/tier-1s/app", gatewayAddress: "10.0.0.1" },
  ],
  NetworkedVm: [
    () => vmnet.NetworkedVm.fromExisting({ vmId: "4230", managedObjectId: "vm-1", vmName: "web" }),
    { vmId: "4230", managedObjectId: "vm-1", vmName: "web" },
  ],
};

describe("fromExisting", () => {
  test("is there on every component", () => {
    const components = Object.entries(vmnet).filter(
      ([, value]) =>
        typeof value === "function" && value.prototype instanceof pulumi.ComponentResource,
    );
    expect(components.length).toBeGreaterThan(20);
    const lacking = components.filter(([, value]) => !("fromExisting" in value));
    expect(lacking.map(([name]) => name)).toEqual([]);
  });

  test.each(Object.entries(cases))(
    "of %s gives outputs, and registers nothing",
    async (_name, [existing, values]) => {
      const { value, names } = await built(async () => {
        const outputs = Object.entries(existing() as Outputs);
        return Object.fromEntries(
          await Promise.all(outputs.map(async ([key, one]) => [key, await valueOf(one)] as const)),
        );
      });
      expect(value).toMatchObject(values);
      expect(names()).toEqual([]);
    },
  );

  test("of CertificateAuthority keeps private keys secret", async () => {
    const { value, names } = await built(async () => {
      const { clientPrivateKeysPem, serverPrivateKeysPem, revokedSerialNumbers } =
        vmnet.CertificateAuthority.fromExisting({
          caCertificatePem: "ca",
          serverCertificatesPem: { vpn: "s" },
          serverPrivateKeysPem: { vpn: "hush" },
          clientCertificatesPem: {},
          clientPrivateKeysPem: {},
        });
      return [
        await clientPrivateKeysPem.isSecret,
        await serverPrivateKeysPem.isSecret,
        await valueOf(revokedSerialNumbers),
      ];
    });
    expect(value).toEqual([true, true, []]);
    expect(names()).toEqual([]);
  });
});
