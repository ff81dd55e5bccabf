/** Look-ups for what resources name without having asked for it: policy paths and template ids. */
import type { Captured, CapturedResource } from "@vmnet/simulator/capture/capture";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { lastPart } from "./lookup";
import type { Lookup } from "./lookup";
import { ownerOf } from "./owners";

const onSite = "/infra/sites/[^/]+/enforcement-points/[^/]+";
const paths: readonly (readonly [pattern: RegExp, name: string])[] = [
  [new RegExp(`^${onSite}/transport-zones/[^/]+$`), "getPolicyTransportZone"],
  [new RegExp(`^${onSite}/edge-clusters/[^/]+$`), "getPolicyEdgeCluster"],
  [new RegExp(`^${onSite}/edge-clusters/[^/]+/edge-nodes/[^/]+$`), "getPolicyEdgeNode"],
  [/^\/infra\/tier-0s\/[^/]+$/, "getPolicyTier0Gateway"],
  [/^\/infra\/tier-1s\/[^/]+$/, "getPolicyTier1Gateway"],
  [/^\/infra\/segments\/[^/]+$/, "getPolicySegment"],
  [/^\/infra\/services\/[^/]+$/, "getPolicyService"],
  [/^\/infra\/context-profiles\/[^/]+$/, "getPolicyContextProfile"],
  [/^\/infra\/certificates\/[^/]+$/, "getPolicyCertificate"],
  [/^\/infra\/ip-pools\/[^/]+$/, "getPolicyIpPool"],
  [/^\/infra\/domains\/[^/]+\/groups\/[^/]+$/, "getPolicyGroup"],
];

const tokenOf = (name: string) => `nsxt:index/${name}:${name}`;
const TEMPLATE = "vsphere:index/getVirtualMachine:getVirtualMachine";

/**
 * What the inputs of resources name, beyond what the stack makes and what its program looked up.
 * Gateways want two nodes of their edge cluster, one per availability.
 */
export function referencedLookups({ resources, lookups }: Captured): Lookup[] {
  const answered = new Set(lookups.flatMap(({ answer }) => texts(answer)));
  const made = new Set(resources.flatMap(({ inputs }) => texts(inputs["nsxId"])));
  const standIns = new Set(
    lookups.flatMap(({ answer, refusal }) =>
      refusal === undefined ? [] : texts(answer?.["path"]),
    ),
  );
  const found = new Map<string, Lookup>();
  const add = (token: string, args: PropertyMap, resource: CapturedResource) => {
    const provider = providerOf(resource, token);
    const key = JSON.stringify([token, args, provider]);
    const neededBy = ownerOf(resource, resources);
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { token, args, provider, answer: {}, neededBy: [neededBy] });
    } else if (!known.neededBy.includes(neededBy)) {
      known.neededBy.push(neededBy);
    }
  };
  for (const resource of resources.filter(({ custom, external }) => custom && !external)) {
    for (const text of new Set(texts(resource.inputs))) {
      const [, name] = paths.find(([pattern]) => pattern.test(text)) ?? [];
      if (name === undefined || made.has(lastPart(text)) || standIns.has(text)) {
        continue;
      }
      if (!answered.has(text)) {
        const above = name === "getPolicyEdgeNode" ? { edgeClusterPath: aboveNode(text) } : {};
        add(tokenOf(name), { ...above, id: lastPart(text) }, resource);
      }
      if (name === "getPolicyEdgeCluster" && /Tier[01]Gateway$/.test(resource.type)) {
        for (const memberIndex of [0, 1]) {
          add(tokenOf("getPolicyEdgeNode"), { edgeClusterPath: text, memberIndex }, resource);
        }
      }
    }
    const clone = resource.inputs["clone"] as PropertyMap | undefined;
    for (const uuid of texts(clone?.["templateUuid"])) {
      if (!answered.has(uuid)) {
        add(TEMPLATE, { uuid }, resource);
      }
    }
  }
  return [...found.values()];
}

const aboveNode = (path: string) => path.slice(0, path.lastIndexOf("/edge-nodes/"));

/** A resource's own provider, if it is of the look-up's package: it is. */
function providerOf({ provider = "" }: CapturedResource, token: string): string {
  const urn = provider.slice(0, provider.lastIndexOf("::"));
  return urn.includes(`pulumi:providers:${token.slice(0, token.indexOf(":"))}`) ? urn : "";
}

/** Every text in a value. */
function texts(value: PropertyValue | undefined): string[] {
  if (typeof value === "string") {
    return [value];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.values(value).flatMap((part) => texts(part as PropertyValue));
}
