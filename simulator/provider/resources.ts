import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  CheckFailure,
  CheckResponse,
  CreateResponse,
  DiffResponse,
  InvokeResponse,
  PropertyDiff,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import type { DiffKind } from "../estate/types";
import { examine } from "./errors";
import { subjectOf } from "./session";
import type { Session } from "./session";
import { open, outsideLists, redact, seal } from "./values";

const kinds: Record<DiffKind, PropertyDiff.Kind> = {
  ADD: PropertyDiff.Kind.ADD,
  ADD_REPLACE: PropertyDiff.Kind.ADD_REPLACE,
  DELETE: PropertyDiff.Kind.DELETE,
  DELETE_REPLACE: PropertyDiff.Kind.DELETE_REPLACE,
  UPDATE: PropertyDiff.Kind.UPDATE,
  UPDATE_REPLACE: PropertyDiff.Kind.UPDATE_REPLACE,
};

export function check({ estate }: Session, request: CheckRequest): CheckResponse {
  const { type, name, urn } = subjectOf(request);
  const news = open(request.getNews());
  const olds = request.hasOlds() ? open(request.getOlds()).values : undefined;
  const answer = estate.check(type, news.values, olds, { urn });
  // The property goes into the text, as the bridge writes it: with the property field set, the
  // engine would print the value there, secret or not.
  const failures = answer.failures.map(({ property, reason }) => {
    const where = property ? examine(reason, name, property) : "";
    return new CheckFailure().setReason(redact(reason + where, news));
  });
  return new CheckResponse().setInputs(seal(answer.inputs, news)).setFailuresList(failures);
}

/**
 * Always the full answer. With a bare "something changed" the engine ignores `replaceOnChanges`.
 */
export function diff({ estate }: Session, request: DiffRequest): DiffResponse {
  const { type } = subjectOf(request);
  const answer = estate.diff(
    type,
    request.getId(),
    open(request.getOldInputs()).values,
    open(request.getOlds()).values,
    open(request.getNews()).values,
    request.getIgnorechangesList(),
  );
  const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
  const response = new DiffResponse()
    .setChanges(answer.changes ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(answer.diffs)
    .setReplacesList(answer.replaces)
    .setDeletebeforereplace(answer.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [path, kind] of Object.entries(answer.detailed)) {
    response.getDetaileddiffMap().set(path, new PropertyDiff().setKind(kinds[kind]));
  }
  return response;
}

export function create({ estate }: Session, request: CreateRequest): CreateResponse {
  const { type, urn } = subjectOf(request);
  const arrived = open(request.getProperties());
  const preview = request.getPreview();
  const answer = estate.create(type, arrived.values, {
    preview,
    urn,
    secretPaths: arrived.secretPaths.map(outsideLists),
  });
  return new CreateResponse()
    .setId(preview ? "" : answer.id)
    .setProperties(seal(answer.outputs, arrived, estate.secretOutputs(type)));
}

/** An empty id in the answer says that the object is gone. */
export function read({ estate }: Session, request: ReadRequest): ReadResponse {
  const { type } = subjectOf(request);
  const inputs = open(request.getInputs());
  const outputs = open(request.getProperties());
  const answer = estate.read(
    type,
    request.getId(),
    request.hasInputs() ? inputs.values : undefined,
    request.hasProperties() ? outputs.values : undefined,
  );
  if (!answer) return new ReadResponse();
  return new ReadResponse()
    .setId(answer.id)
    .setInputs(seal(answer.inputs, inputs))
    .setProperties(seal(answer.outputs, outputs, estate.secretOutputs(type)));
}

export function update({ estate }: Session, request: UpdateRequest): UpdateResponse {
  const { type, urn } = subjectOf(request);
  const news = open(request.getNews());
  const outputs = estate.update(
    type,
    request.getId(),
    open(request.getOldInputs()).values,
    open(request.getOlds()).values,
    news.values,
    { preview: request.getPreview(), urn, secretPaths: news.secretPaths.map(outsideLists) },
  );
  return new UpdateResponse().setProperties(seal(outputs, news, estate.secretOutputs(type)));
}

export function remove({ estate }: Session, request: DeleteRequest): Empty {
  const { type } = subjectOf(request);
  estate.delete(type, request.getId(), open(request.getProperties()).values);
  return new Empty();
}

export function invoke({ estate }: Session, request: InvokeRequest): InvokeResponse {
  const args = open(request.getArgs());
  return new InvokeResponse().setReturn(seal(estate.invoke(request.getTok(), args.values), args));
}
