import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Families, Family, World } from "../family";
import { isMap, mapsOf, textOf } from "../generic/values";
import { N, P } from "../kinds";
import { managerRefusal } from "../refusal";
import { stableUuid } from "../site";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";

const MOST_NODES = 10;

interface Member {
  id: string;
  transportNodePath: string;
  property: string;
}

/** A member without an id of its own gets its index (API text of PolicyEdgeClusterMember). */
function membersOf(properties: PropertyMap): Member[] {
  return mapsOf(properties["policyEdgeNodes"]).map((item, index) => ({
    id: textOf(item["id"]) ?? String(index),
    transportNodePath: textOf(item["edgeTransportNodePath"]) ?? "",
    property: `policyEdgeNodes[${index}]`,
  }));
}

const nodePath = (clusterPath: string, id: string) => `${clusterPath}/edge-nodes/${id}`;

function refuseTaken({ world, inputs, id }: Change): void {
  const members = membersOf(inputs);
  if (members.length > MOST_NODES) {
    throw managerRefusal(
      `Edge cluster ${id} can have at most ${MOST_NODES} members, the request has ${members.length}`,
      undefined,
      "policyEdgeNodes",
    );
  }
  for (const cluster of world.store.list(N.edgeCluster).filter((other) => other.id !== id)) {
    const theirs = membersOf(cluster.outputs).map(({ transportNodePath }) => transportNodePath);
    const taken = members.find(({ transportNodePath }) => theirs.includes(transportNodePath));
    if (taken !== undefined) {
      throw managerRefusal(
        `Edge transport node path=[${taken.transportNodePath}] is a member of edge cluster path=[${cluster.path}] already`,
        undefined,
        taken.property,
      );
    }
  }
}

/** The transport node of a member stays; a member that gateways use stays too. */
function refuseLostMembers({ world, inputs, path, before }: Change): void {
  const now = membersOf(inputs);
  for (const old of before === undefined ? [] : membersOf(before.outputs)) {
    const same = now.find(({ id }) => id === old.id);
    if (same !== undefined && same.transportNodePath !== old.transportNodePath) {
      throw managerRefusal(
        `Edge transport node of member ${old.id} cannot be changed once it is added to the cluster`,
        undefined,
        same.property,
      );
    }
    const user = world.store
      .list(N.tier0Interface)
      .find(({ outputs }) => outputs["edgeNodePath"] === nodePath(path ?? "", old.id));
    if (same === undefined && user !== undefined) {
      throw managerRefusal(
        `The object path=[${nodePath(path ?? "", old.id)}] cannot be deleted as either it has children or ` +
          `it is being referenced by other objects path=[${user.path}].`,
        500030,
        "policyEdgeNodes",
      );
    }
  }
}

function edgeNodesOf(world: World, cluster: EstateObject): EstateObject[] {
  return world.store
    .list(P.edgeNode)
    .filter(({ outputs }) => outputs["edgeClusterPath"] === cluster.path);
}

const edgeCluster: Family = {
  admit(change) {
    refuseTaken(change);
    refuseLostMembers(change);
  },
  complete({ inputs }) {
    const policyEdgeNodes = membersOf(inputs).map(({ id, transportNodePath }) => {
      return { id, edgeTransportNodePath: transportNodePath };
    });
    return { outputs: { ...(policyEdgeNodes.length === 0 ? {} : { policyEdgeNodes }) } };
  },
  /** Members are objects with paths of their own, which gateways' interfaces and look-ups name. */
  settle({ world }, object) {
    const { path: edgeClusterPath = "" } = object;
    const members = membersOf(object.outputs);
    edgeNodesOf(world, object)
      .filter(({ id }) => !members.some((member) => id === `${object.id}/${member.id}`))
      .forEach(({ id }) => world.store.remove(P.edgeNode, id));
    members.forEach(({ id, transportNodePath }, memberIndex) => {
      const displayName = textOf(world.store.at(transportNodePath)?.outputs["displayName"]) ?? id;
      world.store.put({
        type: P.edgeNode,
        id: `${object.id}/${id}`,
        outputs: { displayName, edgeClusterPath, memberIndex },
        origin: object.origin,
        path: nodePath(edgeClusterPath, id),
      });
    });
  },
};

const edgeTransportNode: Family = {
  admit({ inputs }) {
    if (inputs["nodeId"] === undefined && !isMap(inputs["vmDeploymentConfig"])) {
      throw new EstateRefusal(
        "an edge transport node needs vmDeploymentConfig, or nodeId of an appliance that exists",
        undefined,
        "vmDeploymentConfig",
      );
    }
  },
  complete({ id, inputs }) {
    return { outputs: { nodeId: textOf(inputs["nodeId"]) ?? stableUuid(`edge node ${id}`) } };
  },
};

/** Edge nodes and the clusters that they are members of. */
export const edgeFamilies: Families = {
  [N.edgeCluster]: edgeCluster,
  [N.edgeTransportNode]: edgeTransportNode,
};
