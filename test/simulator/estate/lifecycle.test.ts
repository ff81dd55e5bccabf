import { tableOf, type Fields } from "@vmnet/simulator/estate/generic/tables";
import { families } from "@vmnet/simulator/estate/families";
import { UNKNOWN, type PropertyMap, type PropertyValue } from "vmnet/network/model/resource";
import { everything } from "./everything";
import { Lab, N } from "./lab";

function strangers(fields: Fields, value: PropertyMap, path = ""): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = fields[key];
    if (field === undefined) {
      return [`${path}${key}`];
    }
    const items: (PropertyValue | undefined)[] = Array.isArray(inner) ? inner : [inner];
    const nested = field.fields ?? field.element?.fields;
    return items.flatMap((item) =>
      nested !== undefined && typeof item === "object" && item !== null && !Array.isArray(item)
        ? strangers(nested, item, `${path}${key}.`)
        : [],
    );
  });
}

describe("every type with rules of its own", () => {
  const lab = new Lab();
  const before = lab.estate.objects();
  const all = everything(lab);

  test("is in this test", () => {
    const missing = Object.keys(families).filter((type) => !all.some((item) => item.type === type));
    expect(missing).toEqual([]);
    expect(all.every(({ type }) => lab.estate.isModelled(type))).toBe(true);
  });

  test("answers only what its table has, nothing unknown, and all that an answer must have", () => {
    for (const { type, made } of all) {
      const table = tableOf(type)!;
      expect({ type, strangers: strangers(table.fields, made.outputs) }).toEqual({
        type,
        strangers: [],
      });
      expect(JSON.stringify(made.outputs)).not.toContain(UNKNOWN);
      expect({
        type,
        missing: table.requiredOutputs.filter((key) => made.outputs[key] === undefined),
      }).toEqual({ type, missing: [] });
    }
  });

  test("shows no difference right after its creation, and none after a refresh", () => {
    for (const { type, made } of all) {
      expect(lab.estate.diff(type, made.id, made.inputs, made.outputs, made.inputs)).toMatchObject({
        changes: false,
        diffs: [],
      });
      const fresh = lab.estate.read(type, made.id, made.inputs, made.outputs)!;
      expect({ type, inputs: fresh.inputs }).toEqual({ type, inputs: made.inputs });
      const again = lab.estate.diff(type, made.id, fresh.inputs, fresh.outputs, made.inputs);
      expect({ type, detailed: again.detailed }).toEqual({ type, detailed: {} });
    }
  });

  test("can be imported: the inputs that come back pass the check and show no difference", () => {
    for (const { type, made } of all) {
      const imported = lab.estate.read(type, made.id)!;
      const { failures, inputs } = lab.estate.check(type, imported.inputs, imported.inputs);
      expect({ type, failures }).toEqual({ type, failures: [] });
      expect(
        lab.estate.diff(type, made.id, imported.inputs, imported.outputs, inputs).detailed,
      ).toEqual({});
    }
  });

  test("previews as unknown what only the system knows", () => {
    for (const { type, made } of all) {
      const preview = lab.estate.create(type, made.inputs, { preview: true });
      expect(preview.id).toBe(UNKNOWN);
      if (type.startsWith("nsxt:") && tableOf(type)!.fields["path"] !== undefined) {
        expect({ type, path: preview.outputs["path"] }).toEqual({ type, path: UNKNOWN });
      }
      const known = lab.estate.update(type, made.id, made.inputs, made.outputs, made.inputs, {
        preview: true,
      });
      expect(JSON.stringify(known)).not.toContain(UNKNOWN);
    }
  });

  test("takes an update that changes nothing", () => {
    for (const { type, made } of all.filter(({ type }) => tableOf(type)!.updatable)) {
      const fresh = lab.estate.read(type, made.id, made.inputs, made.outputs)!;
      const outputs = lab.estate.update(type, made.id, made.inputs, fresh.outputs, made.inputs, {
        preview: false,
      });
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(fresh.outputs).sort());
    }
  });

  test("shows up as a resource in the interchange format", () => {
    const resources = lab.estate.toResources();
    expect(new Set(resources.map((item) => item.urn)).size).toBe(resources.length);
    expect(resources.find((item) => item.type === N.natRule && item.name === "dnat")).toMatchObject(
      {
        custom: true,
        inputs: { action: "DNAT", translatedPorts: "5000-6000" },
        outputs: { path: "/infra/tier-1s/t1/nat/USER/nat-rules/dnat" },
      },
    );
  });

  test("goes again, in reverse order, and leaves the site as it was", () => {
    for (const { type, made } of [...all].reverse()) {
      lab.estate.delete(type, made.id, made.outputs);
      expect(lab.estate.read(type, made.id)).toBeUndefined();
    }
    expect(lab.estate.objects()).toEqual(before);
  });
});
