import fc from "fast-check";
import { Estate, EstateRefusal } from "@vmnet/simulator/estate/index";
import { functionTokens, resourceTokens, tableOf } from "@vmnet/simulator/estate/generic/tables";
import { UNKNOWN, type PropertyMap } from "vmnet/network/model/resource";
import { faults } from "./checkFaults";
import { Lab, N, overlay, V } from "./lab";

const estate = Estate.open();
const lab = new Lab(estate);
describe("the generic check", () => {
  test.each(faults)("fails: %s", (_title, type, inputs, expected) => {
    expect(lab.faults(type, inputs)).toEqual(expected);
  });

  test("fails: several faults together", () => {
    expect(lab.faults(N.natRule, { action: "NAT", translatedPorts: "x" })).toHaveLength(4);
  });

  test("fails: a wrong secret, without showing it", () => {
    const [fault] = lab.faults(N.bgpNeighbor, {
      displayName: "b",
      bgpPath: "/infra/x/bgp",
      neighborAddress: "10.0.0.1",
      remoteAsNum: "65000",
      password: 12345 as never,
    });
    expect(fault).toBe("password: expected a string, got number [secret]");
  });

  test("fills in defaults, nested ones too, and not beside what excludes them", () => {
    const { inputs } = estate.check(
      N.bgpNeighbor,
      {
        displayName: "b",
        bgpPath: "/infra/x/bgp",
        neighborAddress: "10.0.0.1",
        remoteAsNum: "65000",
        bfdConfig: {},
      },
      undefined,
    );
    expect(inputs).toMatchObject({
      holdDownTime: 180,
      keepAliveTime: 60,
      bfdConfig: { interval: 500, multiple: 3, enabled: false },
    });
  });

  test("unknown values pass every rule", () => {
    const { failures } = estate.check(
      N.natRule,
      {
        displayName: UNKNOWN,
        gatewayPath: UNKNOWN,
        action: UNKNOWN,
        translatedPorts: UNKNOWN,
        sourceNetworks: UNKNOWN,
        rulePriority: UNKNOWN,
        destinationNetworks: [UNKNOWN],
      },
      undefined,
    );
    expect(failures).toEqual([]);
  });

  test("names what the program leaves unnamed, the same on every run", () => {
    const urn = `urn:pulumi:dev::net::${V.dvs}::core`;
    const inputs = { datacenterId: "datacenter-2" };
    const first = estate.check(V.dvs, inputs, undefined, { urn }).inputs["name"];
    expect(first).toMatch(/^core-[0-9a-f]{7}$/);
    expect(estate.check(V.dvs, inputs, { name: "core-0123456" }, { urn }).inputs["name"]).toBe(
      "core-0123456",
    );
  });

  test("every type has a table, and completes nothing but known properties", () => {
    expect(resourceTokens()).toHaveLength(103);
    expect(functionTokens()).toHaveLength(57);
    for (const type of resourceTokens()) {
      const { inputs } = estate.check(type, {}, undefined);
      expect(
        Object.keys(inputs).filter((key) => tableOf(type)?.fields[key]?.input !== true),
      ).toEqual([]);
    }
  });

  test("property: never throws, whatever the input is", () => {
    const names = resourceTokens().map((type) => ({
      type,
      keys: Object.keys(tableOf(type)?.fields ?? {}),
    }));
    const anyOf = fc.constantFrom(...names).chain(({ type, keys }) =>
      fc.record({
        type: fc.constant(type),
        inputs: fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), fc.jsonValue()),
      }),
    );
    fc.assert(
      fc.property(anyOf, ({ type, inputs }) => {
        const { failures } = estate.check(type, inputs as PropertyMap, undefined);
        expect(failures.every(({ reason }) => reason.length > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("property: create refuses or answers, and never throws anything else", () => {
    const names = resourceTokens().map((type) => ({
      type,
      keys: Object.keys(tableOf(type)?.fields ?? {}),
    }));
    const leaf = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("/infra/tier-0s/site-t0", overlay, "host-21", "resgroup-8", "10.0.0.1/24"),
    );
    const anyOf = fc.constantFrom(...names).chain(({ type, keys }) =>
      fc.record({
        type: fc.constant(type),
        inputs: fc.dictionary(fc.constantFrom(...keys), leaf),
      }),
    );
    fc.assert(
      fc.property(anyOf, ({ type, inputs }) => {
        try {
          Estate.open().create(type, inputs as PropertyMap, { preview: false });
        } catch (error) {
          expect(error).toBeInstanceOf(EstateRefusal);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("fails: an unknown type at every other call", () => {
    expect(() => estate.diff("x:y:Z", "1", {}, {}, {})).toThrow(/is no resource type/);
    expect(() => estate.create("x:y:Z", {}, { preview: false })).toThrow(EstateRefusal);
  });

  test("secret outputs come from the tables", () => {
    expect(estate.secretOutputs(N.bgpNeighbor)).toEqual(["password"]);
    expect(estate.secretOutputs("vsphere:index/host:Host")).toEqual(["password"]);
  });
});
