import { spawnSync } from "node:child_process";
import { handoffOf, renderSwitch } from "../../../network/handoff";
import { formatVlans } from "../../../network/vlan";
import { cabling, resources, site } from "./descriptions";

/** An independent reader of Cisco configuration, where it is installed (PyPI: ciscoconfparse2). */
const python = process.env.VMNET_PYTHON ?? "python3";
const hasParser = spawnSync(python, ["-c", "import ciscoconfparse2"]).status === 0;

/** Reads a configuration from standard input and prints what it understood of it. */
const script = `
import json, sys
from ciscoconfparse2 import CiscoConfParse
syntax = sys.argv[1]
config = CiscoConfParse(sys.stdin.read().splitlines(), syntax=syntax, factory=False)
def children(parent): return [c.text.strip() for c in parent.all_children]
ports = {o.text.split(" ", 1)[1]: children(o) for o in config.find_objects(r"^interface ")}
vlans = [o.text.split()[1] for o in config.find_objects(r"^vlan \\d+")]
bgp = {o.text.split()[2]: children(o) for o in config.find_objects(r"^router bgp ")}
print(json.dumps({"ports": ports, "vlans": vlans, "bgp": bgp}))
`;

interface Understood {
  ports: Record<string, string[]>;
  vlans: string[];
  bgp: Record<string, string[]>;
}

(hasParser ? describe : describe.skip)("an independent parser of Cisco configuration", () => {
  it.each(handoffOf(resources, cabling, site).switches)(
    "agrees with the needs of $name",
    (need) => {
      const syntax = need.platform === "nx-os" ? "nxos" : "ios";
      const input = renderSwitch(need).join("\n");
      const { stdout, stderr } = spawnSync(python, ["-c", script, syntax], {
        input,
        encoding: "utf8",
      });
      expect(stderr).not.toContain("Traceback");
      const read = JSON.parse(stdout) as Understood;
      expect(read.vlans).toEqual(need.vlans.map(({ id }) => String(id)));
      for (const { port, vlans, isEdge, channel } of need.ports) {
        const lines = read.ports[port] ?? [];
        expect(lines).toContain(`switchport trunk allowed vlan ${formatVlans(vlans)}`);
        expect(lines.includes("spanning-tree bpduguard enable")).toBe(isEdge);
        expect(lines.some((line) => line.startsWith("channel-group"))).toBe(channel !== undefined);
      }
      expect(Object.keys(read.bgp)).toEqual(
        need.bgp === undefined ? [] : [String(need.bgp.autonomousSystem)],
      );
    },
  );
});
