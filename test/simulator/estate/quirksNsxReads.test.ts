import type { PropertyMap } from "vmnet/network/model/resource";
import { Estate } from "@vmnet/simulator/estate/index";
import { named } from "./cases";
import { edges, Lab, machineInputs, N, overlay, P, refusalOf, V } from "./lab";
import { Run } from "./run";

const bgp = "/infra/tier-0s/t0/locale-services/default/bgp";
const t0 = (lab: Lab) => {
  lab.add(N.tier0, { ...named("t0"), haMode: "ACTIVE_STANDBY", edgeClusterPath: edges });
};
const session = (lab: Lab, more: PropertyMap = {}) => {
  t0(lab);
  const service = lab.add(N.ipsecService, { ...named("vpn"), gatewayPath: "/infra/tier-0s/t0" });
  const servicePath = String(service.outputs["path"]);
  const endpoint = lab.add("nsxt:index/policyIpsecVpnLocalEndpoint:PolicyIpsecVpnLocalEndpoint", {
    ...named("here"),
    servicePath,
    localAddress: "192.168.1.9",
  });
  return new Run(lab, N.ipsecSession, {
    ...named("north"),
    servicePath,
    localEndpointPath: String(endpoint.outputs["path"]),
    vpnType: "RouteBased",
    peerAddress: "203.0.113.7",
    peerId: "203.0.113.7",
    ipAddresses: ["169.254.1.1"],
    prefixLength: 30,
    psk: "first",
    ...more,
  });
};

describe("what a manager fills in", () => {
  const clean = (type: string, args: PropertyMap, written: PropertyMap, prepare?: typeof t0) => {
    const lab = new Lab();
    prepare?.(lab);
    const run = new Run(lab, type, args);
    const [name = ""] = Object.keys(written);
    expect(run.preview(args)).toEqual([`${name} DELETE`]);
    run.up(args);
    expect(run.preview(args)).toEqual([`${name} DELETE`]);
    expect(run.preview({ ...args, ...written })).toEqual([]);
  };

  test("an IKE profile without digest, but not with GCM", () => {
    const args = { ...named("ike"), dhGroups: ["GROUP20"], ikeVersion: "IKE_V2" };
    const plain = { ...args, encryptionAlgorithms: ["AES_256"] };
    clean(N.ikeProfile, plain, { digestAlgorithms: ["SHA2_256"] });
    const gcm = new Run(new Lab(), N.ikeProfile, {
      ...args,
      encryptionAlgorithms: ["AES_GCM_256"],
    });
    expect(gcm.preview(gcm.args)).toEqual([]);
  });

  test("a BGP neighbour without bfdConfig", () => {
    const args = {
      ...named("peer"),
      bgpPath: bgp,
      neighborAddress: "192.168.1.1",
      remoteAsNum: "65100",
    };
    clean(N.bgpNeighbor, args, { bfdConfig: { enabled: false } }, t0);
  });

  test("an uplink profile without MTU, and a flood profile without limits", () => {
    const actives = [{ uplinkName: "u1", uplinkType: "PNIC" }];
    const args = { ...named("up"), teaming: { policy: "LOADBALANCE_SRCID", actives } };
    clean(N.uplinkProfile, args, { mtu: 1700 });
    const flood = new Run(new Lab(), N.gatewayFloodProfile, named("f"));
    expect(flood.preview(named("f"))).toHaveLength(4);
  });

  test("an IPsec session without direction", () => {
    const run = session(new Lab());
    expect(run.preview(run.args)).toEqual(["direction DELETE"]);
    const clamped = session(new Lab(), { direction: "BOTH", maxSegmentSize: 1350 });
    expect(clamped.preview(clamped.args)).toEqual([]);
  });

  test("advancedConfig of a segment without connectivity", () => {
    const args = { ...named("web"), transportZonePath: overlay };
    const bare = { ...args, advancedConfig: { hybrid: false } };
    const run = new Run(new Lab(), N.segment, bare);
    expect(run.preview(bare)).toEqual(["advancedConfig.connectivity DELETE"]);
    const on = new Run(new Lab(), N.segment, { ...args, advancedConfig: { connectivity: "ON" } });
    expect(on.preview(on.args)).toEqual([]);
  });

  test("an intrusion profile without criteria", () => {
    const bare = { ...named("ids"), severities: ["HIGH"] };
    const run = new Run(new Lab(), N.idsProfile, bare);
    expect(run.preview(bare)).toEqual(["criteria DELETE"]);
    const filtered = new Run(new Lab(), N.idsProfile, { ...bare, criteria: { cvsses: ["HIGH"] } });
    expect(filtered.preview(filtered.args)).toEqual([]);
  });

  test("fails: criteria without a filter, which stop the real plugin", () => {
    for (const criteria of [{}, { attackTypes: [] }]) {
      const args = { ...named("ids"), severities: ["HIGH"], criteria };
      const { message, property } = refusalOf(() => new Lab().add(N.idsProfile, args));
      expect([message, property]).toEqual([
        expect.stringMatching(/panic .* no filter/),
        "criteria",
      ]);
    }
  });

  test("an intrusion rule's sequence number is its place, whatever the program says", () => {
    const lab = new Lab();
    const profile = lab.add(N.idsProfile, {
      ...named("ids"),
      severities: ["HIGH"],
      criteria: { cvsses: ["HIGH"] },
    });
    const rule = { displayName: "web", idsProfiles: [String(profile.outputs["path"])] };
    const rules = [{ ...rule, sequenceNumber: 3000 }];
    const run = new Run(lab, N.idsPolicy, { ...named("watch"), rules });
    expect(run.real["rules"]).toMatchObject([{ sequenceNumber: 0 }]);
    expect(run.preview(run.args)).toEqual(["rules[0].sequenceNumber UPDATE"]);
    expect(run.preview({ ...run.args, rules: [rule] })).toEqual([]);
  });
});

