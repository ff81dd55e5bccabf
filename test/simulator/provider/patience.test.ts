import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Estate } from "@vmnet/simulator/estate/index";
import { startProviderServer } from "@vmnet/simulator/provider/server";
import { Lab, N, V } from "../estate/lab";
import { call, connect, struct } from "./client";

/** Asks a server to delete a segment that has a machine on it; the machine leaves after a while. */
async function deleteOccupied(patienceMilliseconds: number, leavesAfter?: number) {
  const estate = Estate.open();
  const lab = new Lab(estate);
  const web = lab.segment("web");
  const vm = lab.machine("vm1", lab.network("web"));
  const server = await startProviderServer({ packageName: "nsxt", estate, patienceMilliseconds });
  const client = connect(server.port);
  try {
    const request = new pb.DeleteRequest()
      .setId(web.id)
      .setUrn(`urn:pulumi:dev::project::${N.segment}::web`)
      .setProperties(struct(web.outputs));
    const deleted = call(client, service.delete, request);
    const leaving =
      leavesAfter === undefined
        ? undefined
        : setTimeout(() => estate.delete(V.vm, vm.id, vm.outputs), leavesAfter);
    await deleted.finally(() => clearTimeout(leaving));
    return estate.read(N.segment, "web");
  } finally {
    client.close();
    server.close();
  }
}

describe("the delete of a segment", () => {
  it("waits until its machines have left", async () => {
    await expect(deleteOccupied(5000, 250)).resolves.toBeUndefined();
  });

  it("fails when they do not leave in time, and says how the real one waits", async () => {
    await expect(deleteOccupied(150)).rejects.toThrow(
      /ports of the machines \[vm1\] attached; the real provider waits .* 20 minutes/,
    );
  });
});
