import { UNKNOWN } from "vmnet/network/model/resource";
import type { Captured } from "@vmnet/simulator/capture/capture";
import { fakeEstate } from "./fakeEstate";
import type { FakeEstate } from "./fakeEstate";
import { named, run } from "./run";

const chain = "urn:pulumi:dev::foreign::foreign:index:Outer$foreign:index:Inner";
const segmentType = "nsxt:index/policySegment:PolicySegment";
const gateway =
  "urn:pulumi:dev::foreign::foreign:index:Outer$nsxt:index/policyTier1Gateway:PolicyTier1Gateway::app-gateway";

describe("a program without vmnet components, as a preview", () => {
  let captured: Captured;
  let estate: FakeEstate;

  beforeAll(async () => {
    estate = fakeEstate();
    captured = await run(
      "foreign",
      { password: "hunter2" },
      {
        estate,
        secretKeys: ["foreign:password"],
      },
    );
  }, 60_000);

  test("has no errors and lists the stack first, then every resource once", () => {
    expect(captured.errors).toEqual([]);
    expect(captured.resources[0]?.type).toBe("pulumi:pulumi:Stack");
    expect(captured.resources.map(({ name }) => name).sort()).toEqual([
      "app",
      "app-gateway",
      "app-inner",
      "app-inner-segment",
      "default_3_11_1",
      "default_4_17_0",
      "existing",
      "folder",
      "foreign-dev",
      "hidden",
      "site",
      "web",
    ]);
  });

  test("keeps grandparents in URNs and parents as the program says", () => {
    const segment = named(captured, "app-inner-segment");
    expect(segment.urn).toBe(`${chain}$${segmentType}::app-inner-segment`);
    expect(segment.parent).toBe(`${chain}::app-inner`);
    expect(named(captured, "web").parent).toBe(captured.resources[0]?.urn);
  });

  test("runs a component's transforms on its grandchildren and the stack's on everything", () => {
    expect(named(captured, "app-inner-segment").inputs.description).toBe(
      "by the component's transform",
    );
    expect(named(captured, "web").inputs.description).toBe("by the stack's transform");
    expect(named(captured, "app-gateway").inputs.description).toBeUndefined();
  });

  test("gives children the provider and the protection of their component", () => {
    const site = named(captured, "site");
    for (const name of ["app-gateway", "app-inner-segment"]) {
      expect(named(captured, name)).toMatchObject({
        protect: true,
        provider: `${site.urn}::${UNKNOWN}`,
      });
    }
    expect(named(captured, "web").protect).toBeUndefined();
    expect(named(captured, "web").provider).toContain("pulumi:providers:nsxt::default_3_11_1::");
  });

  test("records the plugin of a parameterized package with its provider", () => {
    expect(named(captured, "default_3_11_1").inputs).toMatchObject({
      version: "3.11.1",
      __internal: { name: "terraform-provider" },
    });
  });

  test("shows computed values as unknown and what is known as it is", () => {
    const segment = named(captured, "app-inner-segment");
    expect(segment.id).toBe(UNKNOWN);
    expect(segment.inputs).toMatchObject({
      connectivityPath: UNKNOWN,
      transportZonePath: "/infra/tz",
      subnets: [{ cidr: "10.1.0.1/24" }],
      overlayId: 7,
    });
    expect(segment.outputs.path).toBe(UNKNOWN);
    expect(captured.outputs).toMatchObject({ dry: true, segmentPath: UNKNOWN });
  });

  test("knows what depends on what, and through which property", () => {
    const segment = named(captured, "app-inner-segment");
    expect(segment.dependencies).toEqual([gateway]);
    expect(segment.propertyDependencies).toEqual({ connectivityPath: [gateway] });
    // A dependency on a component is one on everything below it.
    const existing = named(captured, "existing").urn;
    expect(named(captured, "web").dependencies).toEqual([segment.urn, gateway, existing].sort());
  });

  test("keeps the options that decide later updates", () => {
    expect(named(captured, "app-inner-segment").options).toEqual({
      aliases: [`${chain}$${segmentType}::old-segment`],
      ignoreChanges: ["description"],
    });
    expect(named(captured, "app-gateway").options).toEqual({
      deleteBeforeReplace: true,
      replaceOnChanges: ["nsxId"],
    });
  });

  test("hides secrets and says where they are", () => {
    const site = named(captured, "site");
    expect(site.inputs.password).toBe(UNKNOWN);
    expect(site.secretInputs).toEqual(["password"]);
    expect(captured.secretOutputs).toEqual(["password"]);
    const hidden = named(captured, "hidden");
    expect(hidden.secretInputs).toEqual(["displayName", "tags[0].tag"]);
    expect(hidden.inputs.tags).toEqual([{ scope: "tier", tag: UNKNOWN }]);
    expect(hidden.options).toEqual({
      retainOnDelete: true,
      deletedWith: named(captured, "web").urn,
    });
    expect(JSON.stringify(captured)).not.toContain("hunter2");
  });

  test("asks the estate for functions and creates nothing for real", () => {
    expect(estate.invoked.map(({ token }) => token).sort()).toEqual([
      "nsxt:index/getPolicyTransportZone:getPolicyTransportZone",
      "vsphere:index/getDatacenter:getDatacenter",
    ]);
    expect(estate.created.every(({ preview }) => preview)).toBe(true);
  });

  test("is the same when it is captured again", async () => {
    const again = await run(
      "foreign",
      { password: "hunter2" },
      {
        secretKeys: ["foreign:password"],
      },
    );
    const sorted = (list: Captured["resources"]) =>
      [...list].sort((a, b) => a.urn.localeCompare(b.urn));
    expect(sorted(again.resources)).toEqual(sorted(captured.resources));
  }, 60_000);
});

describe("the same program, created in the estate", () => {
  let captured: Captured;
  let estate: FakeEstate;

  beforeAll(async () => {
    estate = fakeEstate();
    captured = await run(
      "foreign",
      { password: "hunter2" },
      {
        estate,
        preview: false,
        openSecrets: true,
        secretKeys: ["foreign:password"],
      },
    );
  }, 60_000);

  test("knows every computed value", () => {
    expect(captured.errors).toEqual([]);
    expect(captured.outputs).toMatchObject({
      dry: false,
      segmentPath: "/infra/app-inner",
      groupPath: "/infra/web",
    });
    expect(named(captured, "app-inner-segment").inputs.connectivityPath).toBe("/infra/app");
    expect(JSON.stringify(captured)).not.toContain(UNKNOWN);
  });

  test("creates a gateway before the segment that uses its path", () => {
    const types = estate.created.map(({ type }) => type);
    expect(types.indexOf(segmentType)).toBeGreaterThan(
      types.indexOf("nsxt:index/policyTier1Gateway:PolicyTier1Gateway"),
    );
  });

  test("opens secrets when asked to, and still says where they are", () => {
    expect(captured.outputs.password).toBe("hunter2");
    expect(captured.secretOutputs).toEqual(["password"]);
  });
});
