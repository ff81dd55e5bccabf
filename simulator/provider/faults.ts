import {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { withFaults } from "../faults/inject";
import type { FaultyCall } from "../faults/inject";
import { subjectOf } from "./session";
import type { Session } from "./session";
import { open } from "./values";

/** The call as fault rules see it; undefined for what never meets faults. */
function faultyCall(request: object): FaultyCall | undefined {
  if (request instanceof InvokeRequest) {
    return { method: "invoke", type: request.getTok(), name: "" };
  }
  if (request instanceof CheckRequest) return { method: "check", ...about(request) };
  if (request instanceof CreateRequest) {
    if (request.getPreview()) return undefined;
    const { nsxId } = open(request.getProperties()).values;
    const id = typeof nsxId === "string" ? { id: nsxId } : {};
    return { method: "create", ...about(request), ...id };
  }
  if (request instanceof UpdateRequest) {
    return request.getPreview()
      ? undefined
      : { method: "update", ...about(request), id: request.getId() };
  }
  if (request instanceof ReadRequest) {
    return { method: "read", ...about(request), id: request.getId() };
  }
  if (request instanceof DeleteRequest) {
    return { method: "delete", ...about(request), id: request.getId() };
  }
  return undefined;
}

function about(request: Parameters<typeof subjectOf>[0]): { type: string; name: string } {
  const { type, name } = subjectOf(request);
  return { type, name };
}

/**
 * The answer to a request that may meet injected faults; undefined where none can, and then the
 * caller answers at once. A provider's configuration is checked by CheckConfig, which meets none.
 */
export function faultsFor<Response>(
  session: Session,
  method: string,
  request: object,
  answer: () => Response,
): Promise<Response> | undefined {
  const { injected, estate, retries } = session;
  if (!injected || method.endsWith("Config")) return undefined;
  const call = faultyCall(request);
  return call && withFaults({ ...injected, estate, retries }, call, answer);
}
