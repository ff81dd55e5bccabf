import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { makeLabFolders } from "../../../cli/lab/paths";
import type { LabPaths } from "../../../cli/lab/paths";
import { preparePlugins } from "../../../cli/lab/plugins";
import { readProject } from "../../../cli/lab/project";
import { prepareStack } from "../../../cli/lab/workFolder";
import { engineEnvironment } from "../../../cli/lab/environment";

let root: string;
let paths: LabPaths;

const pulumiYaml = `name: net
description: a network
runtime: { name: nodejs, options: { typescript: true } }
main: stacks/index.ts
backend: { url: s3://team }
plugins: { providers: [{ name: x, path: ./x }] }
config: { net:size: { default: 3 } }
`;

const stackYaml = `secretsprovider: awskms://team
encryptedkey: abc
encryptionsalt: v1:team
environment: [team/prod]
config:
  net:vlan: 10
  plain: text
  net:psk: { secure: v1:x }
  net:vpn: { peer: 192.0.2.1, psk: { secure: v1:y }, keys: [a, { secure: v1:z }] }
`;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "vmnet-work-")));
  mkdirSync(join(root, "stacks"));
  writeFileSync(join(root, "stacks/index.ts"), "");
  writeFileSync(join(root, "Pulumi.yaml"), pulumiYaml);
  writeFileSync(join(root, "Pulumi.dev.yaml"), stackYaml);
  paths = makeLabFolders(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const prepare = (secrets: Record<string, string> = {}) =>
  prepareStack(readProject(root), "dev", { secrets }, paths);
const copied = (name: string) => parse(readFileSync(join(paths.work, name), "utf8")) as object;

describe("prepareStack", () => {
  it("copies of Pulumi.yaml what describes the configuration, and nothing of the team's", () => {
    prepare();
    expect(copied("Pulumi.yaml")).toEqual({
      name: "net",
      description: "a network",
      runtime: "nodejs",
      config: { "net:size": { default: 3 } },
    });
  });

  it("copies plain values and leaves every secret behind", () => {
    prepare();
    expect(copied("Pulumi.dev.yaml")).toEqual({
      config: {
        "net:vlan": 10,
        "net:plain": "text",
        "net:vpn": { peer: "192.0.2.1", keys: ["a", ""] },
      },
    });
  });

  it("puts the settings' values in the place of secrets, or made-up ones", () => {
    const { secrets } = prepare({ "net:vpn.psk": "lab-key" });
    expect(secrets).toEqual([
      { key: "net:psk", value: "lab-net-psk", named: false },
      { key: "net:vpn.psk", value: "lab-key", named: true },
      { key: "net:vpn.keys[1]", value: "lab-net-vpn-keys-1-", named: false },
    ]);
  });

  it("stores secrets once, and again when the stack file or a value changes", () => {
    prepare().done();
    expect(prepare().secrets).toEqual([]);
    expect(prepare({ "net:psk": "other" }).secrets).toHaveLength(3);
    writeFileSync(join(root, "Pulumi.dev.yaml"), stackYaml.replace("vlan: 10", "vlan: 20"));
    expect(prepare().secrets).toHaveLength(3);
  });

  it("stores them again when the command died before they were stored", () => {
    prepare();
    expect(prepare().secrets).toHaveLength(3);
  });

  it("keeps the lab's own salt, without which its state could not be read", () => {
    prepare();
    const file = join(paths.work, "Pulumi.dev.yaml");
    writeFileSync(file, `encryptionsalt: v1:lab\n${readFileSync(file, "utf8")}`);
    writeFileSync(join(root, "Pulumi.dev.yaml"), stackYaml.replace("vlan: 10", "vlan: 20"));
    prepare();
    expect(copied("Pulumi.dev.yaml")).toMatchObject({
      encryptionsalt: "v1:lab",
      config: { "net:vlan": 20 },
    });
  });

  it("says that environments are not read", () => {
    expect(prepare().notes).toEqual([
      expect.stringContaining("environment imports of Pulumi.dev.yaml"),
    ]);
  });

  it("touches nothing outside the private folder", () => {
    prepare().done();
    expect(readdirSync(root).sort()).toEqual([
      ".vmnet",
      "Pulumi.dev.yaml",
      "Pulumi.yaml",
      "stacks",
    ]);
    expect(readFileSync(join(root, ".vmnet/.gitignore"), "utf8")).toBe("*\n");
    expect(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")).toBe(stackYaml);
  });
});

describe("preparePlugins", () => {
  it("links the user's plugins and puts stand-ins for the attached ones, in the lab alone", () => {
    const user = join(root, "user");
    mkdirSync(join(user, "plugins/resource-tls-v5.0.0"), { recursive: true });
    const attached = [{ plugin: "vsphere", version: "4.17.0" }];
    preparePlugins(paths.home, attached, { PULUMI_HOME: user });
    preparePlugins(paths.home, attached, { PULUMI_HOME: user });
    expect(readdirSync(join(paths.home, "plugins")).sort()).toEqual([
      "resource-tls-v5.0.0",
      "resource-vsphere-v4.17.0",
    ]);
    expect(readdirSync(join(user, "plugins"))).toEqual(["resource-tls-v5.0.0"]);
    expect(
      existsSync(join(paths.home, "plugins/resource-vsphere-v4.17.0/pulumi-resource-vsphere")),
    ).toBe(true);
  });
});

describe("engineEnvironment", () => {
  it("leads the engine to the lab, whatever the user's shell says", () => {
    const env = engineEnvironment(paths, "vsphere:1", {
      PATH: "/bin",
      PULUMI_ACCESS_TOKEN: "token",
      PULUMI_BACKEND_URL: "s3://team",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/secret",
      PULUMI_STACK: "prod",
    });
    expect(env).toMatchObject({
      PATH: "/bin",
      PULUMI_BACKEND_URL: `file://${paths.state}?metadata=skip`,
      PULUMI_HOME: paths.home,
      PULUMI_DEBUG_PROVIDERS: "vsphere:1",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    expect(Object.keys(env)).not.toContain("PULUMI_ACCESS_TOKEN");
    expect(Object.keys(env)).not.toContain("PULUMI_CONFIG_PASSPHRASE_FILE");
    expect(Object.keys(env)).not.toContain("PULUMI_STACK");
  });
});
