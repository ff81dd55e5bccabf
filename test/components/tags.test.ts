import type * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { Estate } from "@vmnet/simulator";
import {
  InventoryTags,
  type InventoryTagsArgs,
  type InventoryTagsRef,
  NetworkedVm,
  type NetworkedVmArgs,
  TagCardinality,
  VmTags,
  type VmTagsArgs,
} from "vmnet";

import { faultsOf } from "./faults";
import { vmArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

const tags = { tier: ["web"], site: ["north", "backup"] };

const machine = (changes: Partial<NetworkedVmArgs> = {}) => {
  const { id: networkId } = vsphere.getNetworkOutput({ name: "VM Network" });
  const nics = [{ networkId, address: "192.168.1.10/24" }];
  return new NetworkedVm("web", vmArgs({ nics, ...changes }));
};

const tagged = (changes: Partial<VmTagsArgs> = {}) => {
  const web = machine();
  return new VmTags("web-labels", { vmId: web.vmId, tags, ...changes });
};

describe("tags of a machine", () => {
  test("are one resource that owns all of them (R02)", async () => {
    const { find, names } = await built(() => tagged());
    expect(names()).toEqual(["web", "web-labels", "web-labels-tags", "web-vm"]);
    const own = find("web-labels-tags");
    expect(own.parent).toBe("web-labels");
    expect(own.inputs.tags).toEqual([
      { scope: "tier", tag: "web" },
      { scope: "site", tag: "north" },
      { scope: "site", tag: "backup" },
    ]);
    // A part of the machine: it has no id and no name of its own.
    expect(Object.keys(own.inputs).sort()).toEqual(["instanceId", "tags"]);
  });

  test("move to another machine by replacement, so that none stay on the first", async () => {
    const { find } = await built(() => tagged());
    expect(find("web-labels-tags")).toMatchObject({
      replaceOnChanges: ["instanceId"],
      deleteBeforeReplace: true,
    });
  });

  test("can be selected by groups", async () => {
    const { value } = await built(() => tagged());
    expect(await valueOf((value as VmTags).selectors)).toEqual([
      "site|backup",
      "site|north",
      "tier|web",
    ]);
  });

  test("wait until NSX has the machine in its inventory", async () => {
    const answer = Estate.prototype.invoke;
    let asked = 0;
    const invoke = jest.spyOn(Estate.prototype, "invoke");
    invoke.mockImplementation(function (this: Estate, token, args) {
      asked += token.includes("getPolicyVm") ? 1 : 0;
      if (token.includes("getPolicyVm") && asked < 3) {
        throw new Error("Cannot find VM with ID");
      }
      return answer.call(this, token, args);
    });
    try {
      const { find } = await built(() => tagged());
      // The harness waits for programs that are quiet, this one sleeps in between.
      expect(asked).toBeGreaterThanOrEqual(3);
      expect(find("web-labels-tags").inputs.instanceId).toMatch(/-/);
    } finally {
      invoke.mockRestore();
    }
  });

  test("register the same in a preview as in an update, and a preview does not wait", async () => {
    const names = await namesInBoth(() => tagged());
    expect(names).toContain("web-labels-tags");
    const unknown = "4230ffff-0000-4000-8000-000000000000";
    const preview = await built(() => new VmTags("x", { vmId: unknown, tags }), { preview: true });
    expect(preview.find("x-tags").inputs.instanceId).toBe(unknown);
  });
});

describe("tags of a machine fail", () => {
  const faults = (changes: object) =>
    faultsOf(() => new VmTags("x", { vmId: "4230", tags, ...changes }));

  test("fail for a machine that NSX never learns of, with what to look at", async () => {
    const { errors, registrations } = await runProgram(
      () => new VmTags("x", { vmId: "4230ffff", tags, inventoryWaitSeconds: 0 }),
    );
    expect(errors[0]?.message).toContain("NSX did not learn of machine 4230ffff within 0 s");
    expect(errors[0]?.message).toContain("compute manager");
    expect(registrations.map(({ name }) => name)).not.toContain("x-tags");
  });

  test("fail as the second owner, by output and by id", async () => {
    const twice = async (second: (vmId: pulumi.Output<string>) => pulumi.Input<string>) => {
      const { errors } = await runProgram(() => {
        const { vmId } = machine();
        // Nothing may still be waiting for NSX when the test is over.
        const inventoryWaitSeconds = 0;
        new VmTags("one", { vmId, tags, inventoryWaitSeconds });
        new VmTags("two", { vmId: second(vmId), tags, inventoryWaitSeconds });
      });
      return errors.map(({ message }) => message).join("\n");
    };
    expect(await twice((id) => id)).toContain("one has the set of tags of machine this already");
    expect(await twice((id) => id.apply((text) => text))).toContain("one has this already");
  });

  test("fail without machine, without tag, and with more than NSX takes", async () => {
    expect(await faults({ vmId: "", tags: {} })).toEqual({
      vmId: "this is required",
      tags: "no tag is named",
    });
    const many = { n: Array.from({ length: 31 }, (_, index) => `t${index}`) };
    expect(await faults({ tags: many })).toEqual({ tags: "too many tags on one machine" });
  });

  test("fail for texts that a group could not select, and for doubled tags", async () => {
    const found = await faults({
      tags: { "a|b": ["x"], tier: ["", "web", "web", "y".repeat(257)] },
      inventoryWaitSeconds: -1,
    });
    expect(found).toEqual({
      inventoryWaitSeconds: "out of range",
      "tags.a|b": "this cannot be a scope",
      "tags.tier[0]": "this cannot be a tag",
      "tags.tier[2]": "the scope has this tag already",
      "tags.tier[3]": "this cannot be a tag",
    });
  });
});

const labels = (changes: Partial<InventoryTagsArgs> = {}) =>
  new InventoryTags("tier", { tags: { web: "public servers", db: "databases" }, ...changes });

describe("inventory tags", () => {
  test("are a category and its tags, each with a description that never is empty (R02)", async () => {
    const { find, names, value } = await built(() => labels());
    expect(names()).toEqual(["tier", "tier-category", "tier-tag-db", "tier-tag-web"]);
    expect(find("tier-category").inputs).toEqual({
      name: "tier",
      description: "Kept by vmnet, component tier",
      cardinality: "SINGLE",
      associableTypes: ["VirtualMachine"],
    });
    expect(find("tier-tag-web").inputs).toMatchObject({
      name: "web",
      description: "public servers",
    });
    const ids = await valueOf((value as InventoryTags).tagIds);
    expect(Object.keys(ids).sort()).toEqual(["db", "web"]);
    expect(ids.web).not.toBe(ids.db);
  });

  test("register the same in a preview as in an update", async () => {
    expect(await namesInBoth(() => labels({ cardinality: TagCardinality.Multiple }))).toHaveLength(
      4,
    );
  });

  test(
    "grow by a tag without touching the others",
    async () => {
      await growsInPlace({
        entry: (index) => `number ${index}`,
        program: (map) => new InventoryTags("tier", { tags: map }),
      });
    },
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("are put on a machine by their ids", async () => {
    const { find, value } = await built(() => {
      const own = labels();
      machine({ tagIds: [own.tagIds.apply((ids) => ids.web ?? "")] });
      return own;
    });
    const { web } = await valueOf((value as InventoryTags).tagIds);
    expect(find("web-vm").inputs.tags).toEqual([web]);
  });

  test("of somebody else register nothing", async () => {
    const { names, value } = await built(() =>
      InventoryTags.fromExisting({ categoryId: "urn:c", tagIds: { web: "urn:t" } }),
    );
    expect(names()).toEqual([]);
    expect(await valueOf((value as InventoryTagsRef).tagIds)).toEqual({ web: "urn:t" });
  });

  test("fail for names, descriptions and kinds that are empty, all at once", async () => {
    const found = await faultsOf(() =>
      labels({ categoryName: "", description: "", associableTypes: [], tags: { web: "" } }),
    );
    expect(Object.keys(found)).toEqual([
      "categoryName",
      "description",
      "associableTypes",
      "tags.web",
    ]);
    expect(await faultsOf(() => labels({ tags: {} }))).toEqual({ tags: "no tag is named" });
  });

  test("fail for two categories of one name", async () => {
    const { errors } = await runProgram(() => {
      new InventoryTags("one", { categoryName: "tier", tags: { web: "x" } });
      new InventoryTags("two", { categoryName: "tier", tags: { db: "y" } });
    });
    expect(errors[0]?.message).toContain("one has this already");
  });
});
