import { status } from "@grpc/grpc-js";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { EstateRefusal } from "@vmnet/simulator/estate/types";
import { call, secret } from "./client";
import { createRequest, fakeServer, type, urn } from "./fakeServer";

const lab = fakeServer();

describe("refusals and faults", () => {
  it("fails with the estate's own words", async () => {
    lab.estate.refusal = new EstateRefusal("Failed to create Tier1 gw: no such path (code 500012)");
    await expect(call(lab.client, service.create, createRequest({}))).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: "Failed to create Tier1 gw: no such path (code 500012)",
    });
    expect(lab.faults).toEqual([]);
  });

  it("fails with the place of the property where the estate names one", async () => {
    lab.estate.refusal = new EstateRefusal("VLAN is taken", 409, "vlanId");
    await expect(call(lab.client, service.create, createRequest({}))).rejects.toMatchObject({
      details: "VLAN is taken. Examine values at 'gateway.vlanId'.",
    });
  });

  it("fails without repeating a secret value", async () => {
    lab.estate.refusal = new EstateRefusal("psk swordfish is refused");
    const request = createRequest({ psk: secret("swordfish") });
    await expect(call(lab.client, service.create, request)).rejects.toMatchObject({
      details: "psk [secret] is refused",
    });
  });

  it("fails in one line without a stack when the simulator itself is at fault", async () => {
    lab.estate.refusal = new TypeError("x is undefined\n    at somewhere (file.ts:1:1)");
    const error = await call(lab.client, service.create, createRequest({})).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({
      code: status.INTERNAL,
      details: `the simulated nsxt failed in Create of ${type}: x is undefined`,
    });
    expect(lab.faults).toEqual([lab.estate.refusal]);
  });

  it.each([
    ["read", () => call(lab.client, service.read, new pb.ReadRequest().setUrn(urn).setId("x"))],
    ["update", () => call(lab.client, service.update, new pb.UpdateRequest().setUrn(urn))],
    ["delete", () => call(lab.client, service.delete, new pb.DeleteRequest().setUrn(urn))],
    ["diff", () => call(lab.client, service.diff, new pb.DiffRequest().setUrn(urn))],
    ["invoke", () => call(lab.client, service.invoke, new pb.InvokeRequest().setTok("t"))],
  ])("fails in %s with the refusal, too", async (_, send) => {
    lab.estate.refusal = new EstateRefusal("no");
    await expect(send()).rejects.toMatchObject({ code: status.UNKNOWN, details: "no" });
  });
});
