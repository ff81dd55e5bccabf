import * as pulumi from "@pulumi/pulumi";
import { Estate } from "@vmnet/simulator";
import {
  CrossClusterVpn,
  CrossSwitchVlan,
  DistributedFabric,
  StandardSwitchFabric,
  TierFirewall,
  VMotionNetwork,
} from "vmnet";
import {
  crossArgs,
  distributedFabricArgs,
  standardFabricArgs,
  vMotionArgs,
} from "../components/fabricFixtures";
import { lab } from "../components/fixtures";
import { built } from "../components/harness";
import { tierArgs } from "../components/tierFixtures";
import { vpnArgs } from "../components/vpnFixtures";
import { Lab } from "../simulator/estate/lab";
import { remembered, settles } from "./settling";

jest.setTimeout(180_000);

const portGroups = { prod: { vlanId: 20 }, plain: { vlanId: 0 }, trunk: { vlans: "100,200-210" } };

/** The second switch of the fixture, which a program must have made before. */
function withSecondSwitch(): Estate {
  const site = new Lab();
  [lab.host, lab.otherHost].forEach((hostSystemId) => site.hostSwitch({ hostSystemId }));
  return site.estate;
}

const programs: [string, () => unknown][] = [
  ["StandardSwitchFabric", () => new StandardSwitchFabric("fabric", standardFabricArgs())],
  [
    "DistributedFabric",
    () => new DistributedFabric("fabric", distributedFabricArgs({ portGroups })),
  ],
  ["CrossSwitchVlan", () => new CrossSwitchVlan("cross", crossArgs())],
  ["VMotionNetwork", () => new VMotionNetwork("move", vMotionArgs())],
  ["TierFirewall", () => new TierFirewall("fw", tierArgs())],
  ["CrossClusterVpn", () => new CrossClusterVpn("vpn", vpnArgs())],
];

describe("no component of fabrics, zones and tunnels falls into such a trap either", () => {
  beforeEach(() => {
    jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  });
  afterEach(() => jest.restoreAllMocks());

  test.each(programs)("%s", async (title, program) => {
    const estate = title === "CrossSwitchVlan" ? withSecondSwitch() : Estate.open();
    const all = remembered(estate);
    await built(program, { estate });
    settles(all, estate);
  });
});

test("a port group that changes its kind of VLAN is replaced, so that no trunk stays a trunk", async () => {
  const groupWith = async (group: object) => {
    const args = distributedFabricArgs({ portGroups: { prod: group } });
    const { find } = await built(() => new DistributedFabric("fabric", args));
    return find("fabric-portgroup-prod");
  };
  const trunk = await groupWith({ vlans: "100-110" });
  const access = await groupWith({ vlanId: 100 });
  const changed = access.replaceOnChanges.filter(
    (name) => trunk.inputs[name] !== access.inputs[name],
  );
  expect(changed).toEqual(["description"]);
});
