import type * as pulumi from "@pulumi/pulumi";
import { IntrusionPrevention, NatSegment, type IntrusionPreventionArgs } from "vmnet";

import { faultsOf } from "./faults";
import { natArgs } from "./fixtures";
import { runProgram } from "./harness";

jest.setTimeout(180_000);

const GROUP = "/infra/domains/default/groups/app-group";

describe("intrusion prevention fails", () => {
  const faults = (args: object) =>
    faultsOf(() => new IntrusionPrevention("ips", args as IntrusionPreventionArgs));

  test("fails for nothing to do", async () => {
    expect(await faults({})).toEqual({ watched: "nothing is watched, guarded or written" });
    expect(await faults({ floodProtection: {} })).toEqual({
      floodProtection: "nothing is guarded",
    });
  });

  test("fails for traffic without a group, or with lists that mean everything", async () => {
    expect(
      await faults({
        watched: {
          nowhere: { scopePaths: [] },
          everything: { scopePaths: [GROUP], sources: [], servicePaths: [] },
          wrong: {
            scopePaths: ["app"],
            destinations: ["10.0.0.300", "/"],
            servicePaths: ["HTTPS"],
            action: "DROP",
          },
        },
      }),
    ).toEqual({
      "watched.nowhere.scopePaths":
        "no group is named, which NSX takes as every machine of the site",
      "watched.everything.sources": "nothing is named, which NSX takes as everything",
      "watched.everything.servicePaths": "nothing is named, which NSX takes as everything",
      "watched.wrong.action": "this is not one of the choices",
      "watched.wrong.scopePaths[0]": "this is not a policy path",
      "watched.wrong.destinations[0]": expect.stringMatching(/./),
      "watched.wrong.destinations[1]": "this is not a policy path",
      "watched.wrong.servicePaths[0]": "this is not a policy path",
    });
  });

  test("fails for signatures that are none, twice, or of no severity", async () => {
    const watched = { web: { scopePaths: [GROUP] } };
    expect(
      await faults({
        watched,
        action: "PREVENT",
        severities: [],
        attackTypes: [],
        signatures: {
          name: { signatureId: "ET SCAN" },
          one: { signatureId: "1" },
          two: { signatureId: "1", action: "PASS" },
        },
      }),
    ).toEqual({
      action: "this is not one of the choices",
      severities: "without a severity no signature is looked for",
      attackTypes: "no kind of attack is named",
      "signatures.name.signatureId": "this is no id of a signature",
      "signatures.two.signatureId": "one is about this signature already",
      "signatures.two.action": "this is not one of the choices",
    });
    expect(await faults({ watched, severities: ["SEVERE"] })).toEqual({
      "severities[0]": "this is not one of the choices",
    });
  });

  test("fails for limits out of range and paths that are none", async () => {
    expect(
      await faults({
        floodProtection: {
          gatewayPaths: { app: "app" },
          gatewayLimits: { tcpHalfOpen: 0 },
          groups: { app: { groupPath: "app", sequenceNumber: 0 } },
          machineLimits: { udpFlows: 2_000_000, icmpFlows: 0.5 },
        },
      }),
    ).toEqual({
      "floodProtection.gatewayPaths.app": "this is not a policy path",
      "floodProtection.groups.app.groupPath": "this is not a policy path",
      "floodProtection.groups.app.sequenceNumber": "out of range",
      "floodProtection.gatewayLimits.tcpHalfOpen": "out of range",
      "floodProtection.machineLimits.udpFlows": "out of range",
      "floodProtection.machineLimits.icmpFlows": "out of range",
    });
  });

  test("fails for a sensor's faults under the sensor's path", async () => {
    expect(await faults({ sensor: { homeNetworks: [], scanConnections: 0 } })).toEqual({
      "sensor.homeNetworks": "no network is watched",
      "sensor.scanConnections": "out of range",
    });
  });

  test("fails for two flood profiles of one gateway, also as two outputs", async () => {
    const { errors } = await runProgram(() => {
      const { gatewayPath } = new NatSegment("app", natArgs());
      const guard = (name: string, path: pulumi.Input<string>) =>
        new IntrusionPrevention(name, { floodProtection: { gatewayPaths: { app: path } } });
      guard("one", gatewayPath);
      guard(
        "two",
        gatewayPath.apply((path) => path),
      );
    });
    expect(errors.map(({ message }) => message).join("\n")).toContain("one has this already");
  });
});
