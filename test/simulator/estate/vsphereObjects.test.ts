import { ids, Lab, machineInputs, N, refusalOf, V } from "./lab";
import { adapter, dvs, fabric, folder } from "./vsphereCases";

describe("what vCenter refuses at apply", () => {
  test("fails: a machine on a standard network that its host does not have", () => {
    const lab = new Lab();
    fabric(lab);
    const refusal = lab.refusal(
      V.vm,
      machineInputs("vm1", lab.network("prod"), { hostSystemId: ids.other }),
    );
    expect(refusal.message).toMatch(
      /network "prod", which is not accessible on host host-22 \(it is on host-21\)/,
    );
    expect(refusal.property).toBe("networkInterfaces[0].networkId");
  });

  test("fails: names and private VLANs of distributed port groups", () => {
    const lab = new Lab();
    const uuid = lab.add(V.dvs, dvs).id;
    lab.add(V.dvpg, { name: "g", distributedVirtualSwitchUuid: uuid });
    expect(lab.refusal(V.dvpg, { name: "g", distributedVirtualSwitchUuid: uuid }).code).toBe(
      "DuplicateName",
    );
    const secondary = {
      name: "h",
      distributedVirtualSwitchUuid: uuid,
      portPrivateSecondaryVlanId: 101,
    };
    expect(lab.refusal(V.dvpg, secondary).message).toMatch(/has no private VLAN 101/);
    const uplink = { name: "h", distributedVirtualSwitchUuid: uuid, activeUplinks: ["up9"] };
    expect(lab.refusal(V.dvpg, uplink).property).toBe("activeUplinks[0]");
  });

  test("fails: a VMkernel adapter of a host that is no member of the switch", () => {
    const lab = new Lab();
    const uuid = lab.add(V.dvs, dvs).id;
    const group = lab.add(V.dvpg, { name: "g", distributedVirtualSwitchUuid: uuid });
    const inputs = { host: ids.other, distributedSwitchPort: uuid, distributedPortGroup: group.id };
    expect(lab.refusal(V.vnic, inputs).message).toMatch(/Host host-22 is no member/);
  });
});

describe("what vCenter refuses at delete and update", () => {
  test("fails: deleting what machines and VMkernel adapters are on", () => {
    const lab = new Lab();
    const onSwitch = lab.hostSwitch();
    const group = lab.portGroup("prod");
    lab.machine("vm1", lab.network("prod"));
    const groupRefusal = refusalOf(() =>
      lab.estate.delete(V.hostPortGroup, group.id, group.outputs),
    );
    expect(groupRefusal.message).toBe("The resource 'prod' is in use: vm1 on host host-21.");
    const switchRefusal = refusalOf(() =>
      lab.estate.delete(V.hostSwitch, onSwitch.id, onSwitch.outputs),
    );
    expect(switchRefusal.message).toMatch(
      /The resource 'vSwitch1' is in use: port group "prod" has vm1/,
    );
  });

  test("fails: deleting a distributed group or switch with a VMkernel adapter, and removing its host", () => {
    const lab = new Lab();
    const made = lab.add(V.dvs, dvs);
    const group = lab.add(V.dvpg, { name: "g", distributedVirtualSwitchUuid: made.id });
    lab.add(V.vnic, {
      host: ids.host,
      distributedSwitchPort: made.id,
      distributedPortGroup: group.id,
    });
    expect(refusalOf(() => lab.estate.delete(V.dvpg, group.id, group.outputs)).code).toBe(
      "ResourceInUse",
    );
    expect(refusalOf(() => lab.estate.delete(V.dvs, made.id, made.outputs)).code).toBe(
      "ResourceInUse",
    );
    expect(refusalOf(() => lab.change(V.dvs, made, { hosts: [] })).message).toMatch(
      /host-21_vmk1 on it/,
    );
  });

  test("fails: a switch update after a mapping resource moved its version on", () => {
    const lab = new Lab();
    const made = lab.add(V.dvs, { ...dvs, ignoreOtherPvlanMappings: true });
    const mapping = {
      distributedVirtualSwitchId: made.id,
      primaryVlanId: 100,
      secondaryVlanId: 100,
      pvlanType: "promiscuous",
    };
    expect(lab.add(V.pvlanMapping, mapping).id).toBe(
      `dvswitch-${made.id}-mapping-100-100-promiscuous`,
    );
    const refusal = refusalOf(() => lab.change(V.dvs, made, { maxMtu: 9000 }));
    expect(refusal.message).toMatch(/^could not update DVS: ConcurrentAccess/);
    const fresh = lab.estate.read(V.dvs, made.id, made.inputs, made.outputs);
    expect(fresh?.outputs["pvlanMappings"]).toBeUndefined();
    expect(
      lab.change(V.dvs, { ...made, outputs: fresh!.outputs }, { maxMtu: 9000 })["maxMtu"],
    ).toBe(9000);
  });

  test("fails: deleting a folder that holds something", () => {
    const lab = new Lab();
    const made = lab.add(V.folder, folder("apps"));
    lab.machine("vm1", lab.network("VM Network"), { folder: "apps" });
    expect(refusalOf(() => lab.estate.delete(V.folder, made.id, made.outputs)).message).toMatch(
      /folder is not empty.*vm1/,
    );
  });

  test("fails: updating what somebody deleted", () => {
    const lab = new Lab();
    const made = lab.hostSwitch();
    lab.estate.delete(V.hostSwitch, made.id, made.outputs);
    expect(refusalOf(() => lab.change(V.hostSwitch, made, { mtu: 9000 })).code).toBe("NotFound");
  });
});

