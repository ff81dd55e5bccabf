import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { startLabServers } from "@vmnet/simulator/provider/server";
import { call, connect, secret, struct } from "./client";
import { createRequest, fakeServer, type, urn } from "./fakeServer";

const lab = fakeServer();

describe("what the server says of itself", () => {
  it("takes secrets and previews, and leaves references and outputs to the engine", async () => {
    const handshake = await call(lab.client, service.handshake, new pb.ProviderHandshakeRequest());
    expect(handshake.getAcceptSecrets()).toBe(true);
    expect(handshake.getAcceptResources()).toBe(false);
    const configured = await call(lab.client, service.configure, new pb.ConfigureRequest());
    expect(configured.getSupportspreview()).toBe(true);
    expect(configured.getAcceptsecrets()).toBe(true);
    expect(configured.getAcceptoutputs()).toBe(false);
  });

  it("lets an engine attach", async () => {
    const request = new PluginAttach().setAddress("127.0.0.1:1");
    await expect(call(lab.client, service.attach, request)).resolves.toBeInstanceOf(Empty);
  });

  it("reports the base plugin's version, and becomes the package that an SDK asks for", async () => {
    expect(lab.server.plugin).toBe("terraform-provider");
    const info = await call(lab.client, service.getPluginInfo, new Empty());
    expect(info.getVersion()).toBe("1.1.3");
    const value = new pb.ParameterizeRequest.ParametersValue().setName("nsxt").setVersion("9.9.9");
    const response = await call(
      lab.client,
      service.parameterize,
      new pb.ParameterizeRequest().setValue(value),
    );
    expect([response.getName(), response.getVersion()]).toEqual(["nsxt", "9.9.9"]);
  });

  it("becomes nsxt for the command line's arguments, too", async () => {
    const args = new pb.ParameterizeRequest.ParametersArgs().setArgsList(["vmware/nsxt", "3.11.1"]);
    const request = new pb.ParameterizeRequest().setArgs(args);
    const response = await call(lab.client, service.parameterize, request);
    expect([response.getName(), response.getVersion()]).toEqual(["nsxt", "3.11.1"]);
  });

  it("gives the schema of the package", async () => {
    const response = await call(lab.client, service.getSchema, new pb.GetSchemaRequest());
    const schema = JSON.parse(response.getSchema()) as { name: string; resources: object };
    expect(schema.name).toBe("nsxt");
    expect(Object.keys(schema.resources)).toContain(type);
  });

  it("serves both packages over one estate, each with the versions of its SDK", async () => {
    const versions = { vsphere: { version: "4.99.0" } };
    const both = await startLabServers({ estate: lab.estate, versions });
    try {
      const ports = both.servers.map(({ port }) => port);
      expect(both.debugProviders).toBe(
        `vsphere:${ports[0]},terraform-provider:${ports[1]},tls:${ports[2]}`,
      );
      const vsphere = connect(both.servers[0]!.port);
      expect((await call(vsphere, service.getPluginInfo, new Empty())).getVersion()).toBe("4.99.0");
      vsphere.close();
    } finally {
      both.close();
    }
  });

  it("answers Cancel", async () => {
    await expect(call(lab.client, service.cancel, new Empty())).resolves.toBeInstanceOf(Empty);
  });
});

describe("provider configuration", () => {
  it("accepts any address and credentials, and keeps secrets secret", async () => {
    const news = { host: "nsx.example", password: secret("p"), unheardOf: "x" };
    const response = await call(
      lab.client,
      service.checkConfig,
      new pb.CheckRequest().setNews(struct(news)),
    );
    expect(response.getInputs()?.toJavaScript()).toEqual(news);
    expect(response.getFailuresList()).toEqual([]);
  });

  it("updates in place when the address changes", async () => {
    const request = new pb.DiffRequest()
      .setOldInputs(struct({ host: "a", username: "u" }))
      .setNews(struct({ host: "b", password: "p" }));
    const response = await call(lab.client, service.diffConfig, request);
    expect(response.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getDiffsList()).toEqual(["host", "password", "username"]);
    expect(response.getReplacesList()).toEqual([]);
  });

  it("finds no difference between equal settings", async () => {
    const request = new pb.DiffRequest()
      .setOlds(struct({ host: "a" }))
      .setNews(struct({ host: "a" }));
    const response = await call(lab.client, service.diffConfig, request);
    expect(response.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_NONE);
  });
});

