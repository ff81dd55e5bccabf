import { readFileSync } from "node:fs";
import { defaultInventoryPath, parseInventory } from "@vmnet/simulator/estate/index";
import { faultLines } from "./lines";

const text = readFileSync(defaultInventoryPath(), "utf8");

function messageOf(changed: string): string {
  try {
    parseInventory(changed, "mine.yaml");
  } catch (error) {
    expect((error as Error).name).toBe("InventoryError");
    return (error as Error).message;
  }
  throw new Error("the inventory was accepted");
}

type Row = [title: string, from: string | RegExp, to: string, lines: string[]];

const rows: Row[] = [
  [
    "a truncated file",
    /nsx:[^]*$/,
    "nsx: {version: 4.2.1, licences: [",
    [
      "this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 111, column 34",
      "this is not YAML: Flow map in block collection must be sufficiently indented and end with a } at line 111, column 34",
    ],
  ],
  [
    "a text",
    /^[^]*$/,
    "nothing",
    ['the whole file: this is not a map (got "nothing"; allowed: a map); write a map'],
  ],
  [
    "a list",
    /^[^]*$/,
    "- 1",
    ["the whole file: this is not a map (got [1]; allowed: a map); write a map"],
  ],
  [
    "an empty file",
    /^[^]*$/,
    "",
    ["the whole file: this is missing (got null; allowed: a map); write it"],
  ],
  [
    "another format",
    "format: 1",
    "format: 2",
    ["format: this is not one of the choices (got 2; allowed: 1); write 1"],
  ],
  [
    "a misspelt field",
    "mtuBytes: 1500",
    "mtuByts: 1500",
    [
      'datacenter.clusters[0].hosts[0].switches[0].mtuByts: unknown field (allowed: name, nics, mtuBytes, portGroups); did you mean "mtuBytes"?',
      'datacenter.clusters[0].hosts[1].switches[0].mtuByts: unknown field (allowed: name, nics, mtuBytes, portGroups); did you mean "mtuBytes"?',
      'datacenter.clusters[0].hosts[2].switches[0].mtuByts: unknown field (allowed: name, nics, mtuBytes, portGroups); did you mean "mtuBytes"?',
      'datacenter.clusters[1].hosts[0].switches[0].mtuByts: unknown field (allowed: name, nics, mtuBytes, portGroups); did you mean "mtuBytes"?',
      'datacenter.clusters[1].hosts[1].switches[0].mtuByts: unknown field (allowed: name, nics, mtuBytes, portGroups); did you mean "mtuBytes"?',
      'datacenter.clusters[1].hosts[2].switches[0].mtuByts: unknown field (allowed: name, nics, mtuBytes, portGroups); did you mean "mtuBytes"?',
    ],
  ],
  [
    "a text for a number",
    "memoryMb: 2048",
    'memoryMb: "2048"',
    [
      'datacenter.templates[0].memoryMb: this is not a number (got "2048"; allowed: a number); write it without quotes: 2048',
    ],
  ],
  [
    "not a number",
    "memoryMb: 2048",
    "memoryMb: .nan",
    [
      "datacenter.templates[0].memoryMb: this is not a number (got NaN; allowed: a number); write a number",
    ],
  ],
  [
    "infinity",
    "sizeGb: 20",
    "sizeGb: .inf",
    [
      "datacenter.templates[0].disks[0].sizeGb: this is not a number (got Infinity; allowed: a number); write a number",
    ],
  ],
  [
    "a number for a text",
    "version: 4.2.1",
    "version: 4.2",
    ['nsx.version: this is not a text (got 4.2; allowed: a text); write it in quotes: "4.2"'],
  ],
  [
    "null",
    "guestId: ubuntu64Guest",
    "guestId: ~",
    ["datacenter.templates[0].guestId: this is missing (got null; allowed: a text); write it"],
  ],
  [
    "a text for a list",
    "nics: [vmnic0]",
    "nics: vmnic0",
    [
      'datacenter.clusters[0].hosts[0].switches[0].nics: this is not a list (got "vmnic0"; allowed: a list); write a list, ["vmnic0"]',
      'datacenter.clusters[0].hosts[1].switches[0].nics: this is not a list (got "vmnic0"; allowed: a list); write a list, ["vmnic0"]',
      'datacenter.clusters[0].hosts[2].switches[0].nics: this is not a list (got "vmnic0"; allowed: a list); write a list, ["vmnic0"]',
      'datacenter.clusters[1].hosts[0].switches[0].nics: this is not a list (got "vmnic0"; allowed: a list); write a list, ["vmnic0"]',
      'datacenter.clusters[1].hosts[1].switches[0].nics: this is not a list (got "vmnic0"; allowed: a list); write a list, ["vmnic0"]',
      'datacenter.clusters[1].hosts[2].switches[0].nics: this is not a list (got "vmnic0"; allowed: a list); write a list, ["vmnic0"]',
    ],
  ],
  [
    "a text for a flag",
    "vpn: true",
    'vpn: "yes"',
    ['nsx.licences.vpn: this is not true or false (got "yes"; allowed: true or false); write true'],
  ],
  [
    "a misspelt choice",
    "type: VLAN_BACKED",
    "type: VLAN_BACKT",
    [
      'nsx.transportZones[1].type: this is not one of the choices (got "VLAN_BACKT"; allowed: OVERLAY_STANDARD, OVERLAY_ENS, VLAN_BACKED); did you mean "VLAN_BACKED"?',
    ],
  ],
  [
    "an id with a slash",
    "id: overlay-tz",
    "id: zones/overlay",
    [
      'nsx.transportZones[0].id: this is not in the right form (got "zones/overlay"; allowed: an NSX id has no spaces and no slashes)',
    ],
  ],
  [
    "an address without mask",
    /address: (192\.168\.\d+\.\d+)\/24/,
    "address: $1",
    [
      'datacenter.clusters[0].hosts[0].adapters[0].address: this is not in the right form (got "192.168.0.11"; allowed: an address with prefix length such as 192.168.0.11/24)',
    ],
  ],
  [
    "an MTU that nothing has",
    "mtuBytes: 1500",
    "mtuBytes: 99999",
    [
      "datacenter.clusters[0].hosts[0].switches[0].mtuBytes: out of range (got 99999; allowed: at most 9000); the nearest is 9000",
      "datacenter.clusters[0].hosts[1].switches[0].mtuBytes: out of range (got 99999; allowed: at most 9000); the nearest is 9000",
      "datacenter.clusters[0].hosts[2].switches[0].mtuBytes: out of range (got 99999; allowed: at most 9000); the nearest is 9000",
      "datacenter.clusters[1].hosts[0].switches[0].mtuBytes: out of range (got 99999; allowed: at most 9000); the nearest is 9000",
      "datacenter.clusters[1].hosts[1].switches[0].mtuBytes: out of range (got 99999; allowed: at most 9000); the nearest is 9000",
      "datacenter.clusters[1].hosts[2].switches[0].mtuBytes: out of range (got 99999; allowed: at most 9000); the nearest is 9000",
    ],
  ],
  [
    "a host twice",
    "esxi-02.lab",
    "esxi-01.lab",
    [
      'datacenter.clusters[0].hosts[1].name: datacenter.clusters[0].hosts[0].name has this already (got "esxi-01.lab.example"; allowed: each once); give each its own, or join the two entries',
    ],
  ],
  [
    "an adapter that the host has not",
    "nics: [vmnic0]",
    "nics: [vmnic01]",
    [
      'datacenter.clusters[0].hosts[0].switches[0].nics[0]: the host has no adapter of this name (got "vmnic01"; allowed: vmnic0, vmnic1, vmnic2, vmnic3); did you mean "vmnic0"?',
      'datacenter.clusters[0].hosts[1].switches[0].nics[0]: the host has no adapter of this name (got "vmnic01"; allowed: vmnic0, vmnic1, vmnic2, vmnic3); did you mean "vmnic0"?',
      'datacenter.clusters[0].hosts[2].switches[0].nics[0]: the host has no adapter of this name (got "vmnic01"; allowed: vmnic0, vmnic1, vmnic2, vmnic3); did you mean "vmnic0"?',
      'datacenter.clusters[1].hosts[0].switches[0].nics[0]: the host has no adapter of this name (got "vmnic01"; allowed: vmnic0, vmnic1, vmnic2, vmnic3); did you mean "vmnic0"?',
      'datacenter.clusters[1].hosts[1].switches[0].nics[0]: the host has no adapter of this name (got "vmnic01"; allowed: vmnic0, vmnic1, vmnic2, vmnic3); did you mean "vmnic0"?',
      'datacenter.clusters[1].hosts[2].switches[0].nics[0]: the host has no adapter of this name (got "vmnic01"; allowed: vmnic0, vmnic1, vmnic2, vmnic3); did you mean "vmnic0"?',
    ],
  ],
  [
    "a Tier-0 on no edge cluster",
    "edgeCluster: edge-cluster-01",
    "edgeCluster: edge-cluster-1",
    [
      'nsx.tier0Gateways[0].edgeCluster: no edge cluster of this name is listed (got "edge-cluster-1"; allowed: edge-cluster-01, edge-cluster-02); did you mean "edge-cluster-01"?',
    ],
  ],
  [
    "a name of a trap",
    "format: 1",
    "format: 1\n__proto__: { polluted: true }",
    ["__proto__: unknown field (allowed: format, description, datacenter, nsx); leave this out"],
  ],
  [
    "several at once",
    /cpus: 2([^]*)sizeGb: 20/,
    "cpus: 0$1sizeGb: -1",
    [
      "datacenter.templates[0].cpus: out of range (got 0; allowed: more than 0); write a number more than 0",
      "datacenter.templates[0].disks[0].sizeGb: out of range (got -1; allowed: more than 0); write a number more than 0",
    ],
  ],
];

describe("an inventory file fails", () => {
  test.each(rows)("fails: %s", (_title, from, to, lines) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(faultLines(messageOf(changed))).toEqual(lines);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("fails for aliases that unfold to billions of entries, at once", () => {
    const bomb = ["a: &a [1,1,1,1,1,1,1,1,1]"];
    for (const [name, inner] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg"]) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(",")}]`);
    }
    expect(messageOf(bomb.join("\n"))).toContain("Excessive alias count");
  });

  test("fails for 10 MB, before it is parsed", () => {
    expect(messageOf(`${text}\n${"# much\n".repeat(1_500_000)}`)).toContain(
      "too large for an inventory (11 MB, allowed: at most 8 MB)",
    );
  });
});
