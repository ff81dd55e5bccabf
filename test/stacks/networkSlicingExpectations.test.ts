import { join } from "node:path";

import { runCheck } from "../../cli/check/check";
import type { MutationScore } from "../../cli/check/score";
import { Lines } from "../cli/lines";

jest.setTimeout(240_000);

/** Below one gateway the distributed firewall separates the slices; in production gateways do, too. */
test.each(["lab", "dev", "prod"])(
  "every small fault of network-slicing-%s is noticed or harmless",
  async (environment) => {
    const terminal = new Lines();
    const options = { stack: `network-slicing-${environment}`, mutate: true, json: true };
    const code = await runCheck({ ...options, cwd: join(__dirname, "../..") }, terminal);
    const { mutation } = terminal.json<{ mutation: MutationScore }>();
    expect(mutation.survived).toEqual([]);
    expect(mutation.stale).toEqual([]);
    expect(mutation.accepted).toEqual([]);
    expect(code).toBe(0);
    expect(mutation.killed.map(({ mutant }) => mutant)).toEqual(
      expect.arrayContaining([
        "5G_Net-gateway: does not advertise TIER1_CONNECTED",
        "between-default-4G: removed",
        "core-drop: removed",
        "core-rule-recursion: any source",
        "core-route-default: removed",
        "core-uplink: next VLAN",
        ...(environment === "prod"
          ? [
              "5G_Net-vrf-route-default: removed",
              "5G_Net-vrf-rule-data: applied everywhere",
              "4G-vrf-ha-vip: removed",
              ...["core", "5G_Net-vrf", "4G-vrf"].map(
                (name) => `${name}-interface-edge-02: removed`,
              ),
            ]
          : []),
      ]),
    );
    // Who comes in from outside meets the edge's drop besides.
    expect(mutation.harmless).toContain("between-rule-names: any source");
    expect(mutation.total).toBeGreaterThan(40);
  },
);
