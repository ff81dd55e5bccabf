import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Estate, StateFileError } from "@vmnet/simulator/estate/index";
import { emptyState, readState, writeState } from "@vmnet/simulator/estate/stateFile";
import type { PropertyMap } from "vmnet/network/model/resource";
import { Lab, N, refusalOf, siteT0, V } from "./lab";

interface Document {
  format: string;
  version: number;
  deleted: string[];
  objects: { type: string; id: string; path?: string; outputs: PropertyMap }[];
}

describe("the state file", () => {
  let folder: string;
  let file: string;
  const open = () => new Lab(Estate.open({ stateFile: file }));
  const document = () => JSON.parse(readFileSync(file, "utf8")) as Document;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vmnet-estate-"));
    file = join(folder, "estate.json");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("holds what differs from the inventory, one object per entry", () => {
    const lab = open();
    expect(existsSync(file)).toBe(false);
    lab.segment("web");
    expect(document()).toMatchObject({
      format: "vmnet-estate",
      version: 1,
      deleted: [],
      objects: [{ type: N.segment, id: "web", path: "/infra/segments/web" }],
    });
    expect(document().objects).toHaveLength(1);
  });

  test("is read by the next start, counters included", () => {
    const first = open();
    const a = first.add(N.group, { displayName: "a" });
    const second = open();
    expect(second.estate.objects()).toEqual(first.estate.objects());
    expect(second.add(N.group, { displayName: "b" }).id).not.toBe(a.id);
  });

  test("remembers changed and deleted inventory objects", () => {
    const first = open();
    const found = first.estate.read(N.tier0, "site-t0")!;
    first.change(
      N.tier0,
      { id: "site-t0", inputs: found.inputs, outputs: found.outputs },
      { description: "mine" },
    );
    first.estate.delete(V.resourcePool, "resgroup-81", {});
    const second = open();
    expect(second.estate.read(N.tier0, "site-t0")?.outputs["description"]).toBe("mine");
    expect(second.estate.read(V.resourcePool, "resgroup-81")).toBeUndefined();
    expect(document().deleted).toEqual([`${V.resourcePool} resgroup-81`]);
  });

  test("is read again when somebody edits it: drift", () => {
    const lab = open();
    const made = lab.segment("web", { description: "as written" });
    const edited = document();
    edited.objects[0]!.outputs["description"] = "by hand";
    writeFileSync(file, JSON.stringify(edited));
    const fresh = lab.estate.read(N.segment, "web", made.inputs, made.outputs)!;
    expect(fresh.inputs["description"]).toBe("by hand");
    expect(
      lab.estate.diff(N.segment, "web", fresh.inputs, fresh.outputs, made.inputs).detailed,
    ).toEqual({ description: "UPDATE" });
    edited.objects = [];
    writeFileSync(file, JSON.stringify(edited));
    expect(lab.estate.read(N.segment, "web", made.inputs, made.outputs)).toBeUndefined();
  });

  test("keeps its content when a write breaks off half-way", () => {
    open().segment("web");
    const before = readFileSync(file, "utf8");
    writeFileSync(`${file}.tmp`, before.slice(0, 40));
    const lab = open();
    expect(lab.estate.read(N.segment, "web")).toBeDefined();
    lab.segment("app");
    expect(readdirSync(folder)).toEqual(["estate.json"]);
    expect(open().estate.read(N.segment, "app")).toBeDefined();
  });

  test("is whole after every write of a process that is killed", () => {
    const state = {
      ...emptyState(),
      objects: [
        {
          type: N.group,
          id: "g",
          outputs: { displayName: "x".repeat(20000) },
          origin: "managed" as const,
        },
      ],
    };
    writeState(file, state);
    const script = `const fs=require("fs");const t=fs.readFileSync(${JSON.stringify(file)},"utf8");
      const h=fs.openSync(${JSON.stringify(`${file}.tmp`)},"w");fs.writeSync(h,t.slice(0,5000));process.kill(process.pid,"SIGKILL");`;
    expect(spawnSync(process.execPath, ["-e", script]).signal).toBe("SIGKILL");
    expect(readState(file)).toEqual(state);
  });

  test("a refused operation leaves memory and file as they were", () => {
    const lab = open();
    lab.tier1("t1");
    const before = readFileSync(file, "utf8");
    const objects = lab.estate.objects();
    lab.refusal(N.natRule, {
      displayName: "n",
      nsxId: "n",
      action: "SNAT",
      gatewayPath: "/infra/tier-1s/t1",
    });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(lab.estate.objects()).toEqual(objects);
  });

  test("an object that a program imports and deletes is gone for the inventory too", () => {
    const lab = open();
    const t1 = lab.tier1("t1");
    expect(refusalOf(() => lab.estate.delete(N.tier0, "site-t0", {})).message).toContain(siteT0);
    lab.estate.delete(N.tier1, t1.id, t1.outputs);
    lab.estate.delete(N.tier0, "site-t0", {});
    expect(open().estate.read(N.tier0, "site-t0")).toBeUndefined();
  });

  test.each([
    ["no JSON", "{", /it is not JSON/],
    ["another format", '{"format":"x"}', /format/],
    [
      "another version",
      '{"format":"vmnet-estate","version":2,"counters":{},"deleted":[],"objects":[]}',
      /version/,
    ],
    [
      "an unknown field",
      '{"format":"vmnet-estate","version":1,"counters":{},"deleted":[],"objects":[{"type":"a","id":"b","outputs":{},"origin":"managed","x":1}]}',
      /objects\.0/,
    ],
  ])(
    "fails: %s, with one error that says what to do, and the file stays",
    (_title, text, message) => {
      writeFileSync(file, text);
      expect(() => open()).toThrow(StateFileError);
      expect(() => open()).toThrow(message);
      expect(() => open()).toThrow(/Correct it by hand, put a copy back, or move it away/);
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );
});
