import { EstateRefusal } from "@vmnet/simulator/estate/types";
import type { CheckFailure, EstateProvider } from "@vmnet/simulator/estate/types";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";

/** An estate with few rules, so that a test shows what the capture does and not what NSX does. */
export interface FakeEstate extends EstateProvider {
  /** Every created object: its type and inputs, in order. */
  created: { type: string; inputs: PropertyMap; preview: boolean }[];
  /** Every call of a function: its token and arguments, in order. */
  invoked: { token: string; args: PropertyMap }[];
}

/**
 * Rules: texts that begin with `!` are invalid; `description: "refuse"` is refused at creation;
 * only `overlay-tz` and ids that begin with `there` exist; every object has a computed `path`.
 */
export function fakeEstate(): FakeEstate {
  const created: FakeEstate["created"] = [];
  const invoked: FakeEstate["invoked"] = [];
  return {
    created,
    invoked,
    check(_type, news) {
      const failures: CheckFailure[] = Object.entries(news).flatMap(([property, value]) =>
        typeof value === "string" && value.startsWith("!")
          ? [{ property, reason: `"${value}" is not allowed` }]
          : [],
      );
      return { inputs: { ...news, overlayId: news.overlayId ?? 7 }, failures };
    },
    diff(_type, _id, oldInputs, _oldOutputs, news) {
      const changes = news.description !== oldInputs.description;
      return { changes, diffs: [], replaces: [], detailed: {}, deleteBeforeReplace: false };
    },
    create(type, inputs, { preview }) {
      if (inputs.description === "refuse") throw new EstateRefusal("the manager says no");
      created.push({ type, inputs, preview });
      const id = preview ? UNKNOWN : `id-${created.length}`;
      const path = preview ? UNKNOWN : `/infra/${String(inputs.nsxId ?? id)}`;
      return { id, outputs: { ...inputs, path } };
    },
    read(_type, id) {
      if (!/^(there|overlay-tz)/.test(id)) return undefined;
      const inputs = { displayName: "found", description: "before" };
      return { id, inputs, outputs: { ...inputs, path: `/infra/${id}`, password: "s3cret" } };
    },
    update(_type, id, _oldInputs, _oldOutputs, news) {
      return { ...news, path: `/infra/${id}`, revision: 2 };
    },
    delete() {
      throw new Error("a capture deletes nothing");
    },
    invoke(token, args) {
      invoked.push({ token, args });
      if (args.displayName === "nowhere") throw new EstateRefusal("not found: nowhere");
      return { id: `id-of-${String(args.displayName ?? args.name)}`, path: "/infra/tz", ...args };
    },
    secretOutputs: () => ["password"],
    isModelled: () => true,
  };
}
