import * as fc from "fast-check";
import type { EstateObject } from "@vmnet/simulator/estate/index";
import { inOrder, needs } from "../../../cli/recover/deployment";
import type { StateResource } from "../../../cli/recover/deployment";
import { planRepair } from "../../../cli/recover/plan";
import { groupType, operation, portGroupType, provider, root, state, urnOf } from "./states";

function object(urn: string | undefined, more: Partial<EstateObject> = {}): EstateObject {
  const made = { type: groupType, id: "web", outputs: {}, origin: "managed" as const, ...more };
  return urn === undefined ? made : { ...made, urn };
}

function repair(
  resources: StateResource[],
  objects: EstateObject[],
  pending: ReturnType<typeof operation>[] = [],
  unreadable: string[] = [],
) {
  return planRepair({
    stack: "dev",
    project: "net",
    deployment: { resources: [root, provider, ...resources], pending_operations: pending },
    objects,
    isUnreadable: ({ urn }) => unreadable.includes(urn),
  });
}

const web = state(groupType, "web", { id: "web" });
const urns = ({ deployment }: ReturnType<typeof repair>) =>
  deployment.resources?.slice(2).map(({ urn, id }) => [urn, id]);

describe("objects that the state has lost", () => {
  it("are adopted with all that the pending operation knows", () => {
    const pending = operation("creating", { ...web, id: undefined, inputs: { nsxId: "web" } });
    const plan = repair([], [object(web.urn)], [pending]);
    expect(plan.deployment.resources?.at(-1)).toMatchObject({
      urn: web.urn,
      id: "web",
      inputs: { nsxId: "web" },
      provider: `${provider.urn}::1`,
    });
    expect(plan.deployment.pending_operations).toEqual([]);
    expect(plan.notes).toEqual([
      "settled what was under way: creating PolicyGroup web",
      "adopted PolicyGroup web (web), which the state had lost",
    ]);
  });

  it("are adopted by their fixed id where no URN is kept with them", () => {
    const pending = operation("creating", { ...web, id: undefined, inputs: { nsxId: "web" } });
    expect(urns(repair([], [object(undefined)], [pending]))).toEqual([[web.urn, "web"]]);
  });

  it("are adopted without a pending operation, below their parent and with their provider", () => {
    const site = state("my:index:Site", "site", { custom: false });
    const urn = urnOf("my:index:Site$" + groupType, "web");
    const plan = repair([site], [object(urn)]);
    expect(plan.deployment.resources?.at(-1)).toEqual({
      urn,
      custom: true,
      id: "web",
      type: groupType,
      inputs: {},
      outputs: {},
      parent: site.urn,
      provider: `${provider.urn}::1`,
    });
  });

  it("are deleted, the newest first, where the state has no provider for them", () => {
    const other = (id: string) => ({ type: portGroupType, id });
    const plan = repair(
      [],
      [
        object(urnOf(portGroupType, "a"), other("a")),
        object(urnOf(portGroupType, "b"), other("b")),
      ],
    );
    expect(plan.orphans.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(plan.notes[0]).toBe("deleted HostPortGroup a (a), which no state knew");
    expect(plan.changed).toBe(false);
  });

  it("are deleted where the state holds another object under their URN", () => {
    const plan = repair([web], [object(web.urn), object(web.urn, { id: "second" })]);
    expect(plan.orphans.map(({ id }) => id)).toEqual(["second"]);
    expect(urns(plan)).toEqual([[web.urn, "web"]]);
  });

  it("take the place of an entry that waits for its replacement", () => {
    const waiting = { ...web, pendingReplacement: true };
    const plan = repair([waiting], [object(web.urn, { id: "second" })]);
    expect(urns(plan)).toEqual([[web.urn, "second"]]);
    expect(plan.deployment.resources?.at(-1)).not.toHaveProperty("pendingReplacement");
  });

  it("are left alone when they are another stack's, another project's, nobody's or the site's", () => {
    const foreign = [
      object(web.urn.replace("dev", "prod")),
      object(web.urn.replace("::net::", "::other::")),
      object(undefined),
      object(web.urn, { origin: "inventory" }),
    ];
    expect(repair([], foreign)).toMatchObject({ changed: false, orphans: [], notes: [] });
  });
});

describe("resources whose object is gone", () => {
  const lan = state(portGroupType, "lan", { id: "lan" });

  it("leave the state where a refresh would fail, and so do references to them", () => {
    const user = state(groupType, "user", {
      id: "user",
      dependencies: [lan.urn],
      propertyDependencies: { description: [lan.urn], nsxId: null },
    });
    const plan = repair([lan, user], [], [operation("deleting", lan)], [lan.urn]);
    expect(plan.deployment.resources?.slice(2)).toEqual([
      { ...user, dependencies: [], propertyDependencies: { description: [], nsxId: [] } },
    ]);
    expect(plan.notes).toContain(
      "took HostPortGroup lan (lan) out of the state: it does not exist any more",
    );
  });

  it("stay where a refresh can tell, with children, and while they wait for a replacement", () => {
    const child = state(groupType, "child", { id: "child", parent: lan.urn });
    expect(repair([lan, child], [], [], [lan.urn]).changed).toBe(false);
    const waiting = { ...lan, pendingReplacement: true };
    expect(repair([waiting], [], [], [lan.urn]).changed).toBe(false);
    expect(repair([lan], []).changed).toBe(false);
  });
});

it("nothing is changed where state and systems agree", () => {
  expect(repair([web], [object(web.urn)])).toMatchObject({
    changed: false,
    orphans: [],
    notes: [],
  });
});

it("every resource stands behind what it needs, whatever the order was", () => {
  const chain = Array.from({ length: 6 }, (_, index) =>
    state(groupType, `g${index}`, {
      dependencies: index > 0 ? [urnOf(groupType, `g${index - 1}`)] : [],
    }),
  );
  const old = state(groupType, "g3", { id: "old", delete: true });
  fc.assert(
    fc.property(fc.shuffledSubarray([...chain, root, provider, old], { minLength: 9 }), (mixed) => {
      const ordered = inOrder(mixed);
      expect(ordered).toHaveLength(mixed.length);
      expect(ordered.at(-1)).toBe(old);
      ordered.slice(0, -1).forEach((resource, index) => {
        const before = new Set(ordered.slice(0, index).map(({ urn }) => urn));
        needs(resource).forEach((urn) => expect(before).toContain(urn));
      });
    }),
  );
});
