import * as pulumi from "@pulumi/pulumi";
import { BridgedSegment, MacAllowList, type MacAllowListArgs } from "vmnet";

import { faultsOf } from "./faults";
import { lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram } from "./harness";

const lan = {
  transportZonePath: lab.vlanPath,
  datacenterId: lab.datacenterId,
  vlanId: 10,
};

const GROUP = "/infra/domains/default/groups/lan-group";
const macs = { "web-1": "00:50:56:00:00:10", "web-2": "00:50:56:00:00:20" };

const listed = (changes: Partial<MacAllowListArgs> = {}) =>
  built(() => {
    const segment = new BridgedSegment("lan", lan);
    return new MacAllowList("lan-macs", {
      groupPath: segment.groupPath,
      allowed: macs,
      ...changes,
    });
  });

describe("a MAC allow list", () => {
  test("is a stateless Ethernet policy on the segment's group (R05)", async () => {
    const { find } = await listed();
    expect(find("lan-macs-policy").inputs).toMatchObject({
      category: "Ethernet",
      stateful: false,
      scopes: [GROUP],
    });
  });

  test("allows OUT from the MAC group, then drops OUT, and has nothing for IN", async () => {
    const { find, registrations } = await listed();
    const allow = find("lan-macs-allow").inputs;
    const drop = find("lan-macs-drop").inputs;
    expect(allow).toMatchObject({
      action: "ALLOW",
      direction: "OUT",
      sourceGroups: ["/infra/domains/default/groups/lan-macs-macs"],
    });
    expect(drop).toMatchObject({ action: "DROP", direction: "OUT", logged: true });
    expect(drop).not.toHaveProperty("sourceGroups");
    expect(drop.sequenceNumber).toBeGreaterThan(allow.sequenceNumber as number);
    const rules = registrations.filter(({ type }) => type.includes("SecurityPolicyRule"));
    expect(rules.map(({ inputs }) => inputs.direction)).toEqual(["OUT", "OUT"]);
    expect(rules.map(({ inputs }) => inputs.ipVersion)).toEqual(["NONE", "NONE"]);
  });

  test("writes MAC addresses sorted and in lower case, as the manager answers", async () => {
    const { find } = await listed({
      allowed: { b: "00:50:56:00:00:2F", a: pulumi.output("00:50:56:00:00:1E") },
    });
    expect(find("lan-macs-macs").inputs.criterias).toEqual([
      { macaddressExpression: { macAddresses: ["00:50:56:00:00:1e", "00:50:56:00:00:2f"] } },
    ]);
  });

  test("registers the same in a preview as in an update", async () => {
    const names = await namesInBoth(() => {
      const segment = new BridgedSegment("lan", lan);
      new MacAllowList("lan-macs", { groupPath: segment.groupPath, allowed: macs });
    });
    expect(names.filter((name) => name.startsWith("lan-macs-"))).toEqual([
      "lan-macs-allow",
      "lan-macs-drop",
      "lan-macs-macs",
      "lan-macs-policy",
    ]);
  });

  test(
    "grows by a machine in its group alone: rules and their ids stay",
    async () => {
      await growsInPlace({
        entry: (index) => `00:50:56:00:00:1${index}`,
        holders: ["lan-macs-macs"],
        program: (allowed) => {
          const segment = new BridgedSegment("lan", lan);
          new MacAllowList("lan-macs", { groupPath: segment.groupPath, allowed });
        },
      });
    },
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("fails for no address, a wrong one, one given twice, and one that is not fixed", async () => {
    const faults = (allowed: Record<string, string>) =>
      faultsOf(() => new MacAllowList("m", { groupPath: GROUP, allowed }));
    expect(await faults({})).toEqual({
      allowed: "no MAC address is named, so nothing on the segment could send",
    });
    expect(
      await faults({
        short: "00:50:56:00:00",
        multicast: "01:00:5e:00:00:01",
        generated: "00:50:56:80:00:01",
        one: "00:50:56:00:00:aa",
        two: "00:50:56:00:00:AA",
        "no key": "00:50:56:00:00:01",
      }),
    ).toEqual({
      "allowed.no key": "this key names resources",
      "allowed.short": "this is not a MAC address",
      "allowed.multicast": "this is a multicast address",
      "allowed.generated": "vCenter gives out addresses of this range by itself",
      "allowed.two": "one has this already",
    });
  });

  test("fails for a group that is no path", async () => {
    const found = await faultsOf(
      () => new MacAllowList("m", { groupPath: "lan-group", allowed: macs }),
    );
    expect(found).toEqual({ groupPath: "this is not a policy path" });
  });

  test("fails as the second list of one group, by output and by path", async () => {
    const twice = async (second: (group: pulumi.Output<string>) => pulumi.Input<string>) => {
      const { errors } = await runProgram(() => {
        const { groupPath } = new BridgedSegment("lan", lan);
        new MacAllowList("one", { groupPath, allowed: macs });
        new MacAllowList("two", { groupPath: second(groupPath), allowed: macs });
      });
      return errors.map(({ message }) => message).join("\n");
    };
    expect(await twice((path) => path)).toContain("one has the MAC allow list of this already");
    expect(await twice((path) => path.apply((text) => text))).toContain("one has this already");
  });
});
