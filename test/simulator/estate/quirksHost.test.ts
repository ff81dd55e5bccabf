import type { PropertyMap } from "vmnet/network/model/resource";
import { ids, Lab, machineInputs, refusalOf, V } from "./lab";
import { less, Run } from "./run";
import { adapter, fabric, onHost } from "./vsphereCases";

const standard: PropertyMap = { ...onHost, networkAdapters: ["vmnic1"], activeNics: ["vmnic1"] };
const made = (type: string, inputs: PropertyMap, prepare?: (lab: Lab) => void) => {
  const lab = new Lab();
  prepare?.(lab);
  return new Run(lab, type, inputs);
};

describe("standard switches and port groups", () => {
  test("failback reads back inverted: true never settles, false changes nothing", () => {
    const always = made(V.hostSwitch, { ...standard, failback: true });
    expect(always.preview(always.args)).toEqual(["failback UPDATE"]);
    always.up(always.args);
    expect(always.preview(always.args)).toEqual(["failback UPDATE"]);
    const never = made(V.hostSwitch, { ...standard, failback: false });
    expect(never.preview(never.args)).toEqual([]);
    expect(never.preview(standard)).toEqual([]);
  });

  test("a port group inherits no flag of its switch, and says false for each", () => {
    const lab = new Lab();
    lab.hostSwitch({ allowPromiscuous: true, allowMacChanges: true, notifySwitches: true });
    const { outputs } = lab.portGroup("prod");
    for (const flag of ["allowPromiscuous", "allowMacChanges", "notifySwitches"]) {
      expect(outputs[flag]).toBe(false);
    }
    expect(outputs["computedPolicy"]).toMatchObject({ allow_promiscuous: "false" });
  });

  test("fails: a lost switch or port group passes neither a refresh nor a destroy", () => {
    const lab = new Lab();
    const vSwitch = new Run(lab, V.hostSwitch, standard);
    const prod = new Run(lab, V.hostPortGroup, {
      name: "prod",
      hostSystemId: ids.host,
      virtualSwitchName: "vSwitch1",
    });
    vSwitch.delete();
    for (const lost of [vSwitch, prod]) {
      expect(refusalOf(() => lost.refresh()).message).toMatch(/^could not find Host/);
      expect(refusalOf(() => lost.delete()).message).toMatch(/pulumi state delete/);
    }
  });

  test("fails: a lost alarm passes neither a refresh nor a destroy", () => {
    const alarm = new Run(new Lab(), V.alarm, {
      name: "link down",
      description: "kept here",
      entityId: ids.datacenter,
      entityType: "Datacenter",
      eventExpressions: [
        {
          eventTypeId: "esx.problem.net.vmnic.linkstate.down",
          objectType: "HostSystem",
          status: "red",
        },
      ],
    });
    alarm.delete();
    expect(refusalOf(() => alarm.refresh()).message).toMatch(/^could not find Alarm/);
    expect(refusalOf(() => alarm.delete()).message).toMatch(/pulumi state delete/);
  });
});

