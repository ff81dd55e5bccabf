import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { startProviderServer } from "@vmnet/simulator/provider/server";
import type { ProviderServer } from "@vmnet/simulator/provider/server";
import { connect, struct } from "./client";
import { FakeEstate } from "./fakeEstate";

export const type = "nsxt:index/policyTier1Gateway:PolicyTier1Gateway";
export const urn = `urn:pulumi:dev::project::my:Component$${type}::gateway`;

interface Started {
  estate: FakeEstate;
  server: ProviderServer;
  client: ResourceProviderClient;
  /** Faults of the simulator itself. */
  faults: unknown[];
}

/** A server over an estate that answers as it is told, anew for each test of the file. */
export function fakeServer(): Started {
  // Filled before each test.
  const started = {} as Started;
  beforeEach(async () => {
    const estate = new FakeEstate();
    const faults: unknown[] = [];
    const onFault = (error: unknown) => faults.push(error);
    const server = await startProviderServer({ packageName: "nsxt", estate, onFault });
    Object.assign(started, { estate, faults, server, client: connect(server.port) });
  });
  afterEach(() => {
    started.client.close();
    started.server.close();
  });
  return started;
}

export function createRequest(properties: Record<string, unknown>, preview = false) {
  return new pb.CreateRequest().setUrn(urn).setProperties(struct(properties)).setPreview(preview);
}
