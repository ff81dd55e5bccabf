import {
  IntrusionAction,
  IntrusionPrevention,
  IntrusionSeverity,
  IsolatedNetwork,
  NatSegment,
  SignatureAction,
  type FloodGroup,
  type IntrusionPreventionArgs,
  type WatchedTraffic,
} from "vmnet";

import { parseSuricata } from "../network/suricataParser";
import { natArgs, sealedArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(180_000);

const GROUP = "/infra/domains/default/groups/app-group";

/** On a network of its own, as in a stack. */
function program(
  changes: (app: NatSegment) => Partial<IntrusionPreventionArgs> = () => ({}),
): IntrusionPrevention {
  const app = new NatSegment("app", natArgs());
  return new IntrusionPrevention("ips", {
    watched: {
      web: {
        scopePaths: [app.groupPath],
        sources: ["0.0.0.0/0"],
        destinations: [app.groupPath],
      },
    },
    floodProtection: {
      gatewayPaths: { app: app.gatewayPath },
      groups: { app: { groupPath: app.groupPath } },
    },
    sensor: { homeNetworks: ["10.0.0.0/24"] },
    ...changes(app),
  });
}

const own = (names: string[]) => names.filter((name) => name.startsWith("ips"));

describe("intrusion prevention", () => {
  test("is a profile, a policy per kind of traffic, and flood profiles with bindings (R32)", async () => {
    const { names, registrations } = await built(() => program());
    expect(own(names())).toEqual([
      "ips",
      "ips-gatewayflood-app",
      "ips-gatewayfloods",
      "ips-machineflood-app",
      "ips-machinefloods",
      "ips-profile",
      "ips-watch-web",
    ]);
    const parents = registrations.filter(({ name }) => name.startsWith("ips-"));
    expect(new Set(parents.map(({ parent }) => parent))).toEqual(new Set(["ips"]));
  });

  test("looks for critical, high and medium signatures and detects, unless told otherwise", async () => {
    const { find } = await built(() => program());
    expect(find("ips-profile").inputs).toMatchObject({
      severities: ["CRITICAL", "HIGH", "MEDIUM"],
      // Every class, which narrows nothing: a profile without a filter never settles, and an empty
      // block stops the provider.
      criteria: { cvsses: ["CRITICAL", "HIGH", "LOW", "MEDIUM", "NONE"] },
    });
    const [rule] = find("ips-watch-web").inputs.rules as object[];
    // The provider numbers rules by their place, so that any number of ours would differ for ever.
    expect(rule).not.toHaveProperty("sequenceNumber");
    expect([rule]).toMatchObject([
      {
        displayName: "web",
        action: "DETECT",
        direction: "IN_OUT",
        idsProfiles: ["/infra/settings/firewall/security/intrusion-services/profiles/ips-profile"],
        scopes: [GROUP],
        sourceGroups: ["0.0.0.0/0"],
        destinationGroups: [GROUP],
        logged: true,
        logLabel: "web",
      },
    ]);
  });

  test("prevents, narrows and overrides where told", async () => {
    const { find } = await built(() =>
      program(() => ({
        action: IntrusionAction.DetectPrevent,
        severities: [IntrusionSeverity.High, IntrusionSeverity.Critical],
        attackTypes: ["web-application-attack"],
        signatures: {
          noisy: { signatureId: "2019284", enabled: false },
          certain: { signatureId: "2100498", action: SignatureAction.Drop },
        },
      })),
    );
    // Signatures stay on the manager when they are left out: the profile with some is another object.
    expect(find("ips-tunedprofile").inputs).toMatchObject({
      severities: ["CRITICAL", "HIGH"],
      criteria: { attackTypes: ["web-application-attack"] },
      overriddenSignatures: [
        { signatureId: "2019284", action: "ALERT", enabled: false },
        { signatureId: "2100498", action: "DROP", enabled: true },
      ],
    });
    expect(find("ips-watch-web").inputs.rules).toMatchObject([{ action: "DETECT_PREVENT" }]);
  });

  test("stops SYN floods by half-open connections, with every limit written", async () => {
    const { find } = await built(() =>
      program((app) => ({
        floodProtection: {
          gatewayPaths: { app: app.gatewayPath },
          gatewayLimits: { tcpHalfOpen: 5000 },
          groups: { app: { groupPath: app.groupPath, sequenceNumber: 5 } },
        },
      })),
    );
    expect(find("ips-gatewayfloods").inputs).toMatchObject({
      tcpHalfOpenConnLimit: 5000,
      udpActiveFlowLimit: 100_000,
      icmpActiveFlowLimit: 10_000,
      otherActiveConnLimit: 10_000,
    });
    expect(find("ips-machinefloods").inputs).toMatchObject({
      tcpHalfOpenConnLimit: 1000,
      udpActiveFlowLimit: 10_000,
      icmpActiveFlowLimit: 1000,
      otherActiveConnLimit: 1000,
      enableSyncache: true,
    });
    expect(find("ips-machineflood-app").inputs).toMatchObject({
      groupPath: GROUP,
      sequenceNumber: 5,
      nsxId: "ips-machineflood-app",
    });
  });

  test("binds a gateway without an id, for NSX takes its own and would differ for ever", async () => {
    const { find } = await built(() => program());
    const { inputs, replaceOnChanges } = find("ips-gatewayflood-app");
    expect(inputs).toEqual({
      displayName: "ips-gatewayflood-app",
      parentPath: "/infra/tier-1s/app-gateway",
      profilePath: "/infra/flood-protection-profiles/ips-gatewayfloods",
    });
    expect(replaceOnChanges).toEqual(["parentPath", "profilePath"]);
  });

  test("writes the sensor's rules as an output", async () => {
    const { value } = await built(() => program());
    const text = await valueOf((value as IntrusionPrevention).sensorRules);
    expect(parseSuricata(text).map(({ destination }) => destination)).toContain("[10.0.0.0/24]");
  });

  test("makes nothing that nobody asked for", async () => {
    const { names, value } = await built(
      () => new IntrusionPrevention("ips", { sensor: { homeNetworks: ["10.0.0.0/24"] } }),
    );
    expect(own(names())).toEqual(["ips"]);
    expect(await valueOf((value as IntrusionPrevention).profilePath)).toBe("");
  });

  test("registers the same in a preview as in an update", async () => {
    expect(own(await namesInBoth(() => program()))).toHaveLength(7);
  });

  test(
    "grows by a kind of traffic without touching another policy's rule id",
    () =>
      growsInPlace<Partial<WatchedTraffic>>({
        entry: (index) => ({ sources: [`10.${index}.0.0/16`] }),
        program: (map) => {
          const { groupPath } = new IsolatedNetwork("app", sealedArgs());
          const watched = Object.fromEntries(
            Object.entries(map).map(([key, one]) => [key, { scopePaths: [groupPath], ...one }]),
          );
          return new IntrusionPrevention("ips", { watched });
        },
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test(
    "and by a guarded group",
    () =>
      growsInPlace<Omit<FloodGroup, "groupPath">>({
        entry: (index) => ({ sequenceNumber: index + 1 }),
        program: (map) => {
          const { groupPath } = new IsolatedNetwork("app", sealedArgs());
          const groups = Object.fromEntries(
            Object.entries(map).map(([key, one]) => [key, { groupPath, ...one }]),
          );
          return new IntrusionPrevention("ips", { floodProtection: { groups } });
        },
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );
});
