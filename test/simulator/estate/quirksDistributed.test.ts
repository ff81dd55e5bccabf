import type { PropertyMap } from "vmnet/network/model/resource";
import { ids, Lab, refusalOf, V } from "./lab";
import { less, Run } from "./run";
import { dvs } from "./vsphereCases";

const above = (lab: Lab, more: PropertyMap = {}) => new Run(lab, V.dvs, { ...dvs, ...more });
const group = (lab: Lab, more: PropertyMap = {}, onSwitch: PropertyMap = {}) => {
  const distributedVirtualSwitchUuid = above(lab, onSwitch).id;
  return new Run(lab, V.dvpg, { name: "web", distributedVirtualSwitchUuid, ...more });
};

describe("a distributed port group: what is reported as done and is not", () => {
  test("a trunk stays a trunk when vlanRanges gives way to vlanId", () => {
    const web = group(new Lab(), { vlanRanges: [{ minVlan: 100, maxVlan: 110 }] });
    const access = { ...web.args, vlanRanges: undefined, vlanId: 100 } as PropertyMap;
    expect(web.preview(access)).toEqual(["vlanId UPDATE"]);
    web.up(access);
    expect(web.preview(access)).toEqual([]);
    web.refresh();
    expect(web.preview(access)).toEqual([]);
    expect(web.real["vlanRanges"]).toEqual([{ minVlan: 100, maxVlan: 110 }]);
  });

  test("vlanId to vlanRanges works", () => {
    const web = group(new Lab(), { vlanId: 100 });
    const trunk = { ...web.args, vlanId: undefined, vlanRanges: [{ minVlan: 1, maxVlan: 9 }] };
    web.up(trunk as PropertyMap);
    expect(web.real["vlanRanges"]).toEqual([{ minVlan: 1, maxVlan: 9 }]);
  });

  test("a removed argument keeps its old value, and no preview shows it", () => {
    const web = group(new Lab(), { allowPromiscuous: true, vlanId: 100 });
    const bare = {
      name: "web",
      distributedVirtualSwitchUuid: web.args["distributedVirtualSwitchUuid"],
    };
    expect(web.preview(bare as PropertyMap)).toEqual([]);
    expect(web.up(bare as PropertyMap)).toMatchObject({ allowPromiscuous: true, vlanId: 100 });
  });

  test("the first update writes an older value of the switch back, and pins it", () => {
    const lab = new Lab();
    const onSwitch = above(lab, { teamingPolicy: "loadbalance_srcid" });
    const args = { name: "web", distributedVirtualSwitchUuid: onSwitch.id };
    const web = new Run(lab, V.dvpg, args);
    onSwitch.up({ ...onSwitch.args, teamingPolicy: "loadbalance_ip" });
    expect(web.real["teamingPolicy"]).toBe("loadbalance_ip");
    web.up({ ...args, description: "only this" });
    expect(web.real["teamingPolicy"]).toBe("loadbalance_srcid");
    onSwitch.up({ ...onSwitch.args, teamingPolicy: "loadbalance_srcmac" });
    expect(web.real["teamingPolicy"]).toBe("loadbalance_srcid");
  });

  test("what a group sets itself does not follow the switch", () => {
    const lab = new Lab();
    const onSwitch = above(lab);
    const distributedVirtualSwitchUuid = onSwitch.id;
    const web = new Run(lab, V.dvpg, {
      name: "web",
      distributedVirtualSwitchUuid,
      teamingPolicy: "failover_explicit",
      activeUplinks: ["up1"],
    });
    onSwitch.up({ ...onSwitch.args, teamingPolicy: "loadbalance_ip", standbyUplinks: ["up2"] });
    expect(web.real).toMatchObject({
      teamingPolicy: "failover_explicit",
      activeUplinks: ["up1"],
      standbyUplinks: [],
    });
  });

  test("activeUplinks alone leaves an uplink active and standby", () => {
    const web = group(new Lab(), { activeUplinks: ["up1"], standbyUplinks: ["up2"] });
    const rest = less(web.args, "standbyUplinks");
    const outputs = web.up({ ...rest, activeUplinks: ["up1", "up2"] });
    expect(outputs).toMatchObject({ activeUplinks: ["up1", "up2"], standbyUplinks: ["up2"] });
    const both = { ...rest, activeUplinks: ["up1", "up2"], standbyUplinks: [] };
    expect(web.up(both)["standbyUplinks"]).toEqual([]);
  });
});