describe("VMkernel adapters", () => {
  test("a lost adapter is dropped cleanly", () => {
    const vmk = made(V.vnic, adapter, fabric);
    vmk.delete();
    expect(vmk.refresh()).toBe(false);
    expect(() => vmk.delete()).not.toThrow();
  });

  test.each<[string, PropertyMap]>([
    ["autoconfig false", { autoconfig: false }],
    ["no addresses", { addresses: [] }],
  ])("an ipv6 block with %s is added on every preview", (_title, ipv6) => {
    const vmk = made(V.vnic, { ...adapter, ipv6 }, fabric);
    vmk.up(vmk.args);
    expect(vmk.preview(vmk.args)).toEqual(["ipv6 ADD"]);
  });

  test("an upper-case MAC address is a difference on every preview", () => {
    const vmk = made(V.vnic, { ...adapter, mac: "00:50:56:6A:00:01" }, fabric);
    expect(vmk.preview(vmk.args)).toEqual(["mac UPDATE"]);
    expect(vmk.preview({ ...vmk.args, mac: "00:50:56:6a:00:01" })).toEqual([]);
  });

  test("the services of vmk10 are read as services of vmk1", () => {
    const lab = new Lab();
    lab.hostSwitch();
    const adapters = Array.from({ length: 12 }, (_, number) => {
      lab.portGroup(`k${number}`);
      const ipv4 = { ip: `192.168.10.${100 + number}`, netmask: "255.255.255.0" };
      const inputs = { host: ids.host, portgroup: `k${number}`, ipv4 };
      const last = number === 11 ? { services: ["vmotion"] } : {};
      return new Run(lab, V.vnic, { ...inputs, ...last });
    });
    const last = adapters.find((item) => item.args["services"] !== undefined);
    const victim = adapters.find((item) => item.id === last?.id.slice(0, -1));
    expect(victim).toBeDefined();
    victim?.refresh();
    expect(victim?.preview(victim.args)).toEqual(["services DELETE"]);
  });

  test("fails: another netstack with the same address, since the new adapter comes first", () => {
    const vmk = made(V.vnic, adapter, fabric);
    const moved = { ...adapter, netstack: "vmotion" };
    const { estate } = vmk.lab;
    const news = estate.check(V.vnic, moved, vmk.inputs).inputs;
    const answer = estate.diff(V.vnic, vmk.id, vmk.inputs, vmk.outputs, news);
    expect(answer).toMatchObject({ replaces: ["netstack"], deleteBeforeReplace: false });
    expect(refusalOf(() => estate.create(V.vnic, news, { preview: false })).message).toMatch(
      /already exists/,
    );
    vmk.delete();
    expect(vmk.lab.add(V.vnic, moved).id).toBe(vmk.id);
  });

  test("fails: the vsan service, which stops the real plugin", () => {
    const lab = new Lab();
    fabric(lab);
    expect(lab.refusal(V.vnic, { ...adapter, services: ["vsan"] }).message).toMatch(/panic/);
  });
});

describe("machines, pools and tags", () => {
  const machine = (nic: PropertyMap) => {
    const lab = new Lab();
    const networkId = lab.network("VM Network");
    return new Run(
      lab,
      V.vm,
      machineInputs("vm1", networkId, { networkInterfaces: [{ networkId, ...nic }] }),
    );
  };

  test("a MAC address without useStaticMac, or in upper case, never settles", () => {
    const at = "networkInterfaces[0].macAddress UPDATE";
    const ignored = machine({ macAddress: "00:50:56:00:00:0a" });
    expect(ignored.preview(ignored.args)).toEqual([at]);
    const upper = machine({ macAddress: "00:50:56:00:00:0A", useStaticMac: true });
    expect(upper.preview(upper.args)).toEqual([at]);
    const clean = machine({ macAddress: "00:50:56:00:00:0a", useStaticMac: true });
    expect(clean.preview(clean.args)).toEqual([]);
  });

  test("fails: a clone whose disk is said to be allotted in another way than its template's", () => {
    const lab = new Lab();
    const thick = [{ label: "disk0", size: 20, thinProvisioned: false }];
    const made = (name: string, more: PropertyMap) =>
      new Run(lab, V.vm, machineInputs(name, "", { ...more, networkInterfaces: [] }));
    const source = made("golden", { disks: thick });
    const clone = made("desk", { clone: { templateUuid: source.id } });
    expect(clone.real["disks"]).toMatchObject([{ thinProvisioned: false }]);
    clone.refresh();
    expect(refusalOf(() => clone.preview(clone.args)).message).toBe(
      'virtual disk "disk0": cannot change the value of "thin_provisioned" - (old: false new: true)',
    );
    expect(clone.preview({ ...clone.args, disks: thick })).toEqual([]);
  });

  test("a pool without scaleDescendantsShares reads disabled", () => {
    const pool = made(V.resourcePool, { name: "mine", parentResourcePoolId: "resgroup-8" });
    expect(pool.preview(pool.args)).toEqual(["scaleDescendantsShares DELETE"]);
    expect(pool.preview({ ...pool.args, scaleDescendantsShares: "disabled" })).toEqual([]);
  });

  test("a tag keeps its description", () => {
    const lab = new Lab();
    const category = { name: "zone", cardinality: "SINGLE", associableTypes: ["VirtualMachine"] };
    const categoryId = lab.add(V.tagCategory, category).id;
    const tag = new Run(lab, V.tag, { name: "blue", categoryId, description: "old" });
    const bare = less(tag.args, "description");
    tag.up(bare);
    expect(tag.real["description"]).toBe("old");
    expect(tag.preview(bare)).toEqual(["description DELETE"]);
    tag.up({ ...bare, description: "new" });
    expect(tag.preview({ ...bare, description: "new" })).toEqual([]);
  });
});
