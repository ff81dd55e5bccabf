import { readProject } from "../../../cli/lab/project";
import { readStackConfig } from "../../../cli/model/stackConfig";
import { folderWith } from "../folder";

function read(stackFile: string, secrets: Record<string, string> = {}, more = "") {
  const root = folderWith({
    "Pulumi.yaml": `name: net\nruntime: nodejs\n${more}`,
    "Pulumi.dev.yaml": stackFile,
  });
  return readStackConfig(readProject(root), "dev", secrets);
}

describe("the configuration of a stack, as its program gets it", () => {
  test("has full keys, texts for plain values and JSON for structured ones", () => {
    const { values } = read("config: { vlan: 10, vsphere:user: me, net:list: [1, { a: true }] }");
    expect(values).toEqual({
      "net:vlan": "10",
      "vsphere:user": "me",
      "net:list": '[1,{"a":true}]',
    });
  });

  test("takes defaults from Pulumi.yaml", () => {
    const config = "config: { mtu: { default: 9000 }, region: { value: here }, size: small }\n";
    expect(read("config: { size: large }", {}, config).values).toEqual({
      "net:mtu": "9000",
      "net:region": "here",
      "net:size": "large",
    });
  });

  test("puts stand-ins in the place of encrypted values, and never the ciphertext", () => {
    const { values, secretKeys, madeUp } = read(
      "config: { key: { secure: v1:abc }, vpn: { peers: [{ psk: { secure: v1:def } }] }, open: 1 }",
      { "net:key": "known" },
    );
    expect(values["net:key"]).toBe("known");
    expect(values["net:vpn"]).toBe('{"peers":[{"psk":"lab-net-vpn-peers-0-psk"}]}');
    expect(secretKeys).toEqual(["net:key", "net:vpn"]);
    expect(madeUp).toEqual(["net:vpn.peers[0].psk"]);
    expect(JSON.stringify(values)).not.toMatch(/v1:/);
  });

  test("gives a secret that is in no stack file the value that the lab names", () => {
    const named = {
      "vpn:psk": "for the lab",
      "vpn:peers[0].psk": "no key of its own",
      "net:set": "b",
    };
    const { values, secretKeys, madeUp } = read("config: { set: a }", named);
    expect(values).toEqual({ "vpn:psk": "for the lab", "net:set": "a" });
    expect(secretKeys).toEqual(["vpn:psk"]);
    expect(madeUp).toEqual([]);
  });

  test("says that environment imports are not read", () => {
    expect(read("environment: [prod]\nconfig: {}").notes.join()).toMatch(/environment imports/);
  });
});
