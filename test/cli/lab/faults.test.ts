import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLabFolders } from "../../../cli/lab/paths";
import { readSettings } from "../../../cli/lab/settings";
import { SERVING, startSystems } from "../../../cli/lab/systems";
import { FileLock } from "../../../cli/lock/fileLock";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "vmnet-faults-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = () => join(root, "faults.yaml");

describe("faults on purpose", () => {
  it("come from vmnet.lab.yaml, and --faults wins", () => {
    writeFileSync(join(root, "vmnet.lab.yaml"), "faults:\n  - kind: throttled\n");
    writeFileSync(file(), "- kind: lostAnswer\n");
    expect(readSettings(root).faults?.map(({ kind }) => kind)).toEqual(["throttled"]);
    const settings = readSettings(root, undefined, file());
    expect(settings.faults?.map(({ kind }) => kind)).toEqual(["lostAnswer"]);
  });

  it("fails with the file, the place and the value of every faulty rule", () => {
    writeFileSync(file(), "- { kind: kill }\n- { kind: error, status: 99 }\n");
    expect(() => readSettings(root, undefined, file())).toThrow(
      /faults\.yaml:\n {2}faults\[0\]\.process: .*\n {2}faults\[1\]\.status: .*\(got 99\)/,
    );
    writeFileSync(join(root, "vmnet.lab.yaml"), "faults: [{ kind: none }]\n");
    expect(() => readSettings(root)).toThrow(
      /vmnet\.lab\.yaml:\n {2}faults\[0\]\.kind: .*\(got "none"\)/,
    );
  });

  it("fails for a file that is not there", () => {
    expect(() => readSettings(root, undefined, file())).toThrow(/--faults: .* does not exist/);
  });

  it("fails for --faults while other systems are served, and says where it belongs", async () => {
    writeFileSync(file(), "- kind: throttled\n");
    const paths = makeLabFolders(root);
    const lock = FileLock.take(paths.lock, SERVING);
    lock.publish({ debugProviders: "vsphere:1,terraform-provider:2" });
    const settings = readSettings(root, undefined, file());
    await expect(startSystems(root, paths, settings, "vmnet lab up")).rejects.toThrow(
      /give --faults to vmnet lab serve/,
    );
    const { faultsFile: _, ...inFile } = settings;
    const systems = await startSystems(root, paths, inFile, "vmnet lab up");
    expect(systems.areAlive()).toBe(true);
    lock.release();
  });
});
