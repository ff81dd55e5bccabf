import { buildModel, type PropertyMap } from "../../../../network/model";
import { hygieneFindings } from "../../../../network/reason/hygiene";
import { nsx, site, T1, threeTiers } from "../../model/resources";

/** What is untidy about a balancer in front of these members of the three-tier example. */
function untidy(pool: PropertyMap, server: PropertyMap = {}) {
  const model = buildModel(
    [
      ...threeTiers(),
      nsx("LbService", "lb", { connectivityPath: T1 }),
      nsx("LbFastTcpApplicationProfile", "tcp", {}),
      nsx("LbPool", "pool", pool),
      nsx("LbVirtualServer", "shop", {
        ...{ ipAddress: "192.168.1.70", ports: ["443"], poolPath: "/infra/lb-pools/pool" },
        servicePath: "/infra/lb-services/lb",
        applicationProfilePath: "/infra/lb-app-profiles/tcp",
        ...server,
      }),
    ],
    site,
  );
  return hygieneFindings(model).filter(({ check }) => check.startsWith("hygiene/pool"));
}

const WORKER = { displayName: "worker", ipAddress: "10.0.0.11" };
const GONE = { displayName: "gone", ipAddress: "10.0.0.99" };

describe("members of load balancers", () => {
  test("that nobody is behind are named, with what that means", () => {
    const [found, ...others] = untidy({ members: [WORKER, GONE] });
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      check: "hygiene/pool-member-missing",
      severity: "warning",
      subjects: ["gone", "shop", "app"],
    });
    expect(found!.text).toContain("nobody has 10.0.0.99 on the networks of app");
    expect(found!.evidence.join()).toContain("is lost");
    const [watched] = untidy({ members: [WORKER, GONE], activeMonitorPaths: ["/infra/m"] });
    expect(watched!.evidence.join()).toContain("takes it out");
  });

  test("that are all switched off leave a server for nobody", () => {
    const off = { ...WORKER, adminState: "DISABLED" };
    expect(untidy({ members: [off] }).map(({ check }) => check)).toEqual([
      "hygiene/pool-without-member",
    ]);
  });

  test("are nobody's business when the server is off, not described, or in order", () => {
    expect(untidy({ members: [GONE] }, { enabled: false })).toEqual([]);
    expect(untidy({}, { poolPath: "/infra/lb-pools/of-others" })).toEqual([]);
    expect(untidy({ members: [WORKER] })).toEqual([]);
  });
});
