import * as pulumi from "@pulumi/pulumi";
import { Estate, estateMocks } from "@vmnet/simulator";
import { refusalOf, N, overlay } from "./lab";

class Thing extends pulumi.CustomResource {
  declare readonly path: pulumi.Output<string>;
  declare readonly psk: pulumi.Output<string>;
  constructor(
    type: string,
    name: string,
    inputs: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(type, name, { path: undefined, ...inputs }, opts);
  }
}

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("estateMocks", () => {
  test("a program under Pulumi's mocks gets the estate's ids, paths and look-ups", async () => {
    const estate = Estate.open();
    await pulumi.runtime.setMocks(estateMocks(estate), "project", "stack", false);
    const web = new Thing(N.segment, "web", {
      displayName: "web",
      nsxId: "web",
      transportZonePath: overlay,
    });
    expect(await valueOf(web.id)).toBe("web");
    expect(await valueOf(web.path)).toBe("/infra/segments/web");
    const found = (await pulumi.runtime.invoke(
      "nsxt:index/getPolicyTier0Gateway:getPolicyTier0Gateway",
      { displayName: "site-t0" },
    )) as { path: string };
    expect(found.path).toBe("/infra/tier-0s/site-t0");
    expect(estate.objects().some((object) => object.path === "/infra/segments/web")).toBe(true);
  });

  test("secrets are opened for the checks", async () => {
    const estate = Estate.open();
    await pulumi.runtime.setMocks(estateMocks(estate), "project", "stack", false);
    const peer = new Thing("nsxt:index/policyBgpNeighbor:PolicyBgpNeighbor", "peer", {
      displayName: "peer",
      bgpPath: "/infra/tier-0s/site-t0/locale-services/default/bgp",
      neighborAddress: "192.168.1.1",
      remoteAsNum: "65100",
      password: pulumi.secret("hidden"),
    });
    await valueOf(peer.id);
    expect(
      estate.objects().find((object) => object.type === N.bgpNeighbor)?.outputs["password"],
    ).toBe("hidden");
  });

  const mocks = () => estateMocks(Estate.open());
  const resource = (type: string, inputs: object, more: object = {}) =>
    ({ type, name: "n", inputs, custom: true, ...more }) as never;

  test("fails: all faults of a resource at once, with their paths", () => {
    const refusal = refusalOf(() => mocks().newResource(resource(N.natRule, { action: "NAT" })));
    expect(refusal.message).toMatch(
      /"n" has 3 faults:\n {2}- action: expected action[^\n]*\n {2}- displayName: Missing[^\n]*\n {2}- gatewayPath: Missing/,
    );
  });

  test("fails: a type that neither package has, and a refusal of the system", () => {
    expect(
      refusalOf(() => mocks().newResource(resource("aws:s3/bucket:Bucket", {}))).message,
    ).toMatch(/is no resource type of the vsphere or nsxt package/);
    expect(
      refusalOf(() => mocks().newResource(resource(N.segment, { displayName: "s" }))).message,
    ).toMatch(/^transport_zone_path/);
    expect(
      refusalOf(() => mocks().call({ token: "nsxt:index/getNone:getNone", inputs: {} })).message,
    ).toMatch(/is no function/);
  });

  test("components and providers pass through", () => {
    expect(mocks().newResource(resource("my:index:Part", { a: 1 }, { custom: false }))).toEqual({
      id: undefined,
      state: { a: 1 },
    });
    expect(mocks().newResource(resource("pulumi:providers:nsxt", { host: "h" }))).toEqual({
      id: "n-id",
      state: { host: "h" },
    });
  });

  test("a preview creates nothing and knows no path", () => {
    const estate = Estate.open();
    const before = estate.objects();
    const made = estateMocks(estate, { preview: true }).newResource(
      resource(N.segment, { displayName: "s", nsxId: "s", transportZonePath: overlay }),
    ) as { id: unknown; state: Record<string, unknown> };
    expect(made.id).toBeUndefined();
    expect(made.state["nsxId"]).toBe("s");
    expect(made.state["path"]).not.toBe("/infra/segments/s");
    expect(estate.objects()).toEqual(before);
  });

  test("an existing object is read by id, a missing one refused", () => {
    const read = mocks().newResource(
      resource(N.tier0, { displayName: "site-t0" }, { id: "site-t0" }),
    );
    expect(read).toMatchObject({ id: "site-t0", state: { path: "/infra/tier-0s/site-t0" } });
    expect(
      refusalOf(() => mocks().newResource(resource(N.tier0, { displayName: "x" }, { id: "none" })))
        .message,
    ).toMatch(/nothing exists with id none/);
  });
});