describe("Check", () => {
  it("hands on completed inputs, with the secrets marked again", async () => {
    const request = new pb.CheckRequest()
      .setUrn(urn)
      .setNews(struct({ displayName: "gw", description: secret("s") }))
      .setOlds(struct({ displayName: "old" }));
    const response = await call(lab.client, service.check, request);
    expect(response.getInputs()?.toJavaScript()).toEqual({
      displayName: "gw",
      description: secret("s"),
      filled: "default",
    });
    const news = { displayName: "gw", description: "s" };
    expect(lab.estate.calls).toEqual([
      { method: "check", args: [type, news, { displayName: "old" }, { urn }] },
    ]);
  });

  it("fails with every fault, in the provider's way of naming the property", async () => {
    lab.estate.failures = [
      { property: "haMode", reason: 'expected haMode to be one of ["NONE"], got X' },
      { property: "", reason: "edgeClusterPath is needed as well" },
    ];
    const request = new pb.CheckRequest().setUrn(urn).setNews(struct({ haMode: "X" }));
    const failures = (await call(lab.client, service.check, request)).getFailuresList();
    expect(failures.map((failure) => failure.getReason())).toEqual([
      "expected haMode to be one of [\"NONE\"], got X. Examine values at 'gateway.haMode'.",
      "edgeClusterPath is needed as well",
    ]);
    // With the property set, the engine would print its value, secret or not.
    expect(failures.map((failure) => failure.getProperty())).toEqual(["", ""]);
  });

  it("fails without repeating a secret value", async () => {
    lab.estate.failures = [{ property: "password", reason: "password swordfish is too weak" }];
    const request = new pb.CheckRequest()
      .setUrn(urn)
      .setNews(struct({ password: secret("swordfish") }));
    const [failure] = (await call(lab.client, service.check, request)).getFailuresList();
    expect(failure?.getReason()).toContain("password [secret] is too weak");
  });
});

describe("Diff", () => {
  it("always answers with diffs, detailed diff, replacements and their order", async () => {
    lab.estate.diffAnswer = {
      changes: true,
      diffs: ["displayName", "transitSubnets"],
      replaces: ["transitSubnets"],
      detailed: { displayName: "UPDATE", "transitSubnets[0]": "ADD_REPLACE", tags: "DELETE" },
      deleteBeforeReplace: true,
    };
    const request = new pb.DiffRequest()
      .setUrn(urn)
      .setId("gw")
      .setOldInputs(struct({ displayName: "a" }))
      .setOlds(struct({ displayName: "a", path: "/p" }))
      .setNews(struct({ displayName: secret("b") }))
      .setIgnorechangesList(["description"]);
    const response = await call(lab.client, service.diff, request);
    expect(response.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getDiffsList()).toEqual(["displayName", "transitSubnets"]);
    expect(response.getReplacesList()).toEqual(["transitSubnets"]);
    expect(response.getDeletebeforereplace()).toBe(true);
    expect(response.getHasdetaileddiff()).toBe(true);
    const kinds = response.getDetaileddiffMap();
    expect(kinds.get("displayName")?.getKind()).toBe(pb.PropertyDiff.Kind.UPDATE);
    expect(kinds.get("transitSubnets[0]")?.getKind()).toBe(pb.PropertyDiff.Kind.ADD_REPLACE);
    expect(kinds.get("tags")?.getKind()).toBe(pb.PropertyDiff.Kind.DELETE);
    const asked = [type, "gw", { displayName: "a" }, { displayName: "a", path: "/p" }];
    expect(lab.estate.calls[0]?.args).toEqual([...asked, { displayName: "b" }, ["description"]]);
  });

  it("says so when nothing differs, still with a detailed diff", async () => {
    const response = await call(lab.client, service.diff, new pb.DiffRequest().setUrn(urn));
    expect(response.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_NONE);
    expect(response.getHasdetaileddiff()).toBe(true);
  });
});

