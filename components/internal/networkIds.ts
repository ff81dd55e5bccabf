import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

/**
 * The id of a network that only vCenter knows, looked up by name once its makers exist. A preview of
 * a new stack does not look up, and the SDK then forgets what the unknown answer depends on; so the
 * makers are joined in again. What uses the id is created after them and deleted before them.
 */
export function lookedUpNetworkId(
  parent: pulumi.Resource,
  network: vsphere.GetNetworkOutputArgs,
  makers: readonly pulumi.Resource[],
): pulumi.Output<string> {
  const { id } = vsphere.getNetworkOutput(network, { parent, dependsOn: [...makers] });
  return after(makers, id);
}

/** A value that is known as early as before, and whose users are made after the makers and deleted before them. */
export function after(
  makers: readonly pulumi.Resource[],
  value: pulumi.Input<string>,
): pulumi.Output<string> {
  const known = pulumi.all([value, pulumi.all(makers.map(({ urn }) => urn))]);
  return known.apply(([found]) => found);
}
