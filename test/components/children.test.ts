import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { NatSegment } from "vmnet";

import { Children } from "../../components/internal/children";
import { claim } from "../../components/internal/claims";
import { ruleOf } from "../../components/internal/typeRules";
import { natArgs, web } from "./fixtures";
import { faultsOf } from "./faults";
import { built } from "./harness";

jest.setTimeout(180_000);

/** A component with one child. */
function withChild(add: (children: Children) => unknown, name = "one") {
  return () => {
    const parent = new pulumi.ComponentResource("vmnet:index:Test", name);
    return add(new Children(parent, name));
  };
}

describe("the helper that makes children", () => {
  test("gives id, display name and parent to an NSX object", async () => {
    const { find } = await built(
      withChild((children) => children.add(nsxt.PolicyGroup, ["group", "web"], {})),
    );
    expect(find("one-group-web")).toMatchObject({
      parent: "one",
      deleteBeforeReplace: true,
      inputs: { nsxId: "one-group-web", displayName: "one-group-web" },
    });
  });

  test("has a definition come before the one it replaces, unless the id stays", async () => {
    const { find } = await built(
      withChild((children) => {
        children.add(nsxt.PolicyService, "web", {});
        children.add(nsxt.PolicyService, "same", {}, { replaceOnChanges: ["description"] });
        return children.add(nsxt.PolicyLbTcpMonitorProfile, "monitor", {});
      }),
    );
    expect(find("one-web").deleteBeforeReplace).toBe(false);
    expect(find("one-same").deleteBeforeReplace).toBe(true);
    expect(find("one-monitor")).toMatchObject({
      deleteBeforeReplace: true,
      replaceOnChanges: ["monitorPort"],
    });
  });

  test("lets a component's own value win over the table's", async () => {
    const rule = { gatewayPath: "/infra/tier-0s/site-t0", action: "NO_SNAT" };
    const { find } = await built(
      withChild((children) => {
        const given = { ...rule, sourceNetworks: ["10.0.0.0/24"], firewallMatch: "BYPASS" };
        return children.add(nsxt.PolicyNatRule, "nat", given);
      }),
    );
    expect(find("one-nat").inputs.firewallMatch).toBe("BYPASS");
  });

  test("fails for an argument that never reads back as written", async () => {
    const failback = withChild((children) =>
      children.add(vsphere.HostVirtualSwitch, "switch", {
        hostSystemId: "host-21",
        networkAdapters: [],
        activeNics: [],
        failback: true,
      }),
    );
    await expect(built(failback)).rejects.toThrow("HostVirtualSwitch.failback never reads back");
  });

  test("fails for a type whose behaviour nobody has written down", () => {
    expect(() => ruleOf(vsphere.Datacenter)).toThrow("no rule for Datacenter");
  });

  test("claims an id once per NSX manager, that is per provider", async () => {
    const owner = (site: string) => {
      const provider = new nsxt.Provider(site, { host: `${site}.example` });
      return new pulumi.ComponentResource("vmnet:index:Test", site, {}, { provider });
    };
    const taken = (...owners: pulumi.Resource[]) =>
      owners.forEach((one, index) => claim(one, "nsxt:index:any", "shared", "nsxId", `c${index}`));
    await built(() => taken(owner("east"), owner("west")));
    const twice = () => {
      const east = owner("east");
      taken(east, east);
    };
    await expect(built(twice)).rejects.toThrow("nsxId: c0 has this already");
  });
});

describe("every component fails", () => {
  test("fails without arguments and for null, as a program without types may pass", async () => {
    const missing = await faultsOf(() => new NatSegment("app", undefined as never));
    expect(missing).toEqual({ args: "the arguments are missing" });
    const both = await faultsOf(() => new NatSegment("a/b", { ...natArgs(), cidr: "10.0.0.0" }));
    expect(Object.keys(both)).toEqual(["name", "cidr"]);
    const portForwards = { jobs: null, web: { ...web, from: [null] } } as never;
    expect(await faultsOf(() => new NatSegment("app", natArgs({ portForwards })))).toEqual({
      "portForwards.jobs": "null is no value",
      "portForwards.web.from[0]": "null is no value",
    });
  });
});