describe("Create, Read, Update, Delete, Invoke", () => {
  it("creates, and marks secret outputs of the type and secrets of the inputs", async () => {
    lab.estate.secrets = ["token"];
    lab.estate.result = { token: "made" };
    const request = createRequest({ displayName: "gw", psk: secret("p") });
    const response = await call(lab.client, service.create, request);
    expect(response.getId()).toBe("object-1");
    expect(response.getProperties()?.toJavaScript()).toEqual({
      displayName: "gw",
      psk: secret("p"),
      token: secret("made"),
      path: "/infra/object-1",
    });
  });

  it("gives no id in a preview, and unknown outputs as unknown", async () => {
    const response = await call(
      lab.client,
      service.create,
      createRequest({ displayName: "gw" }, true),
    );
    expect(response.getId()).toBe("");
    expect(response.getProperties()?.toJavaScript()).toEqual({
      displayName: "gw",
      path: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    });
    expect(lab.estate.calls[0]?.args[2]).toEqual({ preview: true, urn, secretPaths: [] });
  });

  it("reads what is there, and answers an empty id for what is gone", async () => {
    await call(lab.client, service.create, createRequest({ displayName: "gw", psk: secret("p") }));
    const request = new pb.ReadRequest()
      .setUrn(urn)
      .setId("object-1")
      .setInputs(struct({ psk: secret("p") }))
      .setProperties(struct({ psk: secret("p") }));
    const response = await call(lab.client, service.read, request);
    expect(response.getId()).toBe("object-1");
    expect(response.getInputs()?.toJavaScript()).toEqual({ psk: secret("p") });
    expect(response.getProperties()?.toJavaScript()).toMatchObject({ psk: secret("p") });
    const gone = await call(
      lab.client,
      service.read,
      new pb.ReadRequest().setUrn(urn).setId("other"),
    );
    expect(gone.getId()).toBe("");
  });

  it("reads for an import with nothing but the id", async () => {
    await call(lab.client, service.create, createRequest({ displayName: "gw" }));
    const request = new pb.ReadRequest().setUrn(urn).setId("object-1");
    const response = await call(lab.client, service.read, request);
    expect(response.getInputs()?.toJavaScript()).toEqual({ imported: true });
    expect(lab.estate.calls.at(-1)?.args).toEqual([type, "object-1", undefined, undefined]);
  });

  it("updates with old inputs, old outputs and new inputs", async () => {
    const request = new pb.UpdateRequest()
      .setUrn(urn)
      .setId("object-1")
      .setOldInputs(struct({ a: 1 }))
      .setOlds(struct({ a: 1, path: "/p" }))
      .setNews(struct({ a: secret(2) }))
      .setPreview(true);
    const response = await call(lab.client, service.update, request);
    expect(response.getProperties()?.toJavaScript()).toEqual({ a: secret(2) });
    const asked = [type, "object-1", { a: 1 }, { a: 1, path: "/p" }, { a: 2 }];
    expect(lab.estate.calls[0]?.args).toEqual([
      ...asked,
      { preview: true, urn, secretPaths: [["a"]] },
    ]);
  });

  it("deletes", async () => {
    await call(lab.client, service.create, createRequest({}));
    const request = new pb.DeleteRequest().setUrn(urn).setId("object-1");
    await call(lab.client, service.delete, request);
    expect(lab.estate.objects.size).toBe(0);
  });

  it("calls a function", async () => {
    lab.estate.result = { id: "host-42" };
    const request = new pb.InvokeRequest()
      .setTok("vsphere:index/getHost:getHost")
      .setArgs(struct({ name: "esxi-01" }));
    const response = await call(lab.client, service.invoke, request);
    expect(response.getReturn()?.toJavaScript()).toEqual({ name: "esxi-01", id: "host-42" });
  });
});
