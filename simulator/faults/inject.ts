import { setTimeout as sleep } from "node:timers/promises";
import type { PropertyMap } from "vmnet/network/model/resource";
import { staleRevision } from "../estate/quirks/staleRevision";
import { inProviderWords } from "../estate/refusal";
import { EstateRefusal } from "../estate/types";
import type { EstateProvider } from "../estate/types";
import type { FaultCall, FaultPlan } from "./plan";
import type { Retries } from "./retries";
import type { FaultProcess, FaultRule } from "./schema";

/** What is needed to let a request meet its faults. */
export interface FaultSite {
  plan: FaultPlan;
  estate: EstateProvider;
  retries: Retries;
  /** Ends a process at once; returns when it is dead (never, for this process itself). */
  kill(process: FaultProcess): Promise<void>;
}

/** A request, and what it takes to let somebody else write the same object first. */
export interface FaultyCall extends FaultCall {
  /** The provider's id of the object; absent at a create. */
  id?: string;
}

const statusTexts: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  412: "Precondition Failed",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** The refusal of a request; every text says that it was injected. */
function refusal(call: FaultyCall, text: string, status: number): EstateRefusal {
  const words = `${text} (injected by the lab)`;
  const { method } = call;
  const error = new EstateRefusal(words, status);
  if (method !== "create" && method !== "update" && method !== "delete") return error;
  const worded = inProviderWords(error, method, call.type, call.id ?? call.name);
  return worded instanceof EstateRefusal ? worded : error;
}

/** A refusal without an answer of the system, so that nothing is repeated. */
function broken(text: string): EstateRefusal {
  return new EstateRefusal(`${text} (injected by the lab)`, "NoAnswer");
}

/** Some kinds are written by PUT: the repetition of a request that was carried out is refused. */
const isRevisionChecked = (type: string) => staleRevision.types.includes(type);

/**
 * A request that the provider repeats although the system has acted. An update and a delete are
 * just sent again. Sent again, a PATCH that creates changes nothing; a PUT is refused.
 */
function repeat<T>(call: FaultyCall, act: () => T, first: { answer: T }): T {
  if (call.method !== "create") return act();
  if (!isRevisionChecked(call.type)) return first.answer;
  throw refusal(call, "The object exists, and the request has no revision", 412);
}

/** Somebody else writes the object, without changing anything but its revision. */
function touch(estate: EstateProvider, { type, id }: FaultyCall): void {
  const now = id === undefined ? undefined : estate.read(type, id);
  if (now === undefined || id === undefined) return;
  const same: PropertyMap = now.inputs;
  estate.update(type, id, same, now.outputs, same, { preview: false });
}

/**
 * Sends a request as the provider does: it meets the plan's faults, is repeated where the provider
 * repeats, and acts on the estate at most once per repetition.
 *
 * @param act the request, carried out by the estate
 * @throws EstateRefusal the estate's own, or the fault's
 */
export async function withFaults<T>(site: FaultSite, call: FaultyCall, act: () => T): Promise<T> {
  let acted: { answer: T } | undefined;
  const send = () => {
    const answer = acted ? repeat(call, act, acted) : act();
    acted = { answer };
    return answer;
  };
  for (let attempt = 0; ; attempt += 1) {
    const fault = site.plan.next(call);
    if (fault === undefined) return send();
    const again = await strike(site, call, fault, send);
    if (again === undefined) return send();
    const repeated =
      typeof again.code === "number" &&
      site.retries.statusCodes.includes(again.code) &&
      attempt < site.retries.max;
    if (!repeated) throw again;
  }
}

/** Carries a fault out. Returns the error that the provider gets; undefined: it gets the answer. */
async function strike(
  site: FaultSite,
  call: FaultyCall,
  fault: FaultRule,
  send: () => unknown,
): Promise<EstateRefusal | undefined> {
  if ("moment" in fault && fault.moment === "after") send();
  switch (fault.kind) {
    case "error":
      return refusal(call, fault.text ?? httpText(fault.status), fault.status);
    case "throttled":
      return refusal(call, fault.text ?? httpText(429), 429);
    case "timeout":
      await sleep(fault.seconds * 1000);
      return broken(fault.text ?? `no answer within ${fault.seconds} s`);
    case "lostAnswer":
      send();
      return broken(fault.text ?? "the connection was closed before the answer came");
    case "staleRevision":
      touch(site.estate, call);
      return undefined;
    case "kill":
      await site.kill(fault.process);
      return broken(`the ${fault.process} was killed`);
  }
}

function httpText(status: number): string {
  return statusTexts[status] ?? `HTTP status ${status}`;
}
