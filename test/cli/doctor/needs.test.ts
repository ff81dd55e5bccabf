import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { componentNeeds, needs, typeNeeds } from "../../../cli/doctor/needs/components";
import { shortName } from "../../../cli/doctor/lookup";
import { ownersOfNeeds } from "../../../cli/doctor/ownNeeds";
import { loadInventory } from "@vmnet/simulator/estate/index";
import { resourceTokens } from "../../../simulator/estate/generic/tables";
import type { Resource } from "vmnet/network/model/resource";

const folder = join(__dirname, "../../../components");
const sources = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "index.ts");

/** Each exported component's class with its own doc. */
const classes = sources.flatMap((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const found = text.matchAll(
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport class (\w+) extends pulumi\.Comp/g,
  );
  return [...found].map(([, doc = "", className = ""]): [string, string] => [className, doc]);
});

describe("needs on site", () => {
  test("every component has its entry, and none is for a component that is not there", () => {
    expect(classes.map(([name]) => name).sort()).toEqual(Object.keys(componentNeeds).sort());
  });

  test.each(classes)("%s tells its needs in its class doc", (_name, doc) => {
    expect(doc).toMatch(/\n \* Needs on site: \S/);
  });

  test("every need is somebody's, and every type is one of the providers'", () => {
    const own = Object.values(componentNeeds).flatMap((entry) =>
      "needs" in entry ? entry.needs : [],
    );
    const used = new Set([...own, ...Object.values(typeNeeds).flat()]);
    expect([...used].sort()).toEqual(Object.keys(needs).sort());
    const types = new Set(resourceTokens().map(shortName));
    expect(Object.keys(typeNeeds).filter((type) => !types.has(type))).toEqual([]);
  });

  test("every need says what happens without it and where to look", () => {
    for (const { what, without, look } of Object.values(needs)) {
      expect(
        [what, without, look].filter((text) => text.length < 10 || /\n|\.$/.test(text)),
      ).toEqual([]);
    }
  });

  test("the lab's inventory has the licences, and no NSX 9", () => {
    const site = loadInventory();
    expect(needs.vpnLicence.inventory?.(site)).toBe(true);
    expect(needs.nsx9.inventory?.(site)).toBe(false);
    expect(needs.intrusionPerCluster.inventory?.(site)).toBeUndefined();
    const without = structuredClone(site);
    without.datacenter.clusters.forEach((cluster) => (cluster.intrusionDetection = false));
    expect(needs.intrusionPerCluster.inventory?.(without)).toBe(false);
  });
});

describe("whose need it is", () => {
  const resource = (type: string, name: string, more: Partial<Resource> = {}): Resource => ({
    ...{ urn: `urn::${name}`, type, name, inputs: {}, outputs: {} },
    custom: !type.startsWith("vmnet:"),
    ...more,
  });
  const idsOf = (resources: Resource[]) =>
    Object.fromEntries(ownersOfNeeds(resources).map(({ id, neededBy }) => [id, neededBy]));

  test("a component's, for all that it is made of", () => {
    const found = idsOf([
      resource("vmnet:index:DistributedFabric", "fabric"),
      resource("vsphere:index/distributedVirtualSwitch:DistributedVirtualSwitch", "fabric-switch", {
        parent: "urn::fabric",
      }),
    ]);
    expect(found).toMatchObject({ enterprisePlus: ["fabric"], physicalMtu: ["fabric"] });
  });

  test("the resource's own outside of components", () => {
    const type = "nsxt:index/policyIpsecVpnService:PolicyIpsecVpnService";
    expect(idsOf([resource(type, "vpn")])).toEqual({ vpnLicence: ["vpn"] });
  });

  test("nobody's, where the input that asks for it is not there", () => {
    const type = "nsxt:index/policyTier1Gateway:PolicyTier1Gateway";
    const edgeClusterPath = "/infra/sites/default/enforcement-points/default/edge-clusters/e";
    expect(idsOf([resource(type, "t1")])).toEqual({});
    expect(idsOf([resource(type, "t1", { inputs: { edgeClusterPath } })])).toEqual({
      edgeNodes: ["t1"],
    });
  });
});
