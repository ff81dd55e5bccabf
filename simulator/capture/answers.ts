/** What a provider answers, asked in the same words and by the same code as the lab's servers. */
import { createHash } from "node:crypto";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  CheckRequest,
  CreateRequest,
  DiffRequest,
  DiffResponse,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { toWireError } from "../provider/errors";
import * as resources from "../provider/resources";
import type { Session } from "../provider/session";
import { open, toStruct } from "../provider/values";
import type { Opened } from "../provider/values";
import type { PropertyMap } from "vmnet/network/model/resource";
import type { ProviderInstance } from "./providers";
import { UNKNOWN } from "vmnet/network/model/resource";

/** The resource that a provider is asked about. */
export interface Subject {
  urn: string;
  type: string;
  name: string;
}

/** A provider's refusal, in the words that a user of the real engine reads. */
export class Refused extends Error {}

const nothing = (): Opened => ({ values: {}, secretPaths: [] });

function ask<Answer>(
  session: Session,
  method: string,
  subject: { token: string; name?: string },
  arrived: Opened[],
  call: () => Answer,
): Answer {
  try {
    return call();
  } catch (error) {
    const { packageName } = session;
    throw new Refused(toWireError(error, { method, packageName, arrived, ...subject }).details);
  }
}

function about<Request extends { setUrn(v: string): Request; setType(v: string): Request }>(
  request: Request & { setName(v: string): Request },
  { urn, type, name }: Subject,
): Request {
  return request.setName(name).setUrn(urn).setType(type);
}

/** Completed inputs and what is wrong with them. Unsimulated providers take what comes. */
export function check(
  { known, session }: ProviderInstance,
  subject: Subject,
  news: Struct,
  olds?: Struct,
): { inputs: Opened; struct: Struct; failures: string[] } {
  if (!known || !session) return { inputs: open(news), struct: news, failures: [] };
  // The engine's seed is random; this one is not, so that two captures make up the same names.
  const seed = createHash("sha256").update(subject.urn).digest();
  const request = about(new CheckRequest(), subject).setNews(news).setRandomseed(seed);
  if (olds) request.setOlds(olds);
  const { type, name } = subject;
  const answer = ask(session, "Check", { token: type, name }, [open(news)], () =>
    resources.check(session, request),
  );
  const failures = answer
    .getFailuresList()
    .map((failure) =>
      failure.getProperty() === ""
        ? `${type} resource '${name}' has a problem: ${failure.getReason()}`
        : `${type} resource '${name}': property ${failure.getProperty()} has a problem: ${failure.getReason()}`,
    );
  const struct = answer.getInputs() ?? new Struct();
  return { inputs: open(struct), struct, failures };
}

/** Id (empty in a preview) and outputs of a new object. */
export function create(
  { known, session }: ProviderInstance,
  subject: Subject,
  inputs: Struct,
  preview: boolean,
): { id: string; outputs: Opened } {
  if (!session)
    return { id: preview ? "" : `not-simulated-${subject.name}`, outputs: open(inputs) };
  if (!known) return { id: "", outputs: nothing() };
  const request = about(new CreateRequest(), subject).setProperties(inputs).setPreview(preview);
  const { type, name } = subject;
  const answer = ask(session, "Create", { token: type, name }, [open(inputs)], () =>
    resources.create(session, request),
  );
  return { id: answer.getId(), outputs: open(answer.getProperties()) };
}

/** An existing object; undefined when there is none with that id. */
export function read(
  { known, session }: ProviderInstance,
  subject: Subject,
  id: string,
  inputs?: Struct,
): { id: string; inputs: Opened; outputs: Opened } | undefined {
  if (id === UNKNOWN || !known || !session) {
    return { id, inputs: open(inputs), outputs: nothing() };
  }
  const request = about(new ReadRequest(), subject).setId(id);
  if (inputs) request.setInputs(inputs).setProperties(inputs);
  const { type, name } = subject;
  const answer = ask(session, "Read", { token: type, name }, [open(inputs)], () =>
    resources.read(session, request),
  );
  if (answer.getId() === "") return undefined;
  return {
    id: answer.getId(),
    inputs: open(answer.getInputs()),
    outputs: open(answer.getProperties()),
  };
}

/** The outputs of an adopted object after the update that its new inputs ask for, if any. */
export function adopt(
  { session }: ProviderInstance,
  subject: Subject,
  found: { id: string; inputs: Opened; outputs: Opened },
  inputs: Struct,
  preview: boolean,
): Opened {
  if (!session) return found.outputs;
  const { type, name } = subject;
  const oldInputs = toStruct(found.inputs.values);
  const olds = toStruct(found.outputs.values);
  const arrived = [open(inputs), found.inputs, found.outputs];
  const diff = about(new DiffRequest(), subject).setId(found.id).setOlds(olds);
  diff.setNews(inputs).setOldInputs(oldInputs);
  const { DIFF_SOME } = DiffResponse.DiffChanges;
  const difference = ask(session, "Diff", { token: type, name }, arrived, () =>
    resources.diff(session, diff),
  );
  if (difference.getChanges() !== DIFF_SOME) return found.outputs;
  const update = about(new UpdateRequest(), subject).setId(found.id).setOlds(olds);
  update.setNews(inputs).setOldInputs(oldInputs).setPreview(preview);
  const answer = ask(session, "Update", { token: type, name }, arrived, () =>
    resources.update(session, update),
  );
  return open(answer.getProperties());
}

/** A function's answer. */
export function invoke(instance: ProviderInstance, token: string, args: PropertyMap): Struct {
  const { known, session, packageName } = instance;
  if (!known) return new Struct();
  if (!session) {
    throw new Refused(
      `nothing here simulates the package ${packageName}: a capture answers functions of vsphere ` +
        `and nsxt only; take the value from stack config, or preview with the real engine`,
    );
  }
  const struct = toStruct(args);
  const answer = ask(session, "Invoke", { token }, [open(struct)], () =>
    resources.invoke(session, new InvokeRequest().setTok(token).setArgs(struct)),
  );
  return answer.getReturn() ?? new Struct();
}
