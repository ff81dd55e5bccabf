import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Estate } from "@vmnet/simulator/estate/estate";
import { FaultPlan, parseFaults } from "@vmnet/simulator/faults/index";
import type { FaultProcess } from "@vmnet/simulator/faults/index";
import { startProviderServer } from "@vmnet/simulator/provider/server";
import { call, connect, struct } from "../provider/client";

// Faults as an engine meets them: through the provider protocol, on a real estate.

const types = {
  group: "nsxt:index/policyGroup:PolicyGroup",
  service: "nsxt:index/policyService:PolicyService",
  folder: "vsphere:index/folder:Folder",
};
type Kind = keyof typeof types;

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A server with faults, and the operations of one resource of a kind. */
async function faulty(rules: object[], kind: Kind = "group", config: object = {}) {
  const estate = Estate.open();
  const killed: FaultProcess[] = [];
  const type = types[kind];
  const packageName = kind === "folder" ? "vsphere" : "nsxt";
  const kill = (target: FaultProcess) => Promise.resolve(void killed.push(target));
  const injected = { plan: new FaultPlan(parseFaults(rules)), kill };
  const server = await startProviderServer({ packageName, estate, injected });
  const client: ResourceProviderClient = connect(server.port);
  closers.push(
    () => client.close(),
    () => server.close(),
  );
  await call(client, service.configure, new pb.ConfigureRequest().setArgs(struct({ ...config })));
  const urn = `urn:pulumi:s::p::${type}::web`;
  const inputs = (description: string) => ({
    ...(kind === "folder"
      ? { path: "web", type: "network", datacenterId: "datacenter-21" }
      : { nsxId: "web", displayName: "web", description }),
  });
  const read = () => estate.read(type, "web");
  return {
    killed,
    /** The description that the system holds; undefined when there is no object. */
    held: () => read()?.outputs.description,
    folders: () => estate.objects().filter((object) => object.type === types.folder).length,
    create: (description = "one", preview = false) => {
      const request = new pb.CreateRequest().setUrn(urn).setPreview(preview);
      return call(client, service.create, request.setProperties(struct(inputs(description))));
    },
    /** Updates with what a caller knows who read at `known`. */
    update: (description: string, known = read()) => {
      const request = new pb.UpdateRequest().setUrn(urn).setId("web");
      request.setOldInputs(struct(known?.inputs ?? {})).setOlds(struct(known?.outputs ?? {}));
      return call(client, service.update, request.setNews(struct(inputs(description))));
    },
    remove: () => call(client, service.delete, new pb.DeleteRequest().setUrn(urn).setId("web")),
    known: read,
  };
}

const unavailable = { kind: "error", status: 503 };

describe("errors that the NSX provider repeats", () => {
  it("heal by themselves when four repetitions are enough", async () => {
    const lab = await faulty([{ ...unavailable, first: 4 }]);
    await lab.create();
    expect(lab.held()).toBe("one");
  });

  it("fails when they last, with the provider's words and the code, and nothing is made", async () => {
    const lab = await faulty([{ ...unavailable, first: 5 }]);
    await expect(lab.create()).rejects.toMatchObject({
      details: "Failed to create Group web: Service Unavailable (injected by the lab) (code 503)",
    });
    expect(lab.held()).toBeUndefined();
  });

  it.each([400, 409, 429, 500, 503, 504])("heal for status %d", async (status) => {
    const lab = await faulty([{ kind: "error", status, first: 1 }]);
    await lab.create();
    expect(lab.held()).toBe("one");
  });

  it.each([401, 403, 404, 412, 502])("fails at once for status %d", async (status) => {
    const lab = await faulty([{ kind: "error", status, first: 1 }]);
    await expect(lab.create()).rejects.toThrow(`(code ${status})`);
  });

  it("heal when the manager throttles, and fail with maxRetries 0", async () => {
    await (await faulty([{ kind: "throttled", first: 1 }])).create();
    const strict = await faulty([{ kind: "throttled", first: 1 }], "group", { maxRetries: "0" });
    await expect(strict.create()).rejects.toThrow("Too Many Requests");
  });

  it("heal after the manager acted, for what is written by PATCH and for a delete", async () => {
    const rule = { ...unavailable, moment: "after" };
    const lab = await faulty([
      { ...rule, method: "create", nth: 1 },
      { ...rule, method: "update", nth: 1 },
      { ...rule, method: "delete", nth: 1 },
    ]);
    await lab.create();
    await lab.update("two");
    expect(lab.held()).toBe("two");
    await lab.remove();
    expect(lab.held()).toBeUndefined();
  });

  it("fails after the manager acted, for what is written by PUT: the revision has moved", async () => {
    const rule = { ...unavailable, moment: "after", method: "update", nth: 1 };
    const lab = await faulty([rule], "service");
    await lab.create();
    const before = lab.known();
    await expect(lab.update("two", before)).rejects.toThrow("code 604");
    expect(lab.held()).toBe("two");
    await expect(lab.update("two", before)).rejects.toThrow("code 604");
    await lab.update("two");
  });
});

describe("what is not repeated", () => {
  it("fails for every vSphere error", async () => {
    const lab = await faulty([{ ...unavailable, nth: 1 }], "folder");
    const before = lab.folders();
    await expect(lab.create()).rejects.toThrow("Service Unavailable (injected by the lab)");
    expect(lab.folders()).toBe(before);
  });

  it("fails for a lost answer: the object exists, and creating it again is refused", async () => {
    const lab = await faulty([{ kind: "lostAnswer", nth: 1 }]);
    await expect(lab.create()).rejects.toThrow("the connection was closed before the answer came");
    expect(lab.held()).toBe("one");
    await expect(lab.create()).rejects.toThrow("Resource with id web already exists");
  });

  it("fails for a time-out after its delay, and says the text that the rule gives", async () => {
    const rule = { kind: "timeout", seconds: 0.2, text: "context deadline exceeded", nth: 1 };
    const lab = await faulty([rule]);
    const started = Date.now();
    await expect(lab.create()).rejects.toThrow("context deadline exceeded");
    expect(Date.now() - started).toBeGreaterThanOrEqual(190);
    expect(lab.held()).toBeUndefined();
  });
});

describe("a stale revision", () => {
  const rules = [{ kind: "staleRevision", nth: 1 }];

  it("fails an update of a kind that is checked, until the caller reads again", async () => {
    const lab = await faulty(rules, "service");
    await lab.create();
    const before = lab.known();
    await expect(lab.update("two", before)).rejects.toThrow("Fetch the latest copy");
    expect(lab.held()).toBe("one");
    await expect(lab.update("two", before)).rejects.toThrow("Fetch the latest copy");
    await lab.update("two");
    expect(lab.held()).toBe("two");
  });

  it("goes unnoticed where the last writer wins", async () => {
    const lab = await faulty(rules);
    await lab.create();
    await lab.update("two");
    expect(lab.held()).toBe("two");
  });
});

describe("kills", () => {
  it.each([
    ["before", undefined],
    ["after", "one"],
  ])("strike %s the system acts", async (moment, held) => {
    const lab = await faulty([{ kind: "kill", process: "engine", moment }]);
    await expect(lab.create()).rejects.toThrow("the engine was killed");
    expect(lab.killed).toEqual(["engine"]);
    expect(lab.held()).toBe(held);
  });
});

it("previews meet no faults and are not counted", async () => {
  const lab = await faulty([{ kind: "lostAnswer", nth: 1 }]);
  await lab.create("one", true);
  await expect(lab.create()).rejects.toThrow("closed");
});
