import fc from "fast-check";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { open, signature, toStruct } from "@vmnet/simulator/provider/values";
import {
  containsUnknown,
  dependenciesOf,
  downgrade,
  formatPath,
  hideSecrets,
  upgrade,
} from "@vmnet/simulator/capture/wire";

const secret = (value: PropertyValue): PropertyValue => ({
  [signature.key]: signature.secret,
  value,
});

const { values: anyValue } = fc.letrec<{ value: PropertyValue; values: PropertyMap }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<PropertyValue>(null, true, 7, "text", UNKNOWN),
    fc.constantFrom<PropertyValue>("hidden", 5, UNKNOWN).map(secret),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
  ),
  values: fc.dictionary(fc.constantFrom("p", "q", "r"), tie("value")),
}));

test("output values lose nothing on their way through a transform that changes nothing", () => {
  fc.assert(
    fc.property(anyValue, (properties) => {
      expect(downgrade(upgrade(properties, new Map()))).toEqual(properties);
    }),
  );
});

test("each property carries what it depends on, once", () => {
  const dependencies = new Map([["p", new Set(["urn:1", "urn:2"])]]);
  const once = upgrade({ p: UNKNOWN, q: secret("x") }, dependencies);
  expect(dependenciesOf(once.p)).toEqual(new Set(["urn:1", "urn:2"]));
  expect(dependenciesOf(once.q)).toEqual(new Set());
  expect(upgrade(once, dependencies)).toEqual(once);
  expect(downgrade(once)).toEqual({ p: UNKNOWN, q: secret("x") });
});

test("no hidden value is left after hiding, and the rest is as it was", () => {
  fc.assert(
    fc.property(anyValue, (properties) => {
      const opened = open(toStruct(properties));
      const hidden = hideSecrets(opened);
      expect(JSON.stringify(hidden)).not.toContain("hidden");
      if (opened.secretPaths.length === 0) expect(hidden).toEqual(opened.values);
      else expect(containsUnknown(hidden as Record<string, PropertyValue>)).toBe(true);
    }),
  );
});

test("paths read as people write them", () => {
  expect(formatPath(["users", 0, "password"])).toBe("users[0].password");
});
