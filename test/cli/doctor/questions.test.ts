import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import type { PropertyMap } from "vmnet/network/model/resource";
import { systemsOf } from "../../../cli/doctor/live";
import type { Lookup } from "../../../cli/doctor/lookup";
import { Questions } from "../../../cli/doctor/questions";

const token = (name: string, of = "vsphere") => `${of}:index/${name}:${name}`;
const lookup = (name: string, args: PropertyMap, answer: PropertyMap, of?: string): Lookup => ({
  ...{ token: token(name, of), args, answer, provider: "urn::west-nsx", neededBy: [] },
});

const providerResource: CapturedResource = {
  ...{ urn: "urn::west-nsx", type: "pulumi:providers:nsxt", name: "west-nsx", custom: true },
  inputs: { host: "nsx.west.example", password: "secret", maxRetries: "2", version: "3.11.1" },
  outputs: {},
  secretInputs: ["password"],
};

/** What was asked, and providers that were made. */
interface Seen {
  asked: [string, PropertyMap][];
  providers: [string, PropertyMap][];
}

async function ask(lookups: Lookup[], answers: Record<string, PropertyMap | Error>) {
  const seen: Seen = { asked: [], providers: [] };
  const functions = Object.entries(answers).map(([name, answer]) => [
    name,
    (args: PropertyMap) => {
      seen.asked.push([name, args]);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  ]);
  class Provider {
    constructor(name: string, settings: PropertyMap) {
      seen.providers.push([name, settings]);
    }
  }
  const sdk = { ...(Object.fromEntries(functions) as object), Provider };
  const questions = new Questions(lookups, [providerResource], () => sdk);
  await questions.ask();
  return { ...seen, replies: questions.replies };
}

const datacenter = lookup("getDatacenter", { name: "dc" }, { id: "datacenter-2", name: "dc" });
const host = lookup("getHost", { name: "esxi", datacenterId: "datacenter-2" }, { id: "host-1" });

describe("look-ups on a real site", () => {
  test("hold the real site's ids in the place of the simulated ones", async () => {
    const { asked, replies } = await ask([datacenter, host], {
      getDatacenter: { id: "datacenter-77" },
      getHost: { id: "host-9" },
    });
    expect(asked).toContainEqual(["getHost", { name: "esxi", datacenterId: "datacenter-77" }]);
    expect(replies).toEqual([{ status: "ok" }, { status: "ok" }]);
  });

  test("are not made when they hang on something that is missing", async () => {
    const gone = new Error(
      "invocation of vsphere:index/getDatacenter:getDatacenter returned an error: invoking " +
        "vsphere:index/getDatacenter:getDatacenter: 1 error occurred:\n\t* datacenter 'dc' not found\n\n",
    );
    const { asked, replies } = await ask([datacenter, host], { getDatacenter: gone, getHost: {} });
    expect(asked).toHaveLength(1);
    expect(replies).toEqual([
      { status: "missing", detail: "datacenter 'dc' not found" },
      { status: "unanswered", detail: 'not asked, for data centre "dc" on west-nsx is missing' },
    ]);
  });

  test("fail on an error that does not say whether it is there, such as a refused log-in", async () => {
    const { replies } = await ask([datacenter], { getDatacenter: new Error("401 Unauthorized") });
    expect(replies).toEqual([{ status: "unanswered", detail: "401 Unauthorized" }]);
  });

  test("fail on an NSX name that only begins so, with the name that is there", async () => {
    const zone = lookup("getPolicyTransportZone", { displayName: "overlay" }, {}, "nsxt");
    const { replies } = await ask([zone], {
      getPolicyTransportZone: { id: "1", displayName: "overlay-tz" },
    });
    expect(replies[0]).toMatchObject({ status: "missing", nearest: "overlay-tz" });
  });

  test("go to the explicit provider with its plain settings; secrets are the environment's", async () => {
    const { providers } = await ask([datacenter, host], { getDatacenter: {}, getHost: {} });
    expect(providers).toEqual([["west-nsx", { host: "nsx.west.example", maxRetries: 2 }]]);
  });

  test("name the systems that are asked", () => {
    const env = { NSXT_MANAGER_HOST: "nsx.example" };
    const config = { "vsphere:vsphereServer": "vcenter.example" };
    expect(systemsOf({ config, resources: [] }, env)).toBe("vcenter.example, nsx.example");
    expect(systemsOf({ config, resources: [providerResource] }, env)).toBe("nsx.west.example");
    expect(systemsOf({ config: {}, resources: [] }, {})).toBe("no address is configured");
  });
});
