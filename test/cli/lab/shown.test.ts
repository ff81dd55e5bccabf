import { shareable } from "../../../cli/lab/shown";

const object = {
  type: "vsphere:index/virtualMachine:VirtualMachine",
  id: "vm-1",
  outputs: { name: "gw", password: "hush", extraConfig: { a: "1", data: "hush" }, list: ["hush"] },
  origin: "managed" as const,
  secrets: [["extraConfig", "data"], ["list"], ["gone", "below"]],
};

describe("an object as it is shown", () => {
  it("hides what its type or its program says is secret, and nothing beside it", () => {
    expect(shareable(object, ["password", "other"]).outputs).toEqual({
      name: "gw",
      password: "[secret]",
      extraConfig: { a: "1", data: "[secret]" },
      list: "[secret]",
    });
    expect(object.outputs.password).toBe("hush");
  });
});
