import { Estate, loadInventory } from "@vmnet/simulator/estate/index";
import { startLabServers } from "@vmnet/simulator/provider/server";
import { labCredentials } from "../../cli/lab/environment";
import type { Item } from "../../cli/doctor/report";
import { LabProject } from "./lab";

jest.setTimeout(120_000);

const password = "a-password-that-nobody-may-see";

/** A site with other ids than the one that the program is run against, and other edges. */
function anotherSite(): Estate {
  const site = structuredClone(loadInventory());
  site.datacenter.moid = "datacenter-77";
  site.datacenter.clusters[0]!.hosts[0]!.moid = "host-777";
  Object.assign(site.nsx.edgeClusters[0]!, { name: "edges-of-another", id: "another" });
  site.nsx.tier0Gateways = [];
  return Estate.open({ inventory: site });
}

describe("vmnet doctor --live", () => {
  test("asks the site through the engine, makes nothing there and tells no secret", async () => {
    const estate = anotherSite();
    const before = estate.objects().length;
    const servers = await startLabServers({ estate });
    const project = LabProject.ofRepository();
    try {
      const command = project.start(["doctor", "three-tier-nat-lab", "--live", "--json"], {
        ...labCredentials,
        VSPHERE_PASSWORD: password,
        NSXT_PASSWORD: password,
        PULUMI_DEBUG_PROVIDERS: servers.debugProviders,
      });
      const { code, stdout, stderr } = await command.ended;
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      const found = JSON.parse(stdout) as { site: string; items: Item[]; errors: string[] };
      expect(found.site).toBe("the site itself: vcenter.lab.example, nsx.lab.example");
      const statusOf = (what: string) => found.items.find((item) => item.what === what)?.status;
      // Their questions hold the data centre's id, which is another one here.
      expect(statusOf('host "esxi-01.lab.example"')).toBe("ok");
      expect(statusOf('cluster "compute"')).toBe("ok");
      expect(statusOf('edge cluster "edge-cluster-01"')).toBe("missing");
      expect(statusOf('edge node "edge-01" of edge-cluster-01')).toBe("unanswered");
      expect(statusOf("NSX licence with gateway firewall")).toBe("byHand");
      expect(stdout + stderr).not.toContain(password);
      expect(estate.objects()).toHaveLength(before);
    } finally {
      servers.close();
      project.dispose();
    }
  });
});
