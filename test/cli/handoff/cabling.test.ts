import { join } from "node:path";
import { readCabling } from "../../../cli/handoff/cabling";
import { folderWith } from "../folder";

const good = `
format: 1
switches:
  core-1: { platform: ios-xe, spanningTreePriority: 4096, interfaces: { 20: 192.0.2.1/25 } }
cables:
  - { host: esxi-01, adapter: vmnic1, switch: core-1, port: TenGigabitEthernet1/0/1 }
`;

const read = (text: string) =>
  readCabling(join(folderWith({ "cabling.yaml": text }), "cabling.yaml"));

describe("a cabling file", () => {
  it("is read with its defaults", () => {
    expect(read(good)).toEqual({
      switches: [
        {
          name: "core-1",
          platform: "ios-xe",
          spanningTreePriority: 4096,
          interfaces: { 20: "192.0.2.1/25" },
        },
      ],
      cables: [
        {
          host: "esxi-01",
          adapter: "vmnic1",
          switch: "core-1",
          port: "TenGigabitEthernet1/0/1",
          transportZones: [],
        },
      ],
      links: [],
    });
  });

  it.each([
    [
      "a priority between the steps",
      ["4096", "5000"],
      /spanningTreePriority.*multiple of 4096.*5000/s,
    ],
    ["a priority beyond the last step", ["4096", "65536"], /spanningTreePriority/],
    ["another platform", ["ios-xe", "junos"], /switches\.core-1\.platform.*junos/s],
    [
      "a switch that is not there",
      ["switch: core-1", "switch: core-9"],
      /cables\[0\]\.switch.*core-9.*core-1/s,
    ],
    [
      "a port that would end the line",
      ["TenGigabitEthernet1/0/1", '"Te1/0/1\\n shutdown"'],
      /cables\[0\]\.port/,
    ],
    ["a switch's name with a blank", ["core-1:", '"core 1":'], /core 1/],
    ["an adapter that is none", ["vmnic1", "eth0"], /cables\[0\]\.adapter.*eth0.*vmnic2/s],
    ["an address without mask", ["192.0.2.1/25", "192.0.2.1"], /interfaces\.20.*mask/s],
    ["a field that does not exist", ["format: 1", "format: 1\nports: []"], /ports/],
    ["another format", ["format: 1", "format: 2"], /format/],
    ["no YAML", ["format: 1", "format: ["], /cabling\.yaml/],
  ])("fails for %s, with the place and what is allowed", (_, [from, to], message) => {
    expect(() => read(good.replaceAll(from!, to!))).toThrow(message);
  });

  it("fails for a port and an adapter that are used twice, both at once", () => {
    const [cable] = /^ {2}- .*$/m.exec(good)!;
    expect(() => read(`${good}${cable}\n`)).toThrow(
      /cables\[1\]\.port: something else.*cables\[1\]\.adapter: this adapter has a cable already/s,
    );
  });
});
