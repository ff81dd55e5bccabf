import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/**
 * The machine's id, once NSX has the machine in its inventory; in a preview at once. Whatever needs
 * the id fails when NSX does not learn of the machine in time.
 */
export function inventoried(
  parent: pulumi.Resource,
  vmId: pulumi.Input<string>,
  seconds: number,
): pulumi.Output<string> {
  return pulumi.output(vmId).apply(async (id) => {
    if (!pulumi.runtime.isDryRun()) {
      await appears(parent, id, seconds);
    }
    return id;
  });
}

/** @throws RunError when the machine has not appeared in time */
async function appears(parent: pulumi.Resource, id: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (
    let pause = FIRST_PAUSE_MILLISECONDS;
    ;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)
  ) {
    try {
      await nsxt.getPolicyVm({ biosId: id }, { parent });
      return;
    } catch (error) {
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new pulumi.RunError(
          `NSX did not learn of machine ${id} within ${seconds} s, so it has no tags yet: ` +
            `is its vCenter registered as a compute manager? The last answer: ${textOf(error)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
