import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { Subject } from "./answers";
import type { CapturedOptions } from "./types";
import { makeUrn } from "./urn";

/** A request's options in the form that transforms read and change. */
export function transformOptions(
  request: RegisterResourceRequest,
  provider: string | undefined,
): TransformResourceOptions {
  const options = new TransformResourceOptions()
    .setImport(request.getImportid())
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setVersion(request.getVersion())
    .setAliasesList([
      ...request.getAliasurnsList().map((urn) => new AliasMessage().setUrn(urn)),
      ...request.getAliasesList(),
    ])
    .setProvider(provider ?? request.getProvider())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setHideDiffList(request.getHidediffsList())
    .setReplaceWithList(request.getReplaceWithList())
    .setHooks(request.getHooks())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setReplacementTrigger(request.getReplacementTrigger());
  const protect = request.hasProtect() ? request.getProtect() : undefined;
  const retain = request.hasRetainondelete() ? request.getRetainondelete() : undefined;
  if (protect !== undefined) options.setProtect(protect);
  if (retain !== undefined) options.setRetainOnDelete(retain);
  if (request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()) {
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  }
  for (const [name, reference] of request.getProvidersMap().entries()) {
    options.getProvidersMap().set(name, reference);
  }
  return options;
}

/** The options that the result tells; undefined when there are none. */
export function capturedOptions(
  where: { stack: string; project: string },
  subject: Subject,
  parent: string,
  options: TransformResourceOptions,
): CapturedOptions | undefined {
  const aliases = options.getAliasesList().map((alias) => aliasUrn(where, subject, parent, alias));
  const all: Required<CapturedOptions> = {
    aliases: [...new Set(aliases)],
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    deleteBeforeReplace: options.getDeleteBeforeReplace() ?? false,
    retainOnDelete: options.getRetainOnDelete() ?? false,
    deletedWith: options.getDeletedWith(),
    replaceWith: options.getReplaceWithList(),
    import: options.getImport(),
  };
  const said = Object.entries(all).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : Boolean(value),
  );
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

/** The former URN: what an alias does not say is as it is now. */
function aliasUrn(
  where: { stack: string; project: string },
  { type, name }: Subject,
  parent: string,
  alias: Alias,
): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const above = spec.getNoparent() ? "" : spec.getParenturn() || parent;
  return makeUrn(
    { stack: spec.getStack() || where.stack, project: spec.getProject() || where.project },
    above,
    spec.getType() || type,
    spec.getName() || name,
  );
}