describe("what a refresh does not see", () => {
  test("fails: a lost member of the exclude list, which a destroy gets past", () => {
    const lab = new Lab();
    const group = lab.add(N.group, named("managers"));
    const run = new Run(lab, N.excludeMember, { member: String(group.outputs["path"]) });
    run.delete();
    expect(refusalOf(() => run.refresh()).message).toMatch(/is no member of the exclude list/);
    expect(() => run.delete()).not.toThrow();
  });

  test("keys and passwords: drift is invisible, an import has none", () => {
    const lab = new Lab();
    const run = session(lab, { direction: "BOTH", maxSegmentSize: 1350 });
    lab.estate.update(
      N.ipsecSession,
      run.id,
      run.inputs,
      run.outputs,
      { ...run.inputs, psk: "by somebody else" },
      { preview: false },
    );
    run.refresh();
    expect(run.outputs["psk"]).toBe("first");
    expect(run.preview(run.args)).toEqual([]);
    expect(lab.estate.read(N.ipsecSession, run.id)?.outputs["psk"]).toBeUndefined();
  });

  test("a profile binding that somebody removed; an added one is seen", () => {
    const lab = new Lab();
    lab.add(N.spoofGuard, named("guard"));
    const plain = { ...named("web"), transportZonePath: overlay };
    const bound = {
      ...plain,
      securityProfile: { spoofguardProfilePath: "/infra/spoofguard-profiles/guard" },
    };
    const run = new Run(lab, N.segment, bound);
    const byHand = (target: Run, args: PropertyMap) => {
      const { inputs } = lab.estate.check(N.segment, args, undefined);
      const { id, outputs } = target;
      lab.estate.update(N.segment, id, target.inputs, outputs, inputs, { preview: false });
    };
    byHand(run, plain);
    expect(run.real["securityProfile"]).toBeUndefined();
    run.refresh();
    expect(run.preview(bound)).toEqual([]);

    const other = new Run(lab, N.segment, { ...plain, ...named("app") });
    byHand(other, { ...bound, ...named("app") });
    other.refresh();
    expect(other.preview(other.args)).toEqual(["securityProfile DELETE"]);
  });

  test("an object that somebody deleted is dropped cleanly, and counts as deleted", () => {
    const run = new Run(new Lab(), N.group, named("g"));
    run.delete();
    expect(run.preview(named("g"))).toEqual([]);
    expect(run.refresh()).toBe(false);
    expect(() => run.delete()).not.toThrow();
  });
});

describe("what happens later, or by itself", () => {
  test("fails: tags of a machine that NSX has not inventoried yet", () => {
    const lab = new Lab();
    const vm = lab.add(V.vm, machineInputs("vm1", lab.network("VM Network")));
    const tags = { instanceId: vm.id, tags: [{ scope: "tier", tag: "web" }] };
    expect(lab.refusal(N.vmTags, tags).message).toBe(`Cannot find VM with ID ${vm.id}`);
    expect(lab.add(N.vmTags, tags).id).toBe(vm.id);
  });

  test("a look-up of a new machine is in vain once, and then finds it", () => {
    const lab = new Lab();
    const vm = lab.add(V.vm, machineInputs("vm1", lab.network("VM Network")));
    const ask = () => lab.estate.invoke("nsxt:index/getPolicyVm:getPolicyVm", { biosId: vm.id });
    expect(refusalOf(ask).message).toBe(`Cannot find VM with ID ${vm.id}`);
    expect(ask()["displayName"]).toBe("vm1");
  });

  test("an estate for a review knows every machine at once", () => {
    const lab = new Lab(Estate.open({ vainQuestions: 0 }));
    const vm = lab.add(V.vm, machineInputs("vm1", lab.network("VM Network")));
    expect(lab.add(N.vmTags, { instanceId: vm.id, tags: [{ tag: "web" }] }).id).toBe(vm.id);
  });

  test("a route-based session adds an allow rule that no program has, and takes it along", () => {
    const lab = new Lab();
    const run = session(lab);
    const rules = () => lab.estate.objects().filter((object) => object.type === P.autoRule);
    expect(rules().map(({ outputs }) => outputs)).toEqual([
      expect.objectContaining({
        action: "ALLOW",
        category: "Default",
        gateway: "t0",
        scopes: [run.outputs["path"]],
      }),
    ]);
    run.delete();
    expect(rules()).toEqual([]);
  });
});
