/** Resources of a program that runs here, against a simulated site, without engine, network or credentials. */
import type { Captured } from "@vmnet/simulator/capture/capture";
import type { Estate } from "@vmnet/simulator/estate/index";
import type { Project } from "../lab/project";
import { readSettings } from "../lab/settings";
import { errorText, exitCode, UserError } from "../terminal";
import { isRecordingFile, openSite } from "./recorded";
import { readStackConfig } from "./stackConfig";

/** A captured stack with the simulated site as it is after the program. */
export interface CapturedStack {
  captured: Captured;
  estate: Estate;
  /** Names of vSphere networks by managed object id. */
  networkNames: Record<string, string>;
  notes: string[];
}

/** A host of the site: what a program does not make, and names what it makes. */
export interface SiteHost {
  name: string;
  /** Standard switches that are there before the program. */
  switches: { name: string; adapters: string[]; mtuBytes?: number }[];
}

/** The hosts of a simulated site by managed object id. */
export function hostsOf(estate: Estate): Record<string, SiteHost> {
  const hosts = Object.entries(estate.hosts).map(([moid, { name, switches }]) => {
    const there = (switches ?? []).map((one) => ({
      name: one.name,
      adapters: [...(one.nics ?? [])],
      ...(one.mtuBytes === undefined ? {} : { mtuBytes: one.mtuBytes }),
    }));
    return [moid, { name, switches: there }] as const;
  });
  return Object.fromEntries(hosts);
}

/** A program that does not run through; the message has all errors. */
export class CaptureFailure extends UserError {}

/**
 * Runs the program of a stack as `pulumi up` of an empty stack would, on a simulated site, so that every
 * value is known.
 *
 * @param inventory File of what the site has, or of recorded look-ups (docs/inventory.md). Default: that of `vmnet.lab.yaml`, else the simulator's own.
 * @throws CaptureFailure when the program or the simulated systems refuse
 */
export async function captureStack(
  project: Project,
  stack: string,
  inventory?: string,
): Promise<CapturedStack> {
  const isRecorded = await isRecordingFile(inventory);
  const settings = readSettings(project.root, isRecorded ? undefined : inventory);
  const config = readStackConfig(project, stack, settings.secrets);
  // Imported together: each is a good part of the start.
  const [{ capture, ProgramError }, { InventoryError }, { RecordingError }] = await Promise.all([
    import("@vmnet/simulator/capture/capture"),
    import("@vmnet/simulator/estate/index"),
    import("@vmnet/simulator/recording/format"),
  ]);
  try {
    const site = await openSite(settings.inventory, isRecorded ? inventory : undefined);
    const { estate } = site;
    const captured = await capture({
      projectDir: project.root,
      stack,
      project: project.settings.name,
      config: config.values,
      secretKeys: config.secretKeys,
      estate: site.provider,
      preview: false,
    });
    if (captured.errors.length > 0) {
      throw new CaptureFailure(failureText(stack, captured), exitCode.failed);
    }
    const others = captured.notSimulated;
    return {
      captured,
      estate,
      networkNames: networkNames(estate),
      notes: [
        ...config.notes,
        ...site.notes(),
        ...(others.length === 0
          ? []
          : [`resources of ${others.join(", ")} are taken as written; nothing checks them`]),
      ],
    };
  } catch (error) {
    const ofFiles = [ProgramError, InventoryError, RecordingError];
    if (ofFiles.some((kind) => error instanceof kind)) {
      throw new UserError(errorText(error));
    }
    throw error;
  }
}

function failureText(stack: string, { errors }: Captured): string {
  const texts = errors.map(({ text, urn }) => {
    const where = urn === undefined ? "" : `${urn.slice(urn.lastIndexOf("::") + 2)}: `;
    return `  - ${where}${text.replaceAll("\n", "\n    ")}`;
  });
  return [`the program of stack ${stack} does not run through:`, ...texts].join("\n");
}

/** What `getNetwork` would answer for each standard port group of the site. */
function networkNames(estate: Estate): Record<string, string> {
  return Object.fromEntries(
    estate.objects().flatMap(({ outputs, internal }): [string, string][] => {
      const { network } = (internal ?? {}) as { network?: unknown };
      const { name } = outputs;
      return typeof network === "string" && typeof name === "string" ? [[network, name]] : [];
    }),
  );
}
