import * as pulumi from "@pulumi/pulumi";
import { Estate } from "@vmnet/simulator";
import { EdgeGateway } from "vmnet";

import { full } from "../components/edgeFixtures";
import { edgeArgs } from "../components/fixtures";
import { built } from "../components/harness";
import { multiClusterEstate, multiClusterSettings } from "../stacks/multiClusterSite";
import { settingsOf, siteOf } from "../stacks/stackFile";
import { build } from "../../stacks/topologies";
import { remembered, settles } from "./settling";
import type { Made } from "./settling";

jest.setTimeout(180_000);

/** Each stack with the types that no other test of this folder builds. */
const stacks: [string, string[]][] = [
  [
    "hardened-production-prod",
    [
      "PolicyIntrusionServicePolicy",
      "PolicyGatewayFloodProtectionProfileBinding",
      "PolicyLbVirtualServer",
      "Alarm",
      "ComputeClusterVmAntiAffinityRule",
      "PolicyContextProfile",
    ],
  ],
  ["remote-access-vpn-lab", ["PolicyStaticRoute", "PolicyGatewayPolicyRule", "VirtualMachine"]],
];

const has = (all: Made[], type: string) => all.some((one) => one.type.endsWith(`:${type}`));

describe("no service, guard or watch falls into such a trap either", () => {
  beforeEach(() => {
    jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  });
  afterEach(() => jest.restoreAllMocks());

  test.each(stacks)("stack %s", async (stack, types) => {
    const estate = siteOf(stack);
    const all = remembered(estate);
    await built(build, { stack, config: settingsOf(stack), estate });
    settles(all, estate);
    expect(types.filter((type) => !has(all, type))).toEqual([]);
  });

  test("stack multi-cluster-lab, both of its sites", async () => {
    const stack = "multi-cluster-lab";
    const estate = multiClusterEstate(stack);
    const all = remembered(estate);
    await built(build, { stack, config: multiClusterSettings(stack), estate });
    settles(all, estate);
    const types = ["HostTransportNodeCollection", "BgpNeighbor", "IpsecVpnSession", "NatRule"];
    expect(types.filter((type) => !has(all, `Policy${type}`))).toEqual([]);
  });

  test("EdgeGateway with BGP, filters and redistribution", async () => {
    const estate = Estate.open();
    const all = remembered(estate);
    await built(() => new EdgeGateway("edge", edgeArgs(full)), { estate });
    settles(all, estate);
    expect(has(all, "PolicyBgpNeighbor")).toBe(true);
  });
});