describe("what vSphere objects look like", () => {
  test("same-named port groups of two hosts are one network, gone with the last", () => {
    const lab = new Lab();
    fabric(lab);
    const first = lab.network("prod");
    lab.hostSwitch({ hostSystemId: ids.other });
    const twin = lab.portGroup("prod", { hostSystemId: ids.other });
    expect(lab.network("prod")).toBe(first);
    lab.estate.delete(V.hostPortGroup, `tf-HostPortGroup:${ids.host}:prod`, {});
    expect(lab.network("prod")).toBe(first);
    lab.estate.delete(V.hostPortGroup, twin.id, twin.outputs);
    expect(refusalOf(() => lab.network("prod")).message).toMatch(/network 'prod' not found/);
  });

  test("ids are the provider's", () => {
    const lab = new Lab();
    expect(lab.hostSwitch().id).toBe("tf-HostVirtualSwitch:host-21:vSwitch1");
    const group = lab.portGroup("prod", { allowPromiscuous: true });
    expect(group.id).toBe("tf-HostPortGroup:host-21:prod");
    expect(group.outputs).toMatchObject({
      key: "key-vim.host.PortGroup-prod",
      allowForgedTransmits: false,
    });
    expect(group.outputs["computedPolicy"]).toMatchObject({
      "active_nics.#": "1",
      "active_nics.0": "vmnic1",
      allow_promiscuous: "true",
    });
    expect(lab.add(V.vnic, { ...adapter }).id).toBe("host-21_vmk1");
    expect(lab.add(V.dvs, dvs).id).toMatch(/^50( [0-9a-f]{2}){7}-([0-9a-f]{2} ){7}[0-9a-f]{2}$/);
    const uuid = lab.estate.objects().find((object) => object.type === V.dvs)!.id;
    const distributed = lab.add(V.dvpg, {
      name: "g",
      distributedVirtualSwitchUuid: uuid,
      vlanId: 20,
    });
    expect(distributed.id).toMatch(/^dvportgroup-\d+$/);
    expect(distributed.outputs).toMatchObject({
      key: distributed.id,
      vlanId: 20,
      activeUplinks: ["up1", "up2"],
    });
    const made = lab.machine("vm1", distributed.id);
    expect(made.outputs["uuid"]).toBe(made.id);
    expect(made.outputs["moid"]).toMatch(/^vm-\d+$/);
    expect(lab.add(V.datacenter, { name: "DC-new" })).toMatchObject({
      id: "DC-new",
      outputs: { moid: expect.stringMatching(/^datacenter-/) as string },
    });
    const category = lab.add(V.tagCategory, {
      name: "zone",
      cardinality: "SINGLE",
      associableTypes: ["VirtualMachine"],
    });
    expect(category.id).toMatch(/^urn:vmomi:InventoryServiceCategory:[0-9a-f-]{36}:GLOBAL$/);
    expect(lab.add(V.tag, { name: "blue", categoryId: category.id }).id).toMatch(
      /^urn:vmomi:InventoryServiceTag:.*:GLOBAL$/,
    );
  });

  test("a MAC address counts only with useStaticMac", () => {
    const lab = new Lab();
    const networkId = lab.network("VM Network");
    const mac = "00:50:56:00:00:07";
    const fixed = lab.machine("vm1", networkId, {
      networkInterfaces: [{ networkId, macAddress: mac, useStaticMac: true }],
    });
    expect(fixed.outputs["networkInterfaces"]).toMatchObject([{ macAddress: mac, key: 4000 }]);
    const loose = lab.machine("vm2", networkId, {
      networkInterfaces: [{ networkId, macAddress: mac }],
    });
    expect(
      lab.estate.diff(V.vm, loose.id, loose.inputs, loose.outputs, loose.inputs).diffs,
    ).toEqual(["networkInterfaces"]);
    expect(lab.estate.diff(V.vm, fixed.id, fixed.inputs, fixed.outputs, fixed.inputs).changes).toBe(
      false,
    );
  });

  test("a machine on a segment uses the network that the segment is in vCenter", () => {
    const lab = new Lab();
    lab.segment("web");
    const found = lab.estate.invoke("vsphere:index/getNetwork:getNetwork", { name: "web" });
    expect(found).toMatchObject({
      type: "DistributedVirtualPortgroup",
      id: expect.stringMatching(/^dvportgroup-/) as string,
    });
    const made = lab.machine("vm1", String(found["id"]));
    lab.inventory(made.id);
    expect(
      lab.add(N.vmTags, { instanceId: made.id, tags: [{ scope: "tier", tag: "web" }] }).id,
    ).toBe(made.id);
  });
});