describe("a distributed port group or switch: what never settles", () => {
  test.each([
    "allowPromiscuous",
    "allowForgedTransmits",
    "allowMacChanges",
    "egressShapingEnabled",
  ])("%s does not go back to false", (name) => {
    const web = group(new Lab(), { [name]: true });
    const off = { ...web.args, [name]: false };
    web.up(off);
    expect(web.real[name]).toBe(true);
    expect(web.preview(off)).toEqual([`${name} UPDATE`]);
  });

  test("notifySwitches and failback cannot be false, at the creation either", () => {
    for (const made of [
      above(new Lab(), { notifySwitches: false, failback: false }),
      group(new Lab(), { notifySwitches: false, failback: false }),
    ]) {
      expect(made.real).toMatchObject({ notifySwitches: true, failback: true });
      expect(made.preview(made.args)).toEqual(["failback UPDATE", "notifySwitches UPDATE"]);
    }
  });

  test("a false of the creation is fine while the switch says false too", () => {
    const web = group(new Lab(), { allowPromiscuous: false });
    expect(web.preview(web.args)).toEqual([]);
    const open = group(new Lab(), { allowPromiscuous: false }, { allowPromiscuous: true });
    expect(open.real["allowPromiscuous"]).toBe(true);
  });

  test("VLAN 0 is not sent after another VLAN", () => {
    const web = group(new Lab(), { vlanId: 100 });
    web.up({ ...web.args, vlanId: 0 });
    expect(web.real["vlanId"]).toBe(100);
    expect(web.preview({ ...web.args, vlanId: 0 })).toEqual(["vlanId UPDATE"]);
    const untagged = group(new Lab(), { vlanId: 0 });
    expect(untagged.preview(untagged.args)).toEqual([]);
  });

  test("three override flags stay, the others go both ways", () => {
    const web = group(new Lab(), {
      netflowOverrideAllowed: true,
      trafficFilterOverrideAllowed: true,
      networkResourcePoolOverrideAllowed: true,
      vlanOverrideAllowed: true,
    });
    const fewer = less(web.args, "vlanOverrideAllowed", "netflowOverrideAllowed");
    const wanted = { ...fewer, trafficFilterOverrideAllowed: false };
    web.up(wanted);
    expect(web.preview(wanted).map((line) => line.split(" ")[0])).toEqual([
      "netflowOverrideAllowed",
      "trafficFilterOverrideAllowed",
    ]);
    expect(web.real["vlanOverrideAllowed"] ?? false).toBe(false);
  });

  test("autoExpand false reads true", () => {
    const web = group(new Lab(), { autoExpand: false });
    expect(web.preview(web.args)).toEqual(["autoExpand UPDATE"]);
  });

  test("zero ports, an empty description and a zero reservation are not sent", () => {
    const lab = new Lab();
    const onSwitch = above(lab, { vmotionReservationMbit: 10, ipv4Address: "10.0.0.9" });
    const without = less(onSwitch.args, "ipv4Address");
    onSwitch.up({ ...without, vmotionReservationMbit: 0 });
    expect(onSwitch.real).toMatchObject({ vmotionReservationMbit: 10, ipv4Address: "10.0.0.9" });
    const web = new Run(lab, V.dvpg, {
      name: "web",
      distributedVirtualSwitchUuid: onSwitch.id,
      numberOfPorts: 16,
      description: "front",
    });
    const bare = less(web.args, "description");
    web.up({ ...bare, numberOfPorts: 0 });
    expect(web.preview({ ...bare, numberOfPorts: 0 })).toEqual([
      "description DELETE",
      "numberOfPorts UPDATE",
    ]);
  });

  test("LACP of a group reads back as off", () => {
    const web = group(new Lab(), { lacpEnabled: true, lacpMode: "active" });
    expect(web.preview(web.args)).toEqual(["lacpEnabled UPDATE", "lacpMode UPDATE"]);
  });
});

