import { Estate } from "@vmnet/simulator/estate/index";
import { UNKNOWN, type PropertyMap } from "vmnet/network/model/resource";
import { Lab, N, overlay } from "./lab";

const named = (nsxId: string) => ({ displayName: nsxId, nsxId });

describe("computed values", () => {
  test("rules without sequence number count on from the one before", () => {
    const lab = new Lab();
    const rules = [
      { displayName: "a" },
      { displayName: "b", sequenceNumber: 5 },
      { displayName: "c" },
    ];
    const made = lab.add(N.securityPolicy, { ...named("p"), category: "Application", rules });
    const numbers = (made.outputs["rules"] as PropertyMap[]).map((rule) => rule["sequenceNumber"]);
    expect(numbers).toEqual([1, 5, 6]);
  });

  test("rule ids belong to the place: inserting in the middle renames", () => {
    const lab = new Lab();
    const rule = (displayName: string) => ({ displayName });
    const made = lab.add(N.securityPolicy, {
      ...named("p"),
      category: "Application",
      rules: [rule("a"), rule("b")],
    });
    const idsBefore = (made.outputs["rules"] as PropertyMap[]).map((item) => item["nsxId"]);
    const outputs = lab.change(N.securityPolicy, made, {
      rules: [rule("a"), rule("x"), rule("b")],
    });
    const after = outputs["rules"] as PropertyMap[];
    expect(after.slice(0, 2).map((item) => item["nsxId"])).toEqual(idsBefore);
    expect(after.map((item) => item["displayName"])).toEqual(["a", "x", "b"]);
  });

  test("an allocation takes the lowest free address", () => {
    const lab = new Lab();
    lab.add(N.ipPool, named("pool"));
    lab.add(N.poolSubnet, {
      ...named("ps"),
      poolPath: "/infra/ip-pools/pool",
      cidr: "10.1.0.0/24",
      allocationRanges: [{ start: "10.1.0.10", end: "10.1.0.11" }],
    });
    const take = (id: string) =>
      lab.add(N.allocation, { ...named(id), poolPath: "/infra/ip-pools/pool" }).outputs[
        "allocationIp"
      ];
    expect([take("a"), take("b")]).toEqual(["10.1.0.10", "10.1.0.11"]);
  });

  test("a segment without nsxId gets a UUID, and its path follows", () => {
    const made = new Lab().add(N.segment, { displayName: "web", transportZonePath: overlay });
    expect(made.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(made.outputs["path"]).toBe(`/infra/segments/${made.id}`);
  });

  test("an omitted argument that the system computes keeps its value", () => {
    const lab = new Lab();
    const made = lab.tier1("t1", { routeAdvertisementTypes: ["TIER1_NAT"] });
    const news: PropertyMap = { ...made.inputs };
    delete news["routeAdvertisementTypes"];
    expect(lab.estate.diff(N.tier1, made.id, made.inputs, made.outputs, news).changes).toBe(false);
    const outputs = lab.estate.update(
      N.tier1,
      made.id,
      made.inputs,
      made.outputs,
      { ...news, description: "x" },
      { preview: false },
    );
    expect(outputs["routeAdvertisementTypes"]).toEqual(["TIER1_NAT"]);
  });
});

describe("the first preview", () => {
  test("knows arguments and defaults only; subnets are unknown as a whole", () => {
    const estate = Estate.open();
    const inputs = { ...named("web"), replicationMode: "MTEP", subnets: [{ cidr: "10.0.0.1/24" }] };
    expect(estate.create(N.segment, inputs, { preview: true })).toMatchObject({
      id: UNKNOWN,
      outputs: {
        nsxId: "web",
        displayName: "web",
        replicationMode: "MTEP",
        subnets: UNKNOWN,
        path: UNKNOWN,
        revision: UNKNOWN,
        policySegmentId: UNKNOWN,
      },
    });
    expect(estate.objects().some((object) => object.type === N.segment)).toBe(false);
  });
});
