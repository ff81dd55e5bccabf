import { named, snat } from "../simulator/estate/cases";
import { edges, Lab, N, overlay, refusalOf, siteT0 } from "../simulator/estate/lab";
import { Run } from "../simulator/estate/run";

const policyPath = "/infra/domains/default/security-policies/p";
const rule = (displayName: string) => ({ displayName, action: "ALLOW" });

describe("traps that the rules of the types hold, as a program meets them", () => {
  test("a look-up by name takes an object whose name only begins so", () => {
    const found = new Lab().estate.invoke(
      "nsxt:index/getPolicyTier0Gateway:getPolicyTier0Gateway",
      {
        displayName: "site-",
      },
    );
    expect(found).toMatchObject({ displayName: "site-t0", path: siteT0 });
  });

  test("fails: the id of a rule inside a policy", () => {
    const rules = [{ ...rule("a"), nsxId: "mine" }];
    const inputs = { ...named("p"), category: "Application", rules };
    expect(new Lab().faults(N.securityPolicy, inputs)[0]).toMatch(
      /^rules\[0\]\.nsxId: Can't configure a value for "rule\.0\.nsx_id"/,
    );
  });

  test("inserting into inline rules shifts every id after it", () => {
    const policy = { ...named("p"), category: "Application" };
    const run = new Run(new Lab(), N.securityPolicy, {
      ...policy,
      rules: [rule("a"), rule("b")],
    });
    const ids = () =>
      (run.outputs["rules"] as { displayName: string; nsxId: string }[]).map((item) => [
        item.displayName,
        item.nsxId,
      ]);
    const [, [, second] = []] = ids();
    const inserted = { ...policy, rules: [rule("a"), rule("x"), rule("b")] };
    expect(run.preview(inserted).length).toBeGreaterThan(1);
    run.up(inserted);
    expect(ids()[1]).toEqual(["x", second]);
  });

  test("inserting a rule resource is one create, and the others keep their ids", () => {
    const lab = new Lab();
    lab.add(N.parentSecurityPolicy, { ...named("p"), category: "Application" });
    const add = (id: string, sequenceNumber: number) =>
      new Run(lab, N.securityRule, { ...named(id), policyPath, action: "ALLOW", sequenceNumber });
    const [a, b] = [add("a", 100), add("b", 200)];
    const ids = [a.real["ruleId"], b.real["ruleId"]];
    add("x", 150);
    expect([a.preview(a.args), b.preview(b.args)]).toEqual([[], []]);
    expect([a.real["ruleId"], b.real["ruleId"]]).toEqual(ids);
  });

  test("the order of NAT networks is a change, that of group addresses is not", () => {
    const lab = new Lab();
    lab.tier1("t1");
    const sources = ["10.0.0.0/24", "10.0.1.0/24"];
    const nat = new Run(lab, N.natRule, { ...snat, sourceNetworks: sources });
    expect(nat.preview({ ...nat.args, sourceNetworks: [...sources].reverse() })).not.toEqual([]);
    const members = (ipAddresses: string[]) => ({
      ...named("g"),
      criterias: [{ ipaddressExpression: { ipAddresses } }],
    });
    const group = new Run(lab, N.group, members(sources));
    expect(group.preview(members([...sources].reverse()))).toEqual([]);
  });

  test("fails: a reference written as text, when its target is not there yet or goes first", () => {
    const lab = new Lab();
    const web = {
      ...named("web"),
      transportZonePath: overlay,
      connectivityPath: "/infra/tier-1s/t1",
    };
    expect(lab.refusal(N.segment, web).message).toMatch(
      /path=\[\/infra\/tier-1s\/t1\] referenced by .* does not exist/,
    );
    const gateway = lab.tier1("t1");
    lab.add(N.segment, web);
    expect(refusalOf(() => lab.estate.delete(N.tier1, "t1", gateway.outputs)).code).toBe(500030);
  });

  test("fails: replacing a gateway below which a segment stays", () => {
    const lab = new Lab();
    const gateway = new Run(lab, N.tier1, {
      ...named("t1"),
      type: "ROUTED",
      tier0Path: siteT0,
      edgeClusterPath: edges,
      haMode: "ACTIVE_STANDBY",
    });
    const web = lab.segment("web", { connectivityPath: "/infra/tier-1s/t1" });
    expect(gateway.preview({ ...gateway.args, poolAllocation: "LB_SMALL" })).toEqual([
      "poolAllocation UPDATE_REPLACE",
    ]);
    expect(refusalOf(() => gateway.delete()).code).toBe(500030);
    lab.estate.delete(N.segment, web.id, web.outputs);
    gateway.delete();
    expect(gateway.refresh()).toBe(false);
  });

  test("a group deleted by force leaves a rule with a dangling path", () => {
    const lab = new Lab();
    const group = new Run(lab, N.group, named("g"));
    lab.add(N.parentSecurityPolicy, { ...named("p"), category: "Application" });
    const path = "/infra/domains/default/groups/g";
    const drop = new Run(lab, N.securityRule, {
      ...named("r"),
      policyPath,
      action: "DROP",
      sequenceNumber: 10,
      sourceGroups: [path],
    });
    group.delete();
    expect(drop.real["sourceGroups"]).toEqual([path]);
  });

  test("fails: the second of two objects with one id, which NSX would share silently", () => {
    const lab = new Lab();
    lab.add(N.group, named("g"));
    expect(lab.refusal(N.group, named("g")).message).toBe("Resource with id g already exists");
  });
});