describe("a distributed switch and others that write to it", () => {
  const pair = { primaryVlanId: 100, secondaryVlanId: 100, pvlanType: "promiscuous" };

  test("mapping resources flip on every run, unless the switch ignores them", () => {
    const lab = new Lab();
    const onSwitch = above(lab);
    const mapping = new Run(lab, V.pvlanMapping, {
      distributedVirtualSwitchId: onSwitch.id,
      ...pair,
    });
    onSwitch.refresh();
    expect(onSwitch.preview(onSwitch.args)).toEqual(["pvlanMappings DELETE"]);
    onSwitch.up(onSwitch.args);
    expect(mapping.refresh()).toBe(false);

    const other = new Lab();
    const deaf = above(other, { ignoreOtherPvlanMappings: true });
    const kept = new Run(other, V.pvlanMapping, { distributedVirtualSwitchId: deaf.id, ...pair });
    deaf.refresh();
    expect(deaf.preview(deaf.args)).toEqual([]);
    deaf.up({ ...deaf.args, contactName: "ops" });
    expect(kept.refresh()).toBe(true);
  });

  test("inline mappings settle: add, change, remove", () => {
    const onSwitch = above(new Lab(), { pvlanMappings: [pair] });
    onSwitch.refresh();
    expect(onSwitch.preview(onSwitch.args)).toEqual([]);
    const none = less(onSwitch.args, "pvlanMappings");
    onSwitch.up(none);
    onSwitch.refresh();
    expect(onSwitch.preview(none)).toEqual([]);
  });

  test("an MTU above 9000 is refused at preview", () => {
    expect(new Lab().faults(V.dvs, { ...dvs, maxMtu: 9001 })).toEqual([
      "maxMtu: expected maxMtu to be in the range (1 - 9000), got 9001",
    ]);
  });

  test("fails: a switch with an adapter in use stays behind without hosts, and meets its own name", () => {
    const lab = new Lab();
    const busy = { ...dvs, hosts: [{ hostSystemId: ids.host, devices: ["vmnic0"] }] };
    expect(lab.refusal(V.dvs, busy).message).toMatch(/vmnic0' is in use/);
    const left = lab.estate.objects().filter((object) => object.type === V.dvs);
    expect(left.map(({ outputs }) => [outputs["name"], outputs["hosts"]])).toEqual([["dvs", []]]);
    expect(lab.refusal(V.dvs, dvs).message).toBe("The name 'dvs' already exists.");
    expect(lab.add(V.dvs, { ...dvs, name: "other" }).id).not.toBe(left[0]?.id);
  });

  test("fails: a lost switch or group passes neither a refresh nor a destroy", () => {
    const lab = new Lab();
    const web = group(lab);
    const onSwitch = String(web.args["distributedVirtualSwitchUuid"]);
    const mapping = new Run(lab, V.pvlanMapping, { distributedVirtualSwitchId: onSwitch, ...pair });
    lab.estate.delete(V.dvs, onSwitch, {});
    for (const lost of [web, mapping]) {
      expect(refusalOf(() => lost.refresh()).message).toMatch(/^could not find Distributed/);
      expect(refusalOf(() => lost.delete()).message).toMatch(/pulumi state delete/);
    }
    expect(lab.estate.read(V.dvpg, web.id)).toBeUndefined();
  });
});
