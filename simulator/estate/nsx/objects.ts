import type { Families, Family } from "../family";
import { mapsOf, numberOf, textOf, textsOf } from "../generic/values";
import { N, V } from "../kinds";
import { managerRefusal } from "../refusal";
import { EstateRefusal } from "../types";

const group: Family = {
  admit({ inputs }) {
    const criteria = mapsOf(inputs["criterias"]).length;
    const conjunctions = mapsOf(inputs["conjunctions"]).length;
    if (criteria > 1 && conjunctions < criteria - 1) {
      throw new EstateRefusal(
        `Missing conjunction for criteria: ${criteria} criterias need ${criteria - 1} conjunctions, ` +
          `got ${conjunctions}`,
        undefined,
        "conjunctions",
      );
    }
    if (conjunctions > Math.max(0, criteria - 1)) {
      throw new EstateRefusal(
        `Missing criteria for conjunction: ${criteria} criterias need ${Math.max(0, criteria - 1)} ` +
          `conjunctions, got ${conjunctions}`,
        undefined,
        "conjunctions",
      );
    }
  },
};

/** Nothing beyond the tables; ids, paths and revisions are the generic ones, seen with the provider. */
const plain: Family = {};

/** What a manager tells TLS apart by. SSL 2.0 is not among the values that anybody lists. */
const TLS_VERSIONS = ["SSL_V3", "TLS_V10", "TLS_V11", "TLS_V12", "TLS_V13"];

const contextProfile: Family = {
  admit({ world, inputs }) {
    const { appIds } = world.site.inventory.nsx;
    const items = mapsOf(inputs["appIds"]);
    refuseOthers(
      items.flatMap((item) => textsOf(item["values"])),
      appIds,
      "app_id",
    );
    refuseOthers(
      items.flatMap((item) =>
        mapsOf([item["subAttribute"] ?? {}]).flatMap((one) => textsOf(one["tlsVersions"])),
      ),
      TLS_VERSIONS,
      "tls_version",
    );
  },
};

function refuseOthers(values: readonly string[], known: readonly string[], type: string): void {
  const wrong = values.filter((value) => !known.includes(value));
  if (wrong.length > 0) {
    throw new EstateRefusal(
      `Attribute values [${wrong.join(" ")}] are not valid for attribute type ${type}`,
      undefined,
      "appIds",
    );
  }
}

const segmentSecurity: Family = {
  complete({ inputs }) {
    const none = [{ rxBroadcast: 0, rxMulticast: 0, txBroadcast: 0, txMulticast: 0 }];
    return { outputs: { rateLimits: inputs["rateLimits"] ?? none } };
  },
};

/** Both numbers are at least 1 (API text of GatewayQosProfile). */
const gatewayQosProfile: Family = {
  admit({ inputs }) {
    for (const property of ["committedBandwidth", "burstSize"]) {
      const value = numberOf(inputs[property]);
      if (value !== undefined && value < 1) {
        throw managerRefusal(`${property} must be at least 1, got ${value}`, undefined, property);
      }
    }
  },
};

/** Tags of a machine: the resource owns all of them; its id is the machine's. */
const vmTags: Family = {
  identify: (inputs) => ({ id: textOf(inputs["instanceId"]) ?? "" }),
  admit({ world, inputs }) {
    const id = textOf(inputs["instanceId"]) ?? "";
    const machine = world.store
      .list(V.vm)
      .find(
        (vm) =>
          vm.internal?.["template"] === undefined && (vm.id === id || vm.outputs["name"] === id),
      );
    if (machine === undefined) {
      throw new EstateRefusal(`Cannot find VM with ID ${id}`, "NotFound", "instanceId");
    }
  },
};

const excludeMember: Family = {
  identify: (inputs) => ({ id: textOf(inputs["member"]) ?? "" }),
};

/** The provider ignores `nsxId` here and always uses `default`. */
const floodBinding: Family = {
  identify(inputs) {
    const parent = textOf(inputs["parentPath"]) ?? "";
    return { id: "default", path: `${parent}/flood-protection-profile-bindings/default` };
  },
};

/** IPsec runs in a service router that has one active edge at a time. */
const ipsecService: Family = {
  admit({ world, inputs }) {
    const given = textOf(inputs["gatewayPath"]) ?? textOf(inputs["localeServicePath"]);
    if (given === undefined) {
      throw new EstateRefusal(
        "one of gatewayPath and localeServicePath must be given",
        undefined,
        "gatewayPath",
      );
    }
    const gateway = world.store.at(given.replace(/\/locale-services\/.*$/, ""));
    if (gateway?.outputs["haMode"] === "ACTIVE_ACTIVE") {
      throw managerRefusal(
        `IPsec VPN is not supported on the ACTIVE_ACTIVE gateway path=[${gateway.path}]`,
        undefined,
        "gatewayPath",
      );
    }
  },
};

export const objectFamilies: Families = {
  [N.group]: group,
  [N.service]: plain,
  [N.contextProfile]: contextProfile,
  [N.macDiscovery]: plain,
  [N.ipDiscovery]: plain,
  [N.spoofGuard]: plain,
  [N.segmentSecurity]: segmentSecurity,
  [N.qosProfile]: plain,
  [N.gatewayQosProfile]: gatewayQosProfile,
  [N.vmTags]: vmTags,
  [N.excludeMember]: excludeMember,
  [N.floodBinding]: floodBinding,
  [N.ipsecService]: ipsecService,
};
